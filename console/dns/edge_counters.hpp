#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

// What became of the queries at port 53, for the metrics page. A packet is never worth a log line.

namespace aviary {

enum class edge_outcome : std::uint8_t {
  // Authentic, passed on to the PRESENCE.
  one_shot,
  fragment,
  status,
  pull,
  hello,
  // Authentic, and what they got instead of the PRESENCE's answer.
  slow_down,      ///< no slot was free, or the PRESENCE had not looked at it within 40 ms
  reply_pending,  ///< the PRESENCE's second best, when the REPLY was not durable within 40 ms
  // Strangers.
  zone_record,   ///< the zone's own records, and NODATA for other types than TXT
  no_request,    ///< a TXT query of a name that carries nothing of ours
  unregistered,  ///< tag 0: a bird that tests its path
  unknown_tag,
  forged,    ///< a known tag, and a MAC or a box that is not of its keys
  repeated,  ///< TC=1: the same question too often from one address
  other_zone,
  bad_query,    ///< FORMERR, NOTIMP, BADVERS
  not_a_query,  ///< dropped
  // Answers.
  unsent,  ///< that the kernel did not take
};
inline constexpr std::size_t edge_outcomes = 17;

/// The name of an outcome, for a metric's label.
constexpr std::string_view name_of(edge_outcome outcome) {
  constexpr std::array<std::string_view, edge_outcomes> names{
      "one_shot",      "fragment",    "status",     "pull",         "hello",       "slow_down",
      "reply_pending", "zone_record", "no_request", "unregistered", "unknown_tag", "forged",
      "repeated",      "other_zone",  "bad_query",  "not_a_query",  "unsent"};
  return names[static_cast<std::size_t>(outcome)];
}

/// Written by the edge's thread alone, read by any: no counter needs a locked instruction.
class edge_counters {
 public:
  void add(edge_outcome outcome, std::size_t times = 1) {
    auto& counted = counts_[static_cast<std::size_t>(outcome)];
    counted.store(counted.load(std::memory_order_relaxed) + times, std::memory_order_relaxed);
  }
  std::uint64_t count(edge_outcome outcome) const {
    return counts_[static_cast<std::size_t>(outcome)].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, edge_outcomes> counts_{};
};

}  // namespace aviary
