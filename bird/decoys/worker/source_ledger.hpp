#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "messages/time.hpp"

// Who may connect, and which touches are worth a report of their own. Pure: addresses and time come
// in, decisions go out.
//
// A window of one minute opens with a source's first connection. Within it the source gets so many
// connections and no more. Connections that told nothing (a port scan, a refused one) are reported
// one by window; the others are counted and told in one report when the window ends. So no touch is
// silent, and no scanner can bury the report that matters under a million others.

namespace aviary {

struct source_limits {
  std::size_t workers_max = 8;         ///< connections in hand at once: each costs a process
  std::size_t source_at_once_max = 4;  ///< so that no single source holds all workers
  /// A person who guesses passwords needs 30 s for the six that one connection allows.
  std::uint32_t source_per_window_max = 60;
  std::chrono::seconds window{60};
  /// Sources remembered, 200 octets each. The one whose window ends first makes room for a new one.
  std::size_t sources_max = 1024;
};

/// Connections of one source that no report of their own was made for.
struct untold {
  std::string host;  ///< the source's latest address
  std::uint32_t quiet = 0;
  std::uint32_t refused = 0;
  friend bool operator==(const untold&, const untold&) = default;
};

class source_ledger {
 public:
  explicit source_ledger(source_limits limits = {}) : limits_(limits) {}

  /// A connection has come. True: it may have a worker, and `left` must follow.
  bool admit(const std::string& host, instant now);
  void left(const std::string& host);

  /// A connection ended without anything to tell, or was refused. True: report it by itself.
  bool tell_quiet(const std::string& host, instant now);
  bool tell_refused(const std::string& host, instant now);

  /// What was counted in windows that have ended, and for sources that had to make room.
  std::vector<untold> take_untold(instant now);
  /// When `take_untold` has something next; `instant::max()` for never.
  instant next_due() const;

 private:
  struct source {
    std::size_t connected = 0;
    std::uint32_t in_window = 0;
    bool told = false;
    std::optional<instant> window_ends;  ///< nothing: no connection came since the last window
    untold count;
  };

  source& source_of(const std::string& host, instant now);
  void end_window(source& of);
  void make_room();

  source_limits limits_;
  std::size_t connected_ = 0;
  std::map<std::string, source> sources_;
  std::vector<untold> ready_;
};

/// What counts as one source: an IPv4 address, or the /64 that an IPv6 address is in, because every
/// IPv6 host has a whole /64 to choose addresses from.
std::string source_key(const std::string& host);

}  // namespace aviary
