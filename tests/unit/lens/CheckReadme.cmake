# cmake -DREADME=file -DSOURCE=file -P CheckReadme.cmake
#
# Fails unless the README shows the source as it is built and tested.
cmake_minimum_required(VERSION 3.25)
file(READ ${README} readme)
file(READ ${SOURCE} source)
string(FIND "${readme}" "```cpp\n${source}```" at)
if(at EQUAL -1)
  message(FATAL_ERROR "${README} does not show ${SOURCE} as it is")
endif()
