#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/ids.hpp"
#include "messages/report.hpp"
#include "messages/time.hpp"

// What correlation and an alert need to know of a report. The body itself lies in the log once, in
// the session's `report_accepted`.

namespace aviary {

struct report_summary {
  report_id id{};
  std::string kind;
  std::string bird_name;
  std::string src_host;
  std::int32_t src_port = -1;
  std::string dst_host;
  std::int32_t dst_port = -1;
  std::string user;  // logdata.USERNAME, or empty
  wall_time happened_at{};

  static void fields(auto& self, auto&& field) {
    field("id", self.id);
    field("kind", self.kind);
    field("bird_name", self.bird_name);
    field("src_host", self.src_host);
    field("src_port", self.src_port);
    field("dst_host", self.dst_host);
    field("dst_port", self.dst_port);
    field("user", self.user);
    field("happened_at", self.happened_at);
  }
  friend bool operator==(const report_summary&, const report_summary&) = default;
};

report_summary summarize(const report& from, const report_id& id, std::string_view bird_name,
                         wall_time happened_at);

}  // namespace aviary
