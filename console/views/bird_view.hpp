#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "actors/session_witness.hpp"
#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/path_findings.hpp"
#include "messages/time.hpp"
#include "storage/event_log.hpp"

// The BIRD VIEW answers what people ask about birds, as far as the log knows: who is registered,
// under which name, how many reports came, whether silence was noticed. When a bird was last heard
// is the PRESENCE's to say, not the log's. A projection like the incident view.

namespace aviary {

class bird_view {
 public:
  void apply(const record& one);

  /// `{"birds":[...]}`, by name.
  json_object list() const;
  /// The bird of that id (hexadecimal) or name; nothing when there is none.
  std::optional<json_object> show(std::string_view bird) const;

 private:
  struct bird_row {
    bird_tag tag{};
    registration_no number{};
    std::string name;
    std::string location;
    std::uint32_t interval_seconds = 0;
    std::uint64_t reports = 0;
    wall_time registered{};
    wall_time last_report{};
    bool heard = false;  // since it was registered
    bool silent = false;
    known_paths paths;
    session_witness witness;  // over the whole log
  };

  static json_object to_json(const bird_id& id, const bird_row& one);

  mutable std::mutex guard_;
  std::map<bird_id, bird_row> birds_;
};

}  // namespace aviary
