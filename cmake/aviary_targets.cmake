# One library per folder and one test program per folder. Sources are globbed on purpose: the house
# rule "one unit, one file pair, one test file" makes the file list and the folder the same thing,
# and CONFIGURE_DEPENDS keeps them so.

# What nearly every file includes, read once for each target. Only the standard library and JSON's
# value: what a file decides by must be in its own includes.
set(aviary_common_headers
  <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <set> <span>
  <string> <string_view> <variant> <vector> <boost/json/value.hpp>)

# What people build by name: everything that runs, the two kinds of tests, the benchmarks.
add_custom_target(programs)
add_custom_target(unit_tests)
add_custom_target(fuzz_targets)
add_custom_target(benchmarks)

# aviary_library(FOLDER [PUBLIC_LIBS ...] [PRIVATE_LIBS ...] [EXCLUDE PATTERN ...])
# main files (main.cpp, decoy_main.cpp) are left to the programs.
function(aviary_library folder)
  cmake_parse_arguments(arg "" "" "PUBLIC_LIBS;PRIVATE_LIBS;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "main\\.cpp$")
  foreach(pattern IN LISTS arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${pattern}")
  endforeach()
  if(sources)
    add_library(aviary_${folder} STATIC ${sources})
    target_link_libraries(aviary_${folder}
      PUBLIC aviary_compile_options ${arg_PUBLIC_LIBS} PRIVATE ${arg_PRIVATE_LIBS})
    target_precompile_headers(aviary_${folder} PRIVATE ${aviary_common_headers})
  else()
    add_library(aviary_${folder} INTERFACE)
    target_link_libraries(aviary_${folder} INTERFACE aviary_compile_options ${arg_PUBLIC_LIBS})
  endif()
endfunction()

# aviary_program(NAME MAIN LIBS ...): one of the programs, at the top of the build folder.
function(aviary_program name main)
  add_executable(${name} ${main})
  target_link_libraries(${name} PRIVATE aviary_compile_options ${ARGN})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  add_dependencies(programs ${name})
endfunction()

# aviary_fuzz_target(UNIT LIBS ...): UNIT_fuzz.cpp becomes the program UNIT_fuzz, whose seeds lie in
# corpus/UNIT_fuzz/.
function(aviary_fuzz_target unit)
  add_executable(${unit}_fuzz ${unit}_fuzz.cpp)
  target_link_libraries(${unit}_fuzz PRIVATE aviary_compile_options ${ARGN})
  target_link_options(${unit}_fuzz PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzz_targets ${unit}_fuzz)
endfunction()

# aviary_shards(PROGRAM COUNT): the tests of a GoogleTest program as COUNT tests of ctest, dealt out
# in turn. A process for each of them would take a third of all the time: one with sanitizers takes
# 0.3 s to start. What has most shards starts first. Results are in results/ of the build folder.
function(aviary_shards program count)
  math(EXPR last "${count} - 1")
  foreach(index RANGE ${last})
    set(name ${program}.${index})
    add_test(NAME ${name} COMMAND ${program}
      --gtest_brief=1 --gtest_output=xml:${PROJECT_BINARY_DIR}/results/${name}.xml)
    set_tests_properties(${name} PROPERTIES TIMEOUT 1800 COST ${count}
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${count};GTEST_SHARD_INDEX=${index}")
  endforeach()
endfunction()

# aviary_test(FOLDER SHARDS LIBS ...): tests/FOLDER/**/*_test.cpp become the program FOLDER_test.
#
# What only tests is not optimised outside a release: a file of EXPECTs then takes half the time to
# compile, and the time of a test is spent in the libraries.
function(aviary_test folder shards)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${folder}_test ${sources})
  target_link_libraries(${folder}_test PRIVATE aviary_compile_options ${ARGN}
    GTest::gtest_main GTest::gmock rapidcheck)
  target_compile_definitions(${folder}_test PRIVATE
    AVIARY_SOURCE_DIR="${PROJECT_SOURCE_DIR}" AVIARY_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_compile_options(${folder}_test PRIVATE $<$<CONFIG:Debug>:-O0>)
  target_precompile_headers(${folder}_test PRIVATE
    ${aviary_common_headers} <gtest/gtest.h> <rapidcheck.h>)
  add_dependencies(unit_tests ${folder}_test)
  aviary_shards(${folder}_test ${shards})
endfunction()
