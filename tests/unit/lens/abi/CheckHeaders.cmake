# cmake -DCOMPILER=... -DLANGUAGE=c -DSTANDARD=c11 -DINCLUDE=dir -P CheckHeaders.cmake
#
# Fails unless every header of the ABI compiles alone, without a warning, and includes nothing but <stdint.h>, <stddef.h> and
# its neighbours.
cmake_minimum_required(VERSION 3.25)
file(GLOB headers ${INCLUDE}/parallax/abi/*.h)
list(LENGTH headers count)
if(count LESS 9)
  message(FATAL_ERROR "only ${count} headers under ${INCLUDE}/parallax/abi")
endif()
foreach(header IN LISTS headers)
  execute_process(COMMAND ${COMPILER} -x ${LANGUAGE} -std=${STANDARD} -fsyntax-only -pedantic -Wall -Wextra -Wpadded -Werror
    -I${INCLUDE} -include ${header} /dev/null COMMAND_ERROR_IS_FATAL ANY)
  file(STRINGS ${header} includes REGEX "^#include")
  foreach(line IN LISTS includes)
    if(NOT line MATCHES "^#include (<stdint.h>|<stddef.h>|\"parallax/abi/[a-z]+\\.(h|def)\")$")
      message(FATAL_ERROR "${header}: ${line}")
    endif()
  endforeach()
endforeach()
