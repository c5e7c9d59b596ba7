#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/ids.hpp"
#include "messages/json.hpp"
#include "messages/time.hpp"
#include "storage/event_log.hpp"

// The INCIDENT VIEW answers what people ask about incidents. It is a projection: rebuilt from
// position 0 at every start, it never decides anything and holds no report's body, only where in
// the log it lies. Fed by the log's thread, read by others.

namespace aviary {

class incident_view {
 public:
  /// Folds one durable record in; others than those it knows are passed over.
  void apply(const record& one);

  struct page {
    position since{};   ///< only what was updated behind that
    position before{};  ///< and before that; zero: no bound
    std::size_t limit = std::numeric_limits<std::size_t>::max();
  };
  /// `{"incidents":[...],"updated_id":N}`: the latest first, and the updated_id of the latest of
  /// all. With `next` when there are more: the `before` of the next page.
  json_object list(const page& wanted) const;
  json_object list(position since = {}) const { return list(page{since, {}}); }
  /// The first few that were updated behind a position, the one that was updated first leading.
  std::vector<json_object> updated_behind(position since, std::size_t limit) const;
  /// The updated_id of the latest of all.
  position latest() const;
  /// The incident with its reports in the order (boot, sequence); nothing when there is none.
  /// `log` is where the bodies lie.
  std::optional<json_object> show(const incident_id& id, const event_log& log) const;
  /// The chain from a report to its alerts; nothing when no bird sent it.
  std::optional<json_object> why(const report_id& id) const;

  bool contains(const incident_id& id) const;
  bool is_acknowledged(const incident_id& id) const;
  bool is_closed(const incident_id& id) const;
  std::size_t notes_count(const incident_id& id) const;
  std::string source_of(const incident_id& id) const;

 private:
  using report_place = std::pair<bird_id, std::uint64_t>;

  struct incident_row {
    incident_id id{};
    position opened_at{};
    position updated_at{};  // the API's updated_id
    wall_time opened{};
    wall_time updated{};
    std::string kind;
    std::string src_host;
    std::string bird_name;  // when it opened
    std::set<bird_id> birds;
    std::vector<report_place> reports;
    std::string acknowledged_by;
    std::string closed_by;
    std::vector<position> notes;
    std::vector<std::string> alerts;
  };
  struct accepted_report {
    report_id id{};
    position accepted_at{};
    std::optional<position> assigned_at;
    std::optional<position> added_at;
    std::optional<incident_id> incident;
    wall_time happened_at{};
    counter sealed_at{};
  };
  struct alert_delivery {
    position routed_at{};
    std::optional<position> enqueued_at;
    std::optional<position> done_at;
    std::uint64_t attempts = 0;
    std::string result;
  };

  void apply_session(const record& one);
  void apply_desk(const record& one);
  void apply_incident(const record& one);
  void apply_delivery(const record& one);
  json_object summary(const incident_row& one) const;
  position latest_of_all() const;

  mutable std::mutex guard_;
  std::map<incident_id, incident_row> incidents_;
  std::map<position, incident_id> by_update_;
  std::map<report_place, accepted_report> reports_;
  std::map<report_id, report_place> places_;
  std::map<std::string, alert_delivery> deliveries_;  // by alert id
  std::map<bird_id, std::string> bird_names_;
};

}  // namespace aviary
