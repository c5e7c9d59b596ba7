# Options of the build and the flags that every target of the project gets (aviary_compile_options).

option(AVIARY_HARDENING "Compile with the hardening flags of a release" OFF)
option(AVIARY_BENCH "Build the benchmarks in bench/" OFF)
option(AVIARY_FUZZ "Build the libFuzzer targets in tests/fuzz/ (clang only)" OFF)
set(AVIARY_SANITIZE "" CACHE STRING "Value of -fsanitize for everything, empty for none")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# ccache is used where it is installed. A precompiled header needs the three sloppiness flags
# (ccache(1), "Precompiled headers"), -fpch-preprocess with g++, and no times in it with clang.
find_program(AVIARY_CCACHE ccache)
if(AVIARY_CCACHE)
  set(sloppiness pch_defines,time_macros,include_file_mtime,include_file_ctime)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=${sloppiness} ${AVIARY_CCACHE})
endif()

add_library(aviary_compile_options INTERFACE)
# Warnings are errors where the project is worked on. What an optimiser believes must not keep
# anybody from building a release.
target_compile_options(aviary_compile_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow
  $<$<CONFIG:Debug>:-Werror>
  $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>
  $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>)
target_include_directories(aviary_compile_options INTERFACE ${PROJECT_SOURCE_DIR})
# A wrong use of the standard library ends the program, in a release and so in every other build.
target_compile_definitions(aviary_compile_options INTERFACE _GLIBCXX_ASSERTIONS)

if(AVIARY_SANITIZE)
  # With its sanitizers g++ 12 takes members of a std::variant for uninitialised (GCC bug 105562 and
  # its kin); what is really read before it is written, they find when it runs.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_compile_options(
    -fsanitize=${AVIARY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${AVIARY_SANITIZE})
endif()

if(AVIARY_HARDENING)
  target_compile_definitions(aviary_compile_options INTERFACE _FORTIFY_SOURCE=2)
  target_compile_options(aviary_compile_options INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  add_link_options(-Wl,-z,relro,-z,now -Wl,-z,noexecstack)
endif()
