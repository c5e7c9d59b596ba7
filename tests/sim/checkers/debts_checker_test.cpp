#include "sim/checkers/debts_checker.hpp"

#include <gtest/gtest.h>

#include "storage/memory_event_log.hpp"

namespace aviary {
namespace {

TEST(DebtsChecker, NoticesADebtAndWhoIsMissing) {
  memory_event_log log(incarnation{{1}}, completion::automatic);
  const auto say = [&log](std::uint64_t at, bool owes) {
    append_request wanted;
    wanted.stream = "alert_desk";
    wanted.expected = {at};
    wanted.owes = owes;
    wanted.events = {{"something", {}}};
    log.append(std::move(wanted), [](position) {});
  };
  debts_checker checker;
  say(0, false);
  checker.conclude({{{"console", &log}}, {}});
  EXPECT_TRUE(checker.broken_promises().empty());
  say(1, true);
  checker.conclude({{{"console", &log}}, {"bird 2"}});
  EXPECT_EQ(checker.broken_promises(),
            (std::vector<std::string>{"bird 2 is not up",
                                      "console: stream alert_desk still owes something"}));
}

}  // namespace
}  // namespace aviary
