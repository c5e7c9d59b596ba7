#include "console/views/incident_view.hpp"

#include <gtest/gtest.h>

#include "actors/alert_desk.hpp"
#include "actors/bird_session.hpp"
#include "actors/incident.hpp"
#include "actors/incident_desk.hpp"
#include "actors/retry_queue.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"
#include "messages/report_id.hpp"
#include "tests/console/views/view_log.hpp"

namespace aviary {
namespace {

const bird_id fileserver{{1}};
const incident_id some_incident{{0xAB}};

/// Two reports of one bird, the later one first, filed in one incident whose alert was delivered.
class IncidentView : public testing::Test {
 protected:
  IncidentView() {
    log_.append<bird_session>("bird_session/01", bird_session::events::settings_reported{
                                                     fileserver, "fileserver-02", "", 15});
    accept(0, 1);
    accept(1, 0);
    incident::events::opened opened{some_incident, fileserver, {}};
    opened.report.kind = "ssh_login";
    opened.report.src_host = "192.0.2.9";
    log_.append<incident>("incident/ab", opened);
    for (const std::uint64_t n : {0u, 1u}) {
      log_.append<incident_desk>("incident_desk", incident_desk::events::report_assigned{
                                                      fileserver, n, 0, some_incident, "", "", {}});
      log_.append<incident>("incident/ab",
                            incident::events::report_added{some_incident, fileserver, n, {}});
    }
    const auto alert = alert_id(some_incident, "webhook-1");
    log_.append<alert_desk>("alert_desk",
                            alert_desk::events::alert_routed{some_incident, {"webhook-1"}, "{}"});
    log_.append<retry_queue>("retry_queue/webhook-1",
                             retry_queue::events::enqueued{alert, "{}", {}});
    log_.append<retry_queue>("retry_queue/webhook-1",
                             retry_queue::events::acknowledged{alert, 2, "HTTP 200"});
    log_.show(view_);
  }

  void accept(std::uint64_t n, std::uint32_t sequence) {
    report made;
    made.type = log_types::ssh_login;
    put_logdata(made, "PASSWORD", as_bytes("try" + std::to_string(sequence)));
    bird_session::events::report_accepted event;
    event.bird = fileserver;
    event.n = n;
    event.body = std::string(as_text(encode(made)));
    event.id = make_report_id({{7}, 42}, {sequence}, as_bytes(event.body));
    ids_[n] = event.id;
    log_.append<bird_session>("bird_session/01", event);
  }

