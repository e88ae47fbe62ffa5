# cmake -DCOMPILER=... -DLANGUAGE=c -DSTANDARD=c11 -DINCLUDE=dir -DSOURCE=print_layout.c -DGOLDEN=file -DWORK=dir -P CheckLayout.cmake
#
# Fails unless this compiler lays the ABI out as the committed golden says. A missing golden is a failure.
cmake_minimum_required(VERSION 3.25)
if(NOT EXISTS ${GOLDEN})
  message(FATAL_ERROR "${GOLDEN} is missing")
endif()
file(MAKE_DIRECTORY ${WORK})
execute_process(COMMAND ${COMPILER} -x ${LANGUAGE} -std=${STANDARD} -Wall -Wextra -pedantic -Werror -I${INCLUDE} ${SOURCE} -o ${WORK}/print_layout
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${WORK}/print_layout OUTPUT_VARIABLE layout COMMAND_ERROR_IS_FATAL ANY)
file(READ ${GOLDEN} golden)
if(NOT layout STREQUAL golden)
  file(WRITE ${WORK}/layout.txt "${layout}")
  message(FATAL_ERROR "${COMPILER} lays the ABI out otherwise; compare ${WORK}/layout.txt with ${GOLDEN}")
endif()
