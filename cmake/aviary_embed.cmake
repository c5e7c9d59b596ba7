# aviary_embed(TARGET FUNCTION FILE): TARGET gets `std::string_view aviary::FUNCTION()`, the octets
# of FILE. A header of the project declares it.
#
# The same file is the script that writes it: C++20 has no #embed, and a string literal may have no
# more than 65,536 octets ([implimits]), so they become an array.

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${INPUT} octets HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," octets "${octets}")
  file(WRITE ${OUTPUT} "#include <string_view>

namespace aviary {
namespace {
constexpr char octets[] = {
${octets}};
}  // namespace
std::string_view ${FUNCTION}();
std::string_view ${FUNCTION}() {
  return {octets, sizeof octets};
}
}  // namespace aviary
")
  return()
endif()

set(aviary_embed_script ${CMAKE_CURRENT_LIST_FILE})

function(aviary_embed target function file)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -D INPUT=${CMAKE_CURRENT_SOURCE_DIR}/${file} -D OUTPUT=${output}
      -D FUNCTION=${function} -P ${aviary_embed_script}
    DEPENDS ${file} ${aviary_embed_script} VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
