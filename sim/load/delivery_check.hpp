#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "messages/json.hpp"

// Whether the console has each report exactly once, read off its log line by line (docs/API.md, The
// log): accepted by the bird's session once, and in one incident once.

namespace aviary {

class delivery_check {
 public:
  struct verdict {
    std::uint64_t accepted = 0;          ///< records of our reports, repetitions included
    std::uint64_t lost = 0;              ///< of ours, never accepted
    std::uint64_t twice = 0;             ///< of ours, accepted more than once
    std::uint64_t without_incident = 0;  ///< accepted, and in no incident yet
    std::uint64_t in_two_incidents = 0;  ///< added more than once

    bool exactly_once() const { return lost + twice + without_incident + in_two_incidents == 0; }
  };

  /// A line of the log, in the log's order. Lines that say nothing of reports are passed over.
  void take(const json_object& line);

  /// About the reports with these ids.
  verdict about(const std::vector<std::string>& ids) const;

 private:
  /// A bird's id and the ordinal of its report.
  using place = std::pair<std::string, std::uint64_t>;

  std::map<std::string, std::vector<place>, std::less<>> accepted_;
  std::map<place, std::uint64_t> added_;
};

}  // namespace aviary
