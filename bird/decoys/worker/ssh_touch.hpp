#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bird/decoys/worker/worker_event.hpp"
#include "messages/bytes.hpp"
#include "messages/report.hpp"
#include "messages/time.hpp"

// Makes reports of what happened on one SSH connection. Each password is a report, with the keys
// that were offered before it; keys that no password follows, or a user's name alone, are one
// report when the connection ends. A connection that named no user is quiet: whether it is reported
// by itself is the source ledger's to decide.

namespace aviary {

/// Who talked to whom.
struct touch_endpoints {
  std::string src_host;
  std::uint16_t src_port = 0;
  std::string dst_host;
  std::uint16_t dst_port = 0;
};

/// A report of `type` between these two, without logdata.
report touch_report(log_type type, const touch_endpoints& ends, wall_time at);

class ssh_touch {
 public:
  /// `local_version`: the identification string that the decoy shows.
  ssh_touch(touch_endpoints ends, std::string local_version)
      : ends_(std::move(ends)), local_version_(std::move(local_version)) {}

  const touch_endpoints& ends() const { return ends_; }

  /// What a worker told.
  std::optional<report> take(const worker_event& event, wall_time at);
  /// The worker ended well.
  std::optional<report> close(wall_time at) const;

  /// True as long as no user was named.
  bool quiet() const { return !user_; }
  /// The report of a quiet connection. `input`: the beginning of what the client sent.
  report quiet_report(byte_view input, wall_time at) const;
  /// The worker died: `how`, and the end of what the client sent before, of `octets` in all.
  report crash_report(std::string_view how, byte_view input, std::uint64_t octets,
                      wall_time at) const;

 private:
  report login_report(log_type type, wall_time at) const;

  touch_endpoints ends_;
  std::string local_version_;
  bytes remote_version_;
  std::optional<bytes> user_;
  std::vector<key_offered> keys_;  ///< offered since the last password
  bool password_tried_ = false;
  bool cut_ = false;
};

}  // namespace aviary
