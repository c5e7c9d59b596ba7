#include "messages/fragmentation.hpp"

#include "messages/invariant.hpp"

namespace aviary {

std::string_view describe(fragmentation_error error) {
  switch (error) {
    case fragmentation_error::empty_message:
      return "a message without octets";
    case fragmentation_error::empty_fragment:
      return "a fragment without octets";
    case fragmentation_error::too_many_fragments:
      return "more than 4,096 fragments";
    case fragmentation_error::unequal_fragments:
      return "fragments of several sizes";
    case fragmentation_error::long_last_fragment:
      return "a last fragment that is longer than the others";
  }
  return "unknown";
}

result<fragmentation, fragmentation_error> fragmentation::of(std::size_t sealed_octets,
                                                             std::size_t fragment_octets) {
  if (sealed_octets == 0) return fragmentation_error::empty_message;
  if (fragment_octets == 0) return fragmentation_error::empty_fragment;
  const fragmentation made(sealed_octets, fragment_octets);
  if (made.count() > fragments_max) return fragmentation_error::too_many_fragments;
  return made;
}

std::size_t fragmentation::octets_of(fragment_index index) const {
  AVIARY_INVARIANT(index <= last(), "a fragment of this message");
  return index == last() ? sealed_octets_ - index.value * fragment_octets_ : fragment_octets_;
}

byte_view fragmentation::fragment(byte_view sealed, fragment_index index) const {
  AVIARY_INVARIANT(sealed.size() == sealed_octets_, "the message that was measured");
  return sealed.subspan(index.value * fragment_octets_, octets_of(index));
}

result<bytes, fragmentation_error> assemble(std::span<const byte_view> fragments) {
  if (fragments.empty()) return fragmentation_error::empty_message;
  if (fragments.size() > fragments_max) return fragmentation_error::too_many_fragments;
  const auto fragment_octets = fragments.front().size();
  for (const auto fragment : fragments.first(fragments.size() - 1))
    if (fragment.size() != fragment_octets) return fragmentation_error::unequal_fragments;
  const auto last_octets = fragments.back().size();
  if (fragment_octets == 0 || last_octets == 0) return fragmentation_error::empty_fragment;
  if (last_octets > fragment_octets) return fragmentation_error::long_last_fragment;

  bytes sealed;
  sealed.reserve((fragments.size() - 1) * fragment_octets + last_octets);
  for (const auto fragment : fragments)
    sealed.insert(sealed.end(), fragment.begin(), fragment.end());
  return sealed;
}

}  // namespace aviary
