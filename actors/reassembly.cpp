#include "actors/reassembly.hpp"

#include <algorithm>

#include "messages/invariant.hpp"

namespace aviary {

// -- shape ---------------------------------------------------------------------------------------

fragment_verdict fragment_shape::judge(fragment_index index, fragment_index last,
                                       std::size_t octets) const {
  using enum fragment_verdict;
  if (octets == 0 || octets > name_octets_max || index > last || last.value >= fragments_max)
    return disagrees;
  if (last_ && last != *last_) return disagrees;
  const bool is_last = index == last;
  const std::size_t each = is_last ? fragment_octets_ : octets;
  const std::size_t end = is_last ? octets : last_octets_;
  if (is_last && last_octets_ != 0 && octets != last_octets_) return disagrees;
  if (!is_last && fragment_octets_ != 0 && octets != fragment_octets_) return disagrees;
  if (each != 0 && end > each) return disagrees;
  if (each * last.value + end > sealed_octets_max) return disagrees;
  if (received_.test(index)) return known;
  return index.value <= received_.reach() ? fits : beyond_reach;
}

void fragment_shape::note(fragment_index index, fragment_index last, std::size_t octets) {
  AVIARY_INVARIANT(judge(index, last, octets) == fragment_verdict::fits, "the fragment fits");
  last_ = last;
  (index == last ? last_octets_ : fragment_octets_) = static_cast<std::uint16_t>(octets);
  received_.set(index);
}

// -- octets --------------------------------------------------------------------------------------

void reassembly::add(fragment_index index, fragment_index last, byte_view payload) {
  shape_.note(index, last, payload.size());
  if (index == last) {
    end_.assign(payload.begin(), payload.end());
    return;
  }
  if (body_.empty()) body_.resize(payload.size() * last.value);
  std::ranges::copy(payload,
                    body_.begin() + static_cast<std::ptrdiff_t>(payload.size() * index.value));
}

bytes reassembly::sealed() const {
  AVIARY_INVARIANT(shape_.complete(), "only a complete message is put together");
  auto all = body_;
  all.insert(all.end(), end_.begin(), end_.end());
  return all;
}

}  // namespace aviary
