#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "messages/json.hpp"

// What a running bird says on stderr of its way to the console: a line when that changes. Whoever
// starts a bird with the wrong resolver learns it where he looks.

namespace aviary {

class state_news {
 public:
  /// `report`: a status_report, taken every few seconds. A line when it shows another state than
  /// was told last, and shows it again. A lossy path goes silent for a moment now and then, so
  /// whatever is no good news must outlast another query.
  std::optional<std::string> note(const json_object& report);

 private:
  std::string seen_ = "connecting";
  std::uint64_t queries_when_seen_ = 0;
  std::string told_ = "connecting";
};

}  // namespace aviary
