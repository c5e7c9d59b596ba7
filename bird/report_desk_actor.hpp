#pragma once

#include <functional>
#include <string>

#include "actors/event_sourced_actor.hpp"
#include "actors/machine_messages.hpp"
#include "bird/report_desk.hpp"
#include "messages/result.hpp"

// The REPORT DESK's postman.

namespace aviary {

/// Anybody: take this report. `answer` gets the report's id once it is durable, or why it was not
/// taken; it runs on an actor's thread and must be short.
struct submit_report {
  report seen;
  std::function<void(result<report_id, failure>)> answer;
};

using report_desk_actor = caf::typed_actor<caf::reacts_to<submit_report>,
                                           caf::reacts_to<queued_in>>;  // RETRY QUEUE

struct report_desk_state {
  std::optional<report_desk> machine;
  std::map<report_desk::witness, std::function<void(result<report_id, failure>)>> answers;
  report_desk::witness next_witness = 0;
  static inline const char* name = "report_desk";
};

report_desk_actor::behavior_type report_desk_behavior(
    report_desk_actor::stateful_pointer<report_desk_state> self, node shared, boot_id life,
    std::size_t room);

}  // namespace aviary

AVIARY_MESSAGE(aviary::submit_report)
