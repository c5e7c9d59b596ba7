#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "actors/alert_desk.hpp"
#include "actors/bird_session.hpp"
#include "actors/event_codec.hpp"
#include "actors/incident.hpp"
#include "actors/incident_desk.hpp"
#include "actors/retry_queue.hpp"
#include "messages/report_id.hpp"
#include "sim/checkers/checker.hpp"
#include "storage/memory_event_log.hpp"

// A console's log in which one report came, was filed and was told, as a checker sees it become
// durable, and what a test changes in it.

namespace aviary {

template <class Checker>
class ConsoleLog : public testing::Test {
 protected:
  template <class Unit>
  void append(const stream_name& stream, const typename Unit::event& event) {
    append_request wanted;
    wanted.stream = stream;
    wanted.expected = sequence{next_[stream]++};
    wanted.events = {{std::string(event_name(event)), encode_event(event)}};
    const auto before = log_.durable();
    log_.append(std::move(wanted), [](position) {});
    log_.scan(before, [this](const record& one) {
      checker_.see(sightings::console_record{&one});
      return true;
    });
  }
  void accept(std::uint64_t n = 0) {
    bird_session::events::report_accepted event;
    event.n = n;
    event.id = report_;
    append<bird_session>("bird_session/00", event);
  }
  void add(const incident_id& to) {
    append<incident>("incident/00", incident::events::report_added{to, {}, 0, {}});
  }
  void assign(const incident_id& to = {}) {
    incident_desk::events::report_assigned event;
    event.incident = to;
    append<incident_desk>("incident_desk", event);
  }
  void open(const std::string& user = {}) {
    incident::events::opened event;
    event.id = incident_;
    event.report.user = user;
    append<incident>("incident/00", event);
  }
  void route() {
    append<alert_desk>("alert_desk", alert_desk::events::alert_routed{incident_, {"w"}, "{}"});
  }
  void owe(const std::string& alert) {
    append<retry_queue>("retry_queue/w", retry_queue::events::enqueued{alert, "{}", {}});
  }
  std::string verdict() {
    checker_.conclude({});
    std::string out;
    for (const auto& broken : checker_.broken_promises()) out += broken + '\n';
    return out;
  }
  bool says(std::string_view what) { return verdict().find(what) != std::string::npos; }

  Checker checker_;
  memory_event_log log_{incarnation{{1}}, completion::automatic};
  std::map<stream_name, std::uint64_t> next_;
  report_id report_ = make_report_id({{1}, 2}, {3}, {});
  incident_id incident_{{7}};
  std::string alert_ = alert_id(incident_, "w");
};

}  // namespace aviary
