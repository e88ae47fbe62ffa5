# parallax_add_lens(NAME sources...)
#
# Builds lenses/libparallax_NAME.so, target parallax_lens_NAME: a module with one exported symbol and
# no run path, all its symbols resolved, its unused parts dropped. A ctest, lens_elf.NAME, holds the
# file to that with readelf.
#
# Link a framework or other static, position-independent code of your own with
# target_link_libraries(... PRIVATE ...).
set(PARALLAX_LENS_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})

function(parallax_add_lens NAME)
  set(target parallax_lens_${NAME})
  add_library(${target} MODULE ${ARGN})
  target_link_libraries(${target} PRIVATE parallax_sdk)
  parallax_harden_lens(${target})
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME parallax_${NAME}
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lenses)
  parallax_test_lens_elf(${NAME} ${target})
endfunction()

# Registers lens_elf.NAME, which holds the file of `target` to the rules of CheckLensElf.cmake.
function(parallax_test_lens_elf NAME target)
  add_test(NAME lens_elf.${NAME}
    COMMAND ${CMAKE_COMMAND} -DFILE=$<TARGET_FILE:${target}> -DREADELF=${CMAKE_READELF}
            -DSANITIZE=${PARALLAX_SANITIZE} -P ${PARALLAX_LENS_CMAKE_DIR}/CheckLensElf.cmake)
endfunction()

# The compile and link rules of a lens, for a MODULE library made elsewhere.
function(parallax_harden_lens target)
  set_target_properties(${target} PROPERTIES
    PREFIX "lib" SUFFIX ".so"
    POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    SKIP_BUILD_RPATH ON
    INSTALL_RPATH ""
    LINK_DEPENDS ${PARALLAX_LENS_CMAKE_DIR}/lens.map)
  target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  target_link_options(${target} PRIVATE
    -Wl,--version-script=${PARALLAX_LENS_CMAKE_DIR}/lens.map
    -Wl,-z,defs -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--gc-sections)
endfunction()
