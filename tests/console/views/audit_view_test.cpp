#include "console/views/audit_view.hpp"

#include <gtest/gtest.h>

#include "actors/accounts.hpp"
#include "actors/alert_desk.hpp"
#include "actors/incident.hpp"
#include "actors/registration.hpp"
#include "actors/retry_queue.hpp"
#include "tests/console/views/view_log.hpp"

namespace aviary {
namespace {

const incident_id some_incident{{0xAB}};

class AuditView : public testing::Test {
 protected:
  std::string told(position before = {}) {
    log_.show(view_);
    return serialize_json(view_.list(before, log_.log()));
  }
  /// `change by about`, a line for each.
  std::string lines() {
    log_.show(view_);
    const auto all = view_.list({}, log_.log());
    std::string out;
    for (const auto& one : *find_array(all, "changes")) {
      const auto& change = one.get_object();
      out += std::string(*find_text(change, "change")) + " " + serialize_json(change.at("by")) +
             " " + serialize_json(change.at("about")) + "\n";
    }
    return out;
  }

  view_log log_;
  audit_view view_;
};

TEST_F(AuditView, ListsWhatPeopleDidTheLatestFirst) {
  log_.append<incident>("incident/ab", incident::events::opened{some_incident, {}, {}});
  log_.append<incident>("incident/ab", incident::events::acknowledged{{some_incident, "ada"}});
  log_.append<retry_queue>("retry_queue/webhook-1",
                           retry_queue::events::acknowledged{"alert", 1, "HTTP 200"});
  log_.append<incident>("incident/ab", incident::events::noted{some_incident, "bob", "seen"});
  log_.append<incident>("incident/ab", incident::events::closed{{some_incident, "ada"}});
  const std::string id = "{\"id\":\"ab" + std::string(30, '0') + "\"";
  EXPECT_EQ(lines(), "closed \"ada\" " + id + "}\n" +                       //
                         "noted \"bob\" " + id + ",\"text\":\"seen\"}\n" +  //
                         "acknowledged \"ada\" " + id + "}\n");
}

TEST_F(AuditView, LeavesSecretsOut) {
  log_.append<accounts>("accounts", accounts::events::password_set{"ada", {0x51, 0x52}, "ada"});
  log_.append<accounts>("accounts", accounts::events::link_made{"ada", {{0x53}}, {}, "console"});
  log_.append<alert_desk>(
      "alert_desk", alert_desk::events::channel_added{"webhook-1", "https://a", {0x54}, "ada"});
  registration::events::bird_admitted admitted;
  admitted.sealed_root = {0x55};
  admitted.answer = "the answer";
  admitted.by = "ada";
  log_.append<registration>("registration", admitted);
  const auto all = told();
  for (const auto* secret : {"password\"", "hash", "sealed", "answer", "pk_bird"})
    EXPECT_EQ(all.find(secret), std::string::npos) << secret << " in " << all;
  EXPECT_NE(all.find("https://a"), std::string::npos);
}

TEST_F(AuditView, DoesNotKnowWhoDidWhatAnOlderVersionWroteDown) {
  log_.append<alert_desk>("alert_desk", alert_desk::events::channel_added{"webhook-1", "url", {}});
  EXPECT_EQ(lines(), "channel_added null {\"channel\":\"webhook-1\",\"url\":\"url\"}\n");
}

TEST_F(AuditView, ComesInPages) {
  const auto count = audit_view::page_size + 10;
  for (std::size_t i = 0; i < count; ++i)
    log_.append<incident>("incident/ab", incident::events::acknowledged{{some_incident, "ada"}});
  log_.show(view_);
  const auto positions = [this](position before) {
    std::vector<std::uint64_t> out;
    const auto page = view_.list(before, log_.log());
    for (const auto& one : *find_array(page, "changes"))
      out.push_back(*find_uint(one.get_object(), "position"));
    return out;
  };
  const auto first = positions({});
  ASSERT_EQ(first.size(), audit_view::page_size);
  EXPECT_EQ(first.front(), count);
  const auto second = positions({first.back()});
  ASSERT_EQ(second.size(), 10u);
  EXPECT_EQ(second.front() + 1, first.back());
  EXPECT_EQ(second.back(), 1u);
  EXPECT_TRUE(positions({1}).empty());
}

}  // namespace
}  // namespace aviary
