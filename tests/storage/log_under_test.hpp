#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/event_log.hpp"

// One event log in the hands of the contract test: what the test needs beyond the interface.

namespace aviary {

class log_under_test {
 public:
  virtual ~log_under_test() = default;
  virtual event_log& log() = 0;
  /// Returns once all that was asked of the log is done and called back.
  virtual void settle() = 0;
  /// Ends the process that holds the log and starts it again. Call settle() first.
  virtual void restart() = 0;
};

struct log_kind {
  std::string name;
  std::function<std::unique_ptr<log_under_test>()> make;
};

inline std::ostream& operator<<(std::ostream& out, const log_kind& kind) {
  return out << kind.name;
}

std::vector<log_kind> log_kinds();

}  // namespace aviary
