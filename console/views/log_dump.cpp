#include "console/views/log_dump.hpp"

#include "messages/hex.hpp"
#include "messages/json.hpp"
#include "messages/report.hpp"

namespace aviary {
namespace {

json_value payload_of(const record& one) {
  if (one.retired) return json_value("retired " + to_hex(one.payload));
  auto parsed = parse_json(as_text(one.payload), {.octets = payload_octets_max});
  return parsed ? *std::move(parsed) : json_value(to_hex(one.payload));
}

}  // namespace

std::string dump_log(const event_log& log, std::string_view stream, position after,
                     std::size_t records_max) {
  std::string out;
  std::size_t records = 0;
  log.scan(after, [&](const record& one) {
    if (!stream.empty() && one.stream != stream) return true;
    json_object line;
    line["position"] = one.at_position.value;
    line["stream"] = one.stream;
    line["sequence"] = one.at_sequence.value;
    line["type"] = one.type;
    line["owes"] = one.owes;
    line["at"] = utc_text(one.at);
    line["cause"] = one.cause.value;
    line["payload"] = payload_of(one);
    line["chain"] = to_hex(one.chain.value);
    out += serialize_json(line) + '\n';
    return ++records < records_max;
  });
  return out;
}

}  // namespace aviary
