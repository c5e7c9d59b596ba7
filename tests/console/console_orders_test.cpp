#include "console/console_orders.hpp"

#include <gtest/gtest.h>

#include "actors/addresses.hpp"
#include "messages/hex.hpp"
#include "tests/console/set_clock.hpp"
#include "tests/console/views/view_log.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

const incident_id some_incident{{0xAB}};

/// Orders whose mail stays here, over a log that a test writes.
class ConsoleOrders : public testing::Test {
 protected:
  ConsoleOrders() {
    log_.append<incident>(stream_, incident::events::opened{some_incident, {}, {}});
    log_.show(incidents_);
  }

  /// What an order was answered with: JSON, "error: ..." or nothing yet.
  console_orders::told tell() {
    return [this](const result<json_object, failure>& came) {
      told_ = came ? serialize_json(*came) : "error: " + came.error().what;
    };
  }
  static std::string name_of(const auto& command) {
    return std::visit([](const auto& one) { return std::string(one.name); }, command);
  }
  template <class Event>
  void happen(const Event& event) {
    view_log one;
    one.append<incident>(stream_, event);
    one.show(incidents_);
    one.show(orders_);
  }

  const std::string stream_ = addresses::incident(some_incident);
  const std::string id_ = to_hex(some_incident.value);
  view_log log_;
  incident_view incidents_;
  set_clock clock_;
  std::vector<std::string> posted_;  // to whom, and what
  console_orders orders_{
      {&log_.log(),
       &clock_,
       nullptr,
       nullptr,
       &incidents_,
       std::make_shared<channel_health>(),
       [this](const incident_id&, const incident::command& what) {
         posted_.push_back("incident " + name_of(what));
       },
       [this](const incident_desk::command& what) { posted_.push_back("desk " + name_of(what)); },
       {}}};
  std::string told_;
};

TEST_F(ConsoleOrders, AreToldOnceTheEventIsThere) {
  orders_.acknowledge(some_incident, "ada", tell());
  EXPECT_EQ(posted_, std::vector<std::string>{"incident acknowledge"});
  EXPECT_EQ(told_, "");
  happen(incident::events::acknowledged{{some_incident, "ada"}});
  EXPECT_EQ(told_, R"({"id":")" + id_ + R"(","state":"acknowledged"})");
}

TEST_F(ConsoleOrders, CloseOverTheDesk) {
  orders_.close(some_incident, "ada", tell());
  EXPECT_EQ(posted_, std::vector<std::string>{"desk close"});
  happen(incident::events::closed{{some_incident, "ada"}});
  EXPECT_EQ(told_, R"({"id":")" + id_ + R"(","state":"closed"})");
}

TEST_F(ConsoleOrders, PostNothingForWhatIsSo) {
  happen(incident::events::acknowledged{{some_incident, "ada"}});
  happen(incident::events::closed{{some_incident, "ada"}});
  orders_.acknowledge(some_incident, "bob", tell());
  EXPECT_NE(told_.find("acknowledged"), std::string::npos);
  orders_.close(some_incident, "bob", tell());
  EXPECT_NE(told_.find("closed"), std::string::npos);
  EXPECT_TRUE(posted_.empty());
}

TEST_F(ConsoleOrders, WaitForTheirOwnNote) {
  orders_.note(some_incident, "ada", "hers", tell());
  happen(incident::events::noted{some_incident, "ada", "another"});
  happen(incident::events::noted{some_incident, "bob", "hers"});
  EXPECT_EQ(told_, "");
  happen(incident::events::noted{some_incident, "ada", "hers"});
  EXPECT_EQ(told_, R"({"id":")" + id_ + R"(","by":"ada","text":"hers"})");
}

TEST_F(ConsoleOrders, RefuseOneNoteTooMany) {
  for (std::size_t i = 0; i < incident::notes_max; ++i)
    happen(incident::events::noted{some_incident, "ada", "again"});
  orders_.note(some_incident, "ada", "one more", tell());
  EXPECT_EQ(told_, "error: it has 1000 notes, the most");
  EXPECT_TRUE(posted_.empty());
}

TEST_F(ConsoleOrders, AreToldWhenNothingComes) {
  orders_.close(some_incident, "ada", tell());
  clock_.at += 9s;
  orders_.sweep();
  EXPECT_EQ(told_, "");
  clock_.at += 1s;
  orders_.sweep();
  EXPECT_EQ(told_, "error: the console did not get to it in time");
}

TEST_F(ConsoleOrders, KnowNoChannelThatIsNot) {
  orders_.test_channel("webhook-1", tell());
  EXPECT_EQ(told_, "error: no such channel: webhook-1");
}

}  // namespace
}  // namespace aviary
