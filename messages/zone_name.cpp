#include "messages/zone_name.hpp"

#include "messages/dns_name.hpp"
#include "messages/put_octets.hpp"

namespace aviary {

result<zone_name, failure> zone_name::parse(std::string_view text) {
  const auto name = dns_name::parse(text);
  if (!name) {
    auto why = name.error();
    why.what = "the zone: " + why.what;
    return why;
  }
  const auto wire = name->wire();
  if (wire.size() > zone_octets_max)
    return failure{"the zone \"" + name->text() + "\" takes " + std::to_string(wire.size()) +
                       " octets of every query, " + std::to_string(zone_octets_max) + " at most",
                   "choose a zone of " + std::to_string(zone_octets_max - 2) +
                       " characters or fewer, as short as you can: c.example.net is a good one"};
  zone_name zone;
  put_octets(wire, zone.octets_.data());
  zone.size_ = static_cast<std::uint8_t>(wire.size());
  return zone;
}

std::string zone_name::text() const {
  return name_text(wire());
}

std::optional<std::size_t> zone_name::octets_below(byte_view name) const {
  // The zone must begin at a label of the name: "xc.example.net" does not lie in "c.example.net".
  std::size_t at = 0;
  while (name.size() - at > size_) at += name[at] + std::size_t{1};
  if (name.size() - at != size_ || !same_name(name.subspan(at), wire())) return std::nullopt;
  return at;
}

byte_view zone_name::child_label(byte_view name) const {
  const auto below = octets_below(name);
  if (!below || *below == 0) return {};
  std::size_t at = 0;
  while (at + name[at] + 1 < *below) at += name[at] + std::size_t{1};
  return name.subspan(at + 1, name[at]);
}

}  // namespace aviary
