# Everything that Aviary is built on, all of it from Debian 12 (scripts/setup installs it).

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(OpenSSL 3 REQUIRED)
find_package(CAF 0.17 REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(GTest REQUIRED)
find_package(CURL REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(brotli REQUIRED IMPORTED_TARGET libbrotlienc libbrotlidec)
pkg_check_modules(ldns REQUIRED IMPORTED_TARGET ldns)
pkg_check_modules(libssh REQUIRED IMPORTED_TARGET libssh)
pkg_check_modules(seccomp REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(libsystemd REQUIRED IMPORTED_TARGET libsystemd)

# rapidcheck ships no package file either.
find_path(RAPIDCHECK_INCLUDE_DIR NAMES rapidcheck.h REQUIRED)
find_library(RAPIDCHECK_LIBRARY NAMES rapidcheck REQUIRED)
add_library(rapidcheck UNKNOWN IMPORTED)
set_target_properties(rapidcheck PROPERTIES
  IMPORTED_LOCATION ${RAPIDCHECK_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${RAPIDCHECK_INCLUDE_DIR})
