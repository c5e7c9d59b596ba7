# aviary_web(TARGET FOLDER): TARGET gets `aviary::page_files()` (console/http/pages.hpp), the files
# that npm makes of FOLDER: `npm run build` leaves them in dist/, each with one that ends in .br
# beside it. Without AVIARY_WEB there are none, and neither npm nor a network is needed.
#
# The same file is the script that writes it. The assembler takes the files in as they are: as
# arrays they would take the compiler longer than all the rest of the target.

if(CMAKE_SCRIPT_MODE_FILE)
  if(DIST)
    file(GLOB_RECURSE files RELATIVE ${DIST} ${DIST}/*)
    list(FILTER files EXCLUDE REGEX "\\.br$")
  endif()
  set(number 0)
  foreach(file IN LISTS files)
    foreach(octets page_${number} brotli_${number})
      set(path ${DIST}/${file})
      if(octets MATCHES brotli)
        string(APPEND path .br)
      endif()
      file(SHA256 ${path} digest)
      string(APPEND assembler "${octets}:\n  .incbin \"${path}\"\n${octets}_end:\n"
        "  # ${digest}\n")
      string(APPEND symbols "extern const char ${octets}[], ${octets}_end[];\n")
    endforeach()
    string(APPEND entries "      {\"/${file}\", {page_${number}, page_${number}_end}, "
      "{brotli_${number}, brotli_${number}_end}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include <vector>

#include "console/http/pages.hpp"

asm(R"(  .pushsection .rodata
@assembler@  .popsection
)");

extern "C" {
@symbols@}

namespace aviary {

std::span<const page_file> page_files() {
  static const std::vector<page_file> files{
@entries@  };
  return files;
}

}  // namespace aviary
]])
  return()
endif()

option(AVIARY_WEB "Build the console's pages into it; takes npm and its registry" OFF)
set(aviary_web_script ${CMAKE_CURRENT_LIST_FILE})

function(aviary_web target folder)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/page_files.cpp)
  set(write ${CMAKE_COMMAND} -D OUTPUT=${output} -P ${aviary_web_script})
  if(AVIARY_WEB)
    find_program(NPM npm)
    if(NOT NPM)
      message(FATAL_ERROR "npm is missing, which builds the console's pages: "
        "apt-get install nodejs npm, or build without them: -D AVIARY_WEB=OFF")
    endif()
    set(web ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
    set(installed ${CMAKE_CURRENT_BINARY_DIR}/web_packages.stamp)
    add_custom_command(OUTPUT ${installed}
      COMMAND ${NPM} ci --no-audit --no-fund --silent
      COMMAND ${CMAKE_COMMAND} -E touch ${installed}
      DEPENDS ${web}/package-lock.json WORKING_DIRECTORY ${web} VERBATIM
      COMMENT "Installing what the console's pages are built with")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/src/*)
    add_custom_command(OUTPUT ${output}
      COMMAND ${NPM} run --silent build
      COMMAND ${CMAKE_COMMAND} -D DIST=${web}/dist -D OUTPUT=${output} -P ${aviary_web_script}
      DEPENDS ${installed} ${sources} ${web}/index.html ${web}/package.json ${web}/vite.config.ts
        ${web}/compress.mjs
        ${CMAKE_CURRENT_SOURCE_DIR}/api/openapi.json ${aviary_web_script}
      WORKING_DIRECTORY ${web} VERBATIM
      COMMENT "Building the console's pages")
  else()
    add_custom_command(OUTPUT ${output} COMMAND ${write} DEPENDS ${aviary_web_script} VERBATIM)
  endif()
  target_sources(${target} PRIVATE ${output})
endfunction()
