# cmake -DFILE=lens.so -DREADELF=readelf [-DSANITIZE=...] -P CheckLensElf.cmake
#
# Fails unless the file exports exactly the entry point, carries one Parallax note, needs nothing
# but the C and C++ run time, and has no run path. Uses readelf, so that it shares no code with the
# host's own reader.
cmake_minimum_required(VERSION 3.25)

function(read_elf out)
  execute_process(COMMAND ${READELF} --wide ${ARGN} ${FILE}
    OUTPUT_VARIABLE text RESULT_VARIABLE code ERROR_QUIET)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "readelf cannot read ${FILE}")
  endif()
  string(REPLACE ";" "," text "${text}")
  string(REPLACE "[" "(" text "${text}")  # brackets would glue list items together
  string(REPLACE "]" ")" text "${text}")
  string(REPLACE "\n" ";" text "${text}")
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

set(allowed libstdc++.so.6 libm.so.6 libc.so.6 libgcc_s.so.1 libpthread.so.0 ld-linux-x86-64.so.2
  ld-linux-aarch64.so.1)
if(SANITIZE)
  list(APPEND allowed libasan.so.8 libubsan.so.1 libtsan.so.2)
endif()

set(exported "")
read_elf(symbols --dyn-syms)
foreach(line IN LISTS symbols)
  # Num: Value Size Type Bind Vis Ndx Name
  string(REGEX REPLACE " +" " " line "${line}")
  if(line MATCHES "^ [0-9]+: [^ ]+ [^ ]+ [^ ]+ (GLOBAL|WEAK|UNIQUE) (DEFAULT|PROTECTED) ([^ ]+) ([^ ]+)")
    if(NOT CMAKE_MATCH_3 STREQUAL "UND")
      list(APPEND exported ${CMAKE_MATCH_4})
    endif()
  endif()
endforeach()
if(NOT exported STREQUAL "plx_lens_plugin_v0")
  message(FATAL_ERROR
    "${FILE} exports \"${exported}\"; a lens exports plx_lens_plugin_v0 and nothing else")
endif()

read_elf(dynamic --dynamic)
foreach(line IN LISTS dynamic)
  if(line MATCHES "\\(NEEDED\\).*\\((.*)\\)" AND NOT CMAKE_MATCH_1 IN_LIST allowed)
    message(FATAL_ERROR "${FILE} needs ${CMAKE_MATCH_1}; a lens needs nothing but ${allowed}")
  endif()
  if(line MATCHES "\\((RPATH|RUNPATH)\\)")
    message(FATAL_ERROR "${FILE} has a run path")
  endif()
endforeach()

read_elf(notes --notes)
list(FILTER notes INCLUDE REGEX "^ *Parallax ")
list(LENGTH notes count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "${FILE} carries ${count} Parallax notes; a lens carries one")
endif()
