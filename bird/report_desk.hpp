#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "messages/ids.hpp"
#include "messages/report.hpp"
#include "messages/report_id.hpp"

// The REPORT DESK is where touches become reports, whoever saw them: decoys, sensors behind the
// intake, the bird itself. It names each report, hands it to the RETRY QUEUE and tells the witness
// "stored" when the queue has it on disk. It is a machine; a restart forgets who waits, and those
// were told nothing.

namespace aviary {

class report_desk {
 public:
  /// Who waits for "stored"; means nothing here.
  using witness = std::uint64_t;

  struct named_report {
    std::string id;
    std::string body;
  };

  /// `life` is this life of the process. `room` bounds the body (`report_octets_min` or more).
  explicit report_desk(boot_id life, std::size_t room = body_octets_max)
      : life_(life), room_(room) {}

  named_report take(const report& seen, witness waits);

  /// The queue has it. Nothing when nobody waits any more.
  std::optional<witness> stored(const std::string& id);

  std::size_t waiting() const { return witnesses_.size(); }

  /// Reports that wait for the disk at once: more is refused, so that a flood fills neither memory
  /// nor the log's queue. A touch takes a millisecond to store.
  static constexpr std::size_t waiting_max = 1024;
  bool has_room() const { return witnesses_.size() < waiting_max; }

 private:
  boot_id life_;
  std::size_t room_;
  report_sequence next_{};
  std::map<std::string, witness, std::less<>> witnesses_;
};

}  // namespace aviary
