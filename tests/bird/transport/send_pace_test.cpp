#include "bird/transport/send_pace.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <vector>

namespace aviary {

namespace {

using namespace std::chrono_literals;

TEST(SendPace, a_burst_may_go_at_once_and_the_rest_in_turn) {
  send_pace pace;
  const instant now{};
  int sent = 0;
  for (; pace.may_send(now); ++sent) pace.sent(now);
  EXPECT_EQ(sent, 31);
  EXPECT_GT(pace.due(now), now + 1ms);
  EXPECT_LT(pace.due(now), now + 1100us);
}

TEST(SendPace, no_second_has_more_than_its_rate) {
  EXPECT_TRUE(rc::check("no second has more than its rate", [] {
    const int rate = *rc::gen::element(send_pace::clean_per_second, send_pace::troubled_per_second);
    send_pace pace;
    pace.set(rate);
    instant now{};
    std::vector<instant> sent;
    for (int i = 0; i < 3000; ++i) {
      if (*rc::gen::inRange(0, 100) == 0)
        now += std::chrono::milliseconds(*rc::gen::inRange(0, 99));
      now = pace.due(now);
      pace.sent(now);
      sent.push_back(now);
    }
    for (auto last = sent.begin(); last != sent.end(); ++last) {
      const auto first = std::upper_bound(sent.begin(), last, *last - 1s);
      RC_ASSERT(last - first + 1 <= rate);
    }
  }));
}

}  // namespace

}  // namespace aviary
