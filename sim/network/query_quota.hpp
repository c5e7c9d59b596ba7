#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "messages/time.hpp"

// How many queries each client of a resolver has waiting, and how many it sent in the present
// second.

namespace aviary {

class query_quota {
 public:
  /// Clients whose queries of one second are counted; those beyond are not limited.
  static constexpr std::size_t clients_max = 16'384;

  /// Counts one query and says whether the client has sent no more than `most` in this second.
  bool within_rate(std::uint64_t client, unsigned most, instant now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    if (second != second_) {
      second_ = second;
      asked_.clear();
    }
    if (asked_.size() >= clients_max && !asked_.contains(client)) return true;
    return ++asked_[client] <= most;
  }

  unsigned waiting(std::uint64_t client) const {
    const auto found = waiting_.find(client);
    return found == waiting_.end() ? 0 : found->second;
  }
  void waits(std::uint64_t client) { ++waiting_[client]; }
  void waits_no_more(std::uint64_t client) {
    const auto found = waiting_.find(client);
    if (found != waiting_.end() && --found->second == 0) waiting_.erase(found);
  }

 private:
  std::int64_t second_ = -1;
  std::unordered_map<std::uint64_t, unsigned> asked_;
  /// As many as queries wait.
  std::unordered_map<std::uint64_t, unsigned> waiting_;
};

}  // namespace aviary
