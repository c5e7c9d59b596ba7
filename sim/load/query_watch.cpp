#include "sim/load/query_watch.hpp"

#include <variant>

#include "messages/dns_query.hpp"
#include "messages/request.hpp"

namespace aviary {

query_watch::seen query_watch::ask(byte_view datagram, const zone_name& zone) {
  const auto query = parse_query(datagram);
  if (!query) return {};
  const auto name = unpack_name(query->name, zone);
  if (!name) return {};
  const auto request = decode_request(*name, zone);
  if (!request) return {};
  seen out;
  if (const auto* whole = std::get_if<one_shot_request>(&request->value.body)) {
    out.heartbeat = true;
    out.message = whole->at.value;
    out.again = heartbeat_.known && heartbeat_.message == out.message;
    out.new_heartbeat = !out.again;
    if (out.new_heartbeat) heartbeat_ = {true, false, out.message};
  } else if (const auto* piece = std::get_if<fragment_request>(&request->value.body)) {
    out.message = piece->at.value;
    const auto key = std::uint64_t{piece->at.value} << 16 | piece->index.value;
    out.again = !fragments_.insert(key).second;
  }
  return out;
}

bool query_watch::answered(std::uint32_t message) {
  if (!heartbeat_.known || heartbeat_.message != message || heartbeat_.answered) return false;
  heartbeat_.answered = true;
  return true;
}

}  // namespace aviary
