#pragma once

#include <cstdint>
#include <iterator>
#include <map>

// A set of integers that come almost in order, held as disjoint closed intervals: a bird's accepted
// sequences are one interval and a few stragglers, however many there were.

namespace aviary {

class interval_set {
 public:
  /// False when it was there already.
  bool insert(std::uint32_t value) {
    if (contains(value)) return false;
    auto last = value;
    const auto after = intervals_.upper_bound(value);
    if (after != intervals_.end() && after->first == value + 1) {  // cannot wrap: first > value
      last = after->second;
      intervals_.erase(after);
    }
    const auto before = intervals_.lower_bound(value);
    if (before != intervals_.begin()) {
      const auto joined = std::prev(before);
      if (joined->second + 1 == value) {
        joined->second = last;
        return true;
      }
    }
    intervals_.emplace(value, last);
    return true;
  }

  bool contains(std::uint32_t value) const {
    const auto after = intervals_.upper_bound(value);
    return after != intervals_.begin() && std::prev(after)->second >= value;
  }

  /// First and last of each interval, ascending.
  const std::map<std::uint32_t, std::uint32_t>& intervals() const { return intervals_; }

  friend bool operator==(const interval_set&, const interval_set&) = default;

 private:
  std::map<std::uint32_t, std::uint32_t> intervals_;
};

}  // namespace aviary
