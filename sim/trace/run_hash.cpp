#include "sim/trace/run_hash.hpp"

#include "messages/hash.hpp"
#include "messages/hex.hpp"
#include "messages/report_id.hpp"

namespace aviary {
namespace {

/// What of a sighting goes into the hash beside its kind and its time.
struct essence {
  std::uint64_t whom = 0;
  byte_view octets;
  std::string text;  // what `octets` may lie in
};

essence essence_of(const sighting& one) {
  essence out;
  if (const auto* stored = std::get_if<sightings::stored>(&one)) {
    out.whom = stored->bird;
    out.text = to_text(stored->id);
    out.octets = as_bytes(out.text);
  } else if (const auto* query = std::get_if<sightings::query_sent>(&one)) {
    out.whom = query->bird;
    out.octets = query->datagram;
  } else if (const auto* answer = std::get_if<sightings::answer_received>(&one)) {
    out.whom = answer->bird;
    out.octets = answer->datagram;
  } else if (const auto* seen = std::get_if<sightings::console_record>(&one)) {
    out.octets = seen->what->chain.value;
  } else if (const auto* call = std::get_if<sightings::alert_posted>(&one)) {
    out.octets = as_bytes(call->id);
  } else if (const auto* dead = std::get_if<sightings::crashed>(&one)) {
    out.whom = dead->node;
  } else if (const auto* alive = std::get_if<sightings::started>(&one)) {
    out.whom = alive->node;
  }
  return out;
}

}  // namespace

void run_hash::fold(const sighting& one, instant now) {
  // What somebody outside could not see is no part of a run.
  if (std::holds_alternative<sightings::second_passed>(one)) return;
  if (std::holds_alternative<sightings::unit_at_rest>(one)) return;
  if (std::holds_alternative<sightings::console_appends>(one)) return;
  const auto what = essence_of(one);
  const auto kind = big_endian(static_cast<std::uint64_t>(one.index()));
  const auto at = big_endian(static_cast<std::uint64_t>((now - instant{}).count()));
  chain_ = blake2b<16>({}, {chain_, kind, at, big_endian(what.whom), what.octets});
}

std::string run_hash::text() const {
  return to_hex(chain_);
}

}  // namespace aviary
