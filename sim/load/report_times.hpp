#pragma once

#include <map>
#include <optional>
#include <string>

#include "messages/time.hpp"

// When each report of one bird was handed in, until the bird's queue has the console's word for it.
// A report gets its name after it was handed in, so the two pieces of news may come in either
// order.

namespace aviary {

class report_times {
 public:
  using duration = instant::duration;

  /// The report that was handed in at `at` is on the bird's disk under this name. Its latency when
  /// it is acknowledged already.
  std::optional<duration> stored(const std::string& id, instant at);
  /// The queue notes that the console has it. Its latency; nothing for a report of somebody else's,
  /// or when its name is not known yet.
  std::optional<duration> acknowledged(const std::string& id, instant now);

 private:
  std::map<std::string, instant> waiting_;
  std::map<std::string, instant> early_;
};

}  // namespace aviary
