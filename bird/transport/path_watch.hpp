#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

#include "actors/ports.hpp"
#include "bird/transport/path_probe.hpp"
#include "messages/path_findings.hpp"
#include "messages/time.hpp"

// The PATH WATCH decides when which resolver's path is probed, one after the other, and keeps what
// was found of each (docs/PROTOCOL.md section 5.5). It is a machine.

namespace aviary {

struct path_watch_settings {
  path_probe_settings probe;
  /// Of each resolver, what an earlier life found out; at least one resolver.
  std::vector<std::optional<path_findings>> known;
  /// False: nothing is ever probed, and what is known is used.
  bool probes = true;
};

class path_watch {
 public:
  struct effects {
    using send = path_probe::effects::send;
    /// A path is known anew.
    struct found {
      std::size_t resolver = 0;
      path_findings now;
    };
  };
  using effect = std::variant<effects::send, effects::found>;

  /// The first probe waits a little, so that a fleet that is switched on does not ask at once.
  static constexpr std::chrono::seconds start_delay_max{10};
  /// +-10 %.
  static constexpr std::chrono::hours interval{24};
  /// After a probe that nobody answered.
  static constexpr std::chrono::minutes retry_interval{15};
  /// Between two probes that something called for.
  static constexpr std::chrono::minutes called_gap{5};

  /// `entropy` outlives the watch.
  path_watch(path_watch_settings settings, entropy_port& entropy, instant now);

  /// `may_begin`: false in a silence, in which nothing but status queries leaves, unless something
  /// called for a probe. One that runs goes on.
  std::vector<effect> tick(bool may_begin, instant now);
  /// A resolver answered; nothing when that belongs to somebody else.
  std::optional<std::vector<effect>> receive(std::size_t resolver, byte_view datagram, instant now);
  /// The sender was answered through this resolver again, or for the first time: a path of which
  /// nothing is known is worth a probe.
  void answered(std::size_t resolver, instant now);
  /// Long names or large answers do not come through any more, or not as they were sent.
  void degraded(std::size_t resolver, instant now);

  /// When `tick` is due; nothing when nothing is to be probed.
  std::optional<instant> next_due(bool may_begin) const;
  const std::optional<path_findings>& known(std::size_t resolver) const {
    return paths_[resolver].known;
  }
  /// Something called for a probe of it, which has not ended yet.
  bool is_degraded(std::size_t resolver) const { return paths_[resolver].degraded; }

 private:
  struct path {
    std::optional<path_findings> known;
    instant due{};
    std::optional<instant> ended_at;  ///< of the last probe
    bool degraded = false;
  };

  void call_for(path& one, instant now);
  std::vector<effect> perform(std::vector<path_probe::effect> wanted, instant now);
  void take_end(const path_probe::effects::ended& end, std::vector<effect>& out, instant now);

  path_probe probe_;
  entropy_port& entropy_;
  std::vector<path> paths_;
  bool probes_;
  instant begins_at_{};  // no probe before
};

}  // namespace aviary