  view_log log_;
  incident_view view_;
  std::map<std::uint64_t, report_id> ids_;
};

TEST_F(IncidentView, ListsWhatHappened) {
  const auto list = view_.list();
  const auto& incidents = *find_array(list, "incidents");
  ASSERT_EQ(incidents.size(), 1u);
  const auto& one = incidents[0].get_object();
  EXPECT_EQ(find_text(one, "id"), to_hex(some_incident.value));
  EXPECT_EQ(find_text(one, "state"), "open");
  EXPECT_EQ(find_text(one, "kind"), "ssh_login");
  EXPECT_EQ(find_text(one, "bird"), "fileserver-02");
  EXPECT_EQ(find_uint(one, "reports_count"), 2u);
}

TEST_F(IncidentView, ListsOnlyWhatAPollerHasNotSeen) {
  const auto seen = *find_uint(view_.list(), "updated_id");
  EXPECT_GT(seen, 0u);
  EXPECT_TRUE(find_array(view_.list(position{seen}), "incidents")->empty());
  EXPECT_EQ(find_uint(view_.list(position{seen}), "updated_id"), seen);
  EXPECT_EQ(find_array(view_.list(position{seen - 1}), "incidents")->size(), 1u);

  log_.append<incident>("incident/ab", incident::events::acknowledged{{some_incident, "ada"}});
  incident_view later;
  log_.show(later);
  const auto news = later.list(position{seen});
  ASSERT_EQ(find_array(news, "incidents")->size(), 1u);
  EXPECT_GT(*find_uint(news, "updated_id"), seen);
}

TEST_F(IncidentView, ShowsReportsInTheOrderInWhichTheBirdMadeThem) {
  const auto shown = view_.show(some_incident, log_.log());
  ASSERT_TRUE(shown);
  const auto& reports = *find_array(*shown, "reports");
  ASSERT_EQ(reports.size(), 2u);
  const auto password = [&reports](std::size_t i) {
    return *find_text(*find_object(reports[i].get_object(), "logdata"), "PASSWORD");
  };
  EXPECT_EQ(password(0), "try0");
  EXPECT_EQ(password(1), "try1");
  EXPECT_FALSE(view_.show(incident_id{{1}}, log_.log()));
}

TEST_F(IncidentView, TellsWhy) {
  const auto chain = view_.why(ids_[0]);
  ASSERT_TRUE(chain);
  EXPECT_EQ(find_text(*chain, "incident"), to_hex(some_incident.value));
  const auto& alert = find_array(*chain, "alerts")->at(0).get_object();
  EXPECT_EQ(find_text(alert, "result"), "HTTP 200");
  EXPECT_EQ(find_uint(alert, "attempts"), 2u);
  EXPECT_FALSE(view_.why(report_id{}));
}

TEST_F(IncidentView, KnowsWhoHasSeenIt) {
  EXPECT_FALSE(view_.is_acknowledged(some_incident));
  view_log more;
  more.append<incident>("incident/ab", incident::events::acknowledged{{some_incident, "ada"}});
  more.show(view_);
  EXPECT_TRUE(view_.is_acknowledged(some_incident));
  EXPECT_TRUE(view_.contains(some_incident));
  EXPECT_EQ(find_text(find_array(view_.list(), "incidents")->at(0).get_object(), "state"),
            "acknowledged");
}

TEST_F(IncidentView, CallsTwoBirdsANetworkScan) {
  view_log more;
  more.append<incident>("incident/ab",
                        incident::events::report_added{some_incident, bird_id{{2}}, 0, {}});
  more.show(view_);
  const auto list = view_.list();
  EXPECT_EQ(find_text(find_array(list, "incidents")->at(0).get_object(), "kind"), "network_scan");
}

TEST_F(IncidentView, IsTheSameWhenRebuilt) {
  incident_view again;
  log_.show(again);
  EXPECT_EQ(serialize_json(again.list()), serialize_json(view_.list()));
}

TEST_F(IncidentView, TellsWhatPeopleDid) {
  log_.append<incident>("incident/ab", incident::events::acknowledged{{some_incident, "ada"}});
  log_.append<incident>("incident/ab", incident::events::noted{some_incident, "bob", "a scanner"});
  log_.append<incident_desk>("incident_desk",
                             incident_desk::events::windows_closed{{{some_incident, "cy"}, ""}});
  log_.append<incident>("incident/ab", incident::events::closed{{some_incident, "cy"}});
  log_.append<incident_desk>("incident_desk",
                             incident_desk::events::closing_settled{some_incident});
  incident_view view;
  log_.show(view);
  const auto shown = *view.show(some_incident, log_.log());
  EXPECT_EQ(find_text(shown, "state"), "closed");
  EXPECT_EQ(find_text(shown, "acknowledged_by"), "ada");
  EXPECT_EQ(find_text(shown, "closed_by"), "cy");
  const auto& note = find_array(shown, "notes")->at(0).get_object();
  EXPECT_EQ(find_text(note, "by"), "bob");
  EXPECT_EQ(find_text(note, "text"), "a scanner");
  EXPECT_TRUE(view.is_closed(some_incident));
  EXPECT_EQ(view.notes_count(some_incident), 1u);
  EXPECT_EQ(view.notes_count({{0xCD}}), 0u);
}

}  // namespace
}  // namespace aviary
