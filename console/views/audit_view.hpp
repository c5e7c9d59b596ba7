#pragma once

#include <mutex>
#include <vector>

#include "messages/json.hpp"
#include "storage/event_log.hpp"

// The AUDIT VIEW knows which records of the log are changes that people made: accounts, what was
// done about incidents, channels, birds that were admitted. It holds where they are and no more.
// Fed by the log's thread, read by others.

namespace aviary {

class audit_view {
 public:
  void apply(const record& one);

  /// `{"changes":[{"position","at","by","change","about":{...},"chain"},...]}`: those before that
  /// position (all for 0), the latest first, at most `page_size`. Keys and hashes are left out.
  json_object list(position before, const event_log& log) const;

  static constexpr std::size_t page_size = 100;

 private:
  mutable std::mutex guard_;
  std::vector<position> changes_;
};

}  // namespace aviary
