#include "console/api/api.hpp"
#include "console/views/log_dump.hpp"

// GET /log[?stream=S]: one JSON object per line

namespace aviary {

void answer_log(const api_context& context, const api_request& request, const path_parts& parts,
                const api_reply& reply) {
  if (request.method != "GET" || parts.size() != 1)
    return reply(error_response(405, {"the log is only read", "GET /api/v1/log"}));
  const auto stream = request.query.find("stream");
  const std::string_view wanted =
      stream == request.query.end() ? std::string_view() : std::string_view(stream->second);
  reply({200, "application/x-ndjson", dump_log(*context.log, wanted)});
}

}  // namespace aviary
