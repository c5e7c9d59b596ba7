#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "storage/event_log.hpp"

// What a world saw, and whether the promises were kept: every stored report in exactly one
// incident, one alert id per incident and channel, always with the same body, and no debt at the
// end.

namespace aviary {

class ledger {
 public:
  /// A decoy or a sensor was told "stored".
  void stored(const std::string& report) { stored_.insert(report); }
  /// The console sends this alert, again or for the first time.
  void sent(const std::string& alert, const event_log& console_log);
  /// A webhook got this alert.
  void delivered(const std::string& alert, const std::string& body);

  /// Each promise that the console's log breaks, in words. Empty: all were kept.
  std::vector<std::string> broken_promises(const event_log& console_log,
                                           const std::vector<const event_log*>& all_logs) const;

  std::size_t reports() const { return stored_.size(); }
  std::size_t alerts() const { return alerts_.size(); }

 private:
  std::set<std::string> stored_;
  std::map<std::string, std::string> alerts_;  // body by alert id
  std::vector<std::string> broken_at_once_;
};

}  // namespace aviary
