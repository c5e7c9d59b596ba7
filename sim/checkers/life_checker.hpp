#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "sim/checkers/checker.hpp"

// A bird that died is shown alive no longer than 3 intervals and 120 s, whatever is replayed in its
// name, and however often the console starts anew meanwhile. The console's log says what it shows;
// a bird that nobody ever heard is missed by nobody. The time that a console is down itself does
// not count: there is nobody who shows anything, and a new one begins to wait when it starts.

namespace aviary {

class life_checker : public checker {
 public:
  /// The sweep runs once a second, and its record takes a disk that is slow its time.
  static constexpr std::chrono::seconds slack{15};

  explicit life_checker(std::chrono::seconds interval)
      : bound_(3 * interval + std::chrono::seconds(120) + slack) {}

  void see(const sighting& one) override;
  void conclude(const outcome& end) override;

 private:
  struct bird_life {
    bool heard = false;
    bool silent = false;
    bool has_clone = false;  // or somebody with its keys, who is heard in its name
    std::optional<instant> dead_since;
  };

  void read(const record& one);
  void sweep(instant now);

  instant::duration bound_;
  instant now_{};
  std::optional<instant> console_since_;
  std::map<std::uint64_t, bird_life> birds_;
  std::set<std::uint64_t> dead_;
};

}  // namespace aviary
