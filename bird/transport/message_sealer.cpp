#include "bird/transport/message_sealer.hpp"

#include <chrono>
#include <optional>

#include "messages/fragmentation.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {

namespace {

std::optional<std::uint32_t> age_of(const parcel& what, instant now) {
  if (!what.made_at) return {};
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - *what.made_at);
  return static_cast<std::uint32_t>(age.count());
}

envelope envelope_of(const parcel& what, const life_token& token, instant now) {
  switch (what.kind) {
    case message_kind::heartbeat:
      return {heartbeat_head{token, what.digest}, what.body};
    case message_kind::report:
      return {report_head{what.id, age_of(what, now)}, what.body};
    case message_kind::instruction_result:
      return {instruction_result_head{}, what.body};
    case message_kind::upload:
      break;
  }
  return {upload_head{}, what.body};
}

}  // namespace

bool message_sealer::seal(parcel& what, const path_profile& path, const life_token& token,
                          instant now) {
  if (what.body.size() > body_octets_max) return false;
  const auto plain = encode(envelope_of(what, token, now), path.one_shot_plain(zone_));
  const auto size = plain.size() + sealed_overhead_octets;
  const bool one_query = size <= path.one_shot_sealed(zone_);
  const auto cut = fragmentation::of(size, one_query ? size : path.fragment_payload(zone_));
  if (!cut) return false;
  last_ = counters_.next();
  what.message.emplace(last_, seal_up(keys_, last_, plain), *cut, one_query, now);
  what.sealed_at = now;
  what.first_salt = entropy_.draw<std::uint8_t>();
  what.one_query = one_query;
  return true;
}

bool message_sealer::surely_one_query(const bytes& body, const path_profile& path) const {
  return envelope_head_octets_max + body.size() <= path.one_shot_plain(zone_);
}

}  // namespace aviary
