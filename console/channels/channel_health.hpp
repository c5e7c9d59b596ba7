#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "console/channels/http_post.hpp"
#include "messages/time.hpp"

// CHANNEL HEALTH is what became of the last attempt over each channel, for people who look. It is
// of this life of the console only: what is owed to whom is the log's. Safe on any thread.

namespace aviary {

class channel_health {
 public:
  struct last_attempt {
    http_outcome outcome;
    wall_time at{};
    std::uint64_t failures = 0;  ///< in a row, this one included
  };
  using told = std::function<void(const http_outcome&)>;

  void note(const std::string& channel, const std::string& alert, const http_outcome& outcome,
            wall_time at);
  /// Nothing when none was made yet.
  std::optional<last_attempt> last(std::string_view channel) const;

  /// `told` is called when an attempt at that alert fails, unless `forget` comes before.
  void watch(const std::string& alert, told);
  /// True: it was being watched, and nobody was told.
  bool forget(const std::string& alert);

 private:
  mutable std::mutex guard_;
  std::map<std::string, last_attempt, std::less<>> channels_;
  std::map<std::string, told> watched_;
};

}  // namespace aviary
