#pragma once

#include <set>
#include <unordered_map>

#include "storage/record.hpp"

// Which head of a log nobody needs any more: all before the oldest record of a stream that is not
// retired. Only a log that cuts retired streams keeps one; it costs some 150 octets per stream.

namespace aviary {

class log_floor {
 public:
  /// A record of a stream that is not retired. Only its first one counts.
  void add(const stream_name& stream, position at) {
    if (first_.emplace(stream, at).second) firsts_.insert(at);
  }

  void retire(const stream_name& stream) {
    const auto found = first_.find(stream);
    if (found == first_.end()) return;
    firsts_.erase(found->second);
    first_.erase(found);
  }

  /// The last position that may go, given the end of the log.
  position below(position tip) const {
    return firsts_.empty() ? tip : position{firsts_.begin()->value - 1};
  }

 private:
  std::unordered_map<stream_name, position> first_;
  std::set<position> firsts_;
};

}  // namespace aviary
