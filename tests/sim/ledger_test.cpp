#include "sim/ledger.hpp"

#include <gtest/gtest.h>

#include "actors/alert_desk.hpp"
#include "actors/bird_session.hpp"
#include "actors/event_codec.hpp"
#include "actors/incident.hpp"
#include "actors/incident_desk.hpp"
#include "actors/retry_queue.hpp"
#include "messages/report.hpp"
#include "messages/report_id.hpp"
#include "storage/memory_event_log.hpp"

namespace aviary {
namespace {

/// A console's log in which one report came, was filed and was told, and what a test changes in it.
class Ledger : public testing::Test {
 protected:
  template <class Unit>
  void append(const stream_name& stream, const typename Unit::event& event, bool owes = false) {
    append_request wanted;
    wanted.stream = stream;
    wanted.expected = sequence{next_[stream]++};
    wanted.owes = owes;
    wanted.events = {{std::string(event_name(event)), encode_event(event)}};
    log_.append(std::move(wanted), [](position) {});
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
  void assign() {
    append<incident_desk>("incident_desk", incident_desk::events::report_assigned{});
  }
  void open() {
    incident::events::opened event;
    event.id = incident_;
    append<incident>("incident/00", event);
  }
  void route() {
    append<alert_desk>("alert_desk", alert_desk::events::alert_routed{incident_, {"w"}, "{}"});
  }
  void tell() { ledger_.delivered(alert_id(incident_, "w"), "{}"); }
  void everything() {
    ledger_.stored(to_text(report_));
    accept();
    assign();
    open();
    add(incident_);
    route();
    tell();
  }
  std::string verdict() {
    std::string out;
    for (const auto& broken : ledger_.broken_promises(log_, {&log_})) out += broken + '\n';
    return out;
  }
  bool says(std::string_view what) { return verdict().find(what) != std::string::npos; }

  memory_event_log log_{incarnation{{1}}, completion::automatic};
  std::map<stream_name, std::uint64_t> next_;
  ledger ledger_;
  report_id report_ = make_report_id({{1}, 2}, {3}, {});
  incident_id incident_{{7}};
};

TEST_F(Ledger, IsContentWhenEveryPromiseIsKept) {
  everything();
  EXPECT_EQ(verdict(), "");
}

TEST_F(Ledger, NoticesALostReport) {
  ledger_.stored(to_text(report_));
  EXPECT_TRUE(says("is lost"));
}

TEST_F(Ledger, NoticesADoubledReport) {
  everything();
  accept(1);
  EXPECT_TRUE(says("was accepted twice"));
}

TEST_F(Ledger, NoticesAReportInNoIncidentOrInTwo) {
  ledger_.stored(to_text(report_));
  accept();
  EXPECT_TRUE(says("is in no incident"));
  add(incident_);
  add(incident_id{{8}});
  EXPECT_TRUE(says("is in several incidents"));
}

TEST_F(Ledger, NoticesAReportTwiceInItsIncident) {
  everything();
  add(incident_);
  EXPECT_TRUE(says("is in its incident twice"));
}

TEST_F(Ledger, NoticesAReportThatWasAssignedTwice) {
  everything();
  assign();
  EXPECT_TRUE(says("was assigned twice"));
}

TEST_F(Ledger, NoticesAMissingAndASecondAlert) {
  open();
  EXPECT_TRUE(says("raised no alert"));
  route();
  EXPECT_TRUE(says("was not delivered"));
  route();
  EXPECT_TRUE(says("raised two alerts"));
}

TEST_F(Ledger, NoticesAnAlertWithTwoBodiesOrOfNobody) {
  everything();
  ledger_.delivered(alert_id(incident_, "w"), "{1}");
  EXPECT_TRUE(says("came with two bodies"));
  ledger_.delivered("stray", "{}");
  EXPECT_TRUE(says("is nobody's"));
}

TEST_F(Ledger, NoticesAnAlertThatIsSentAfterItWasAcknowledged) {
  const auto alert = alert_id(incident_, "w");
  everything();
  append<retry_queue>("retry_queue/w", retry_queue::events::enqueued{alert, "{}", {}});
  ledger_.sent(alert, log_);
  EXPECT_EQ(verdict(), "");
  append<retry_queue>("retry_queue/w", retry_queue::events::acknowledged{alert, 1, "HTTP 200"});
  ledger_.sent(alert, log_);
  EXPECT_TRUE(says("was sent while no queue owed it"));
}

TEST_F(Ledger, NoticesARegistrationThatWasTakenTwice) {
  bird_session::events::registered event;
  event.number = {1};
  append<bird_session>("bird_session/00", event);
  event.number = {2};
  append<bird_session>("bird_session/00", event);
  EXPECT_EQ(verdict(), "");
  append<bird_session>("bird_session/00", event);
  EXPECT_TRUE(says("was registered twice under one number"));
}

TEST_F(Ledger, NoticesABirdThatIsTakenForTwo) {
  report made;
  made.type = log_types::bird_cloned;
  bird_session::events::report_accepted event;
  event.body = as_text(encode(made));
  event.id = make_report_id(console_boot, {1}, as_bytes(event.body));
  append<bird_session>("bird_session/00", event);
  EXPECT_TRUE(says("has no clone but is said to have one"));
}

TEST_F(Ledger, NoticesADebt) {
  everything();
  append<alert_desk>("alert_desk", alert_desk::events::alert_queued{"x"}, true);
  EXPECT_TRUE(says("still owes something"));
}

}  // namespace
}  // namespace aviary
