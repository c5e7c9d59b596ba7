#include "sim/load/message_id_map.hpp"

#include "messages/invariant.hpp"

namespace aviary {

message_id_map::message_id_map(std::size_t places) : places_(places) {
  AVIARY_INVARIANT(places > 0 && (places & (places - 1)) == 0 && places <= 65'536,
                   "ids are found by their low bits");
}

std::uint16_t message_id_map::enter(const relayed_query& query) {
  ++last_;
  place_of(last_) = {true, last_, query};
  return last_;
}

std::optional<relayed_query> message_id_map::take(std::uint16_t id) {
  auto& found = place_of(id);
  if (!found.open || found.id != id) return {};
  found.open = false;
  return found.query;
}

}  // namespace aviary
