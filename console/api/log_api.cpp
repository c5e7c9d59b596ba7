#include "console/api/api.hpp"
#include "console/views/log_dump.hpp"

// GET /log[?stream=S][&after=POSITION]: one JSON object per line, a page of them

namespace aviary {

void get_log(const api_context& context, const api_request& request, const path_parts&,
             const api_reply& reply) {
  const auto after = number_in(request, "after");
  if (!after)
    return reply(error_response(
        400, {"after is no position", "give that of the last record of the page before"}));
  const auto stream = request.query.find("stream");
  const std::string_view wanted =
      stream == request.query.end() ? std::string_view() : std::string_view(stream->second);
  reply({200, "application/x-ndjson", dump_log(*context.log, wanted, position{*after})});
}

}  // namespace aviary
