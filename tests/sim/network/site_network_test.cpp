#include "sim/network/site_network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace aviary {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A site whose console answers at once with what it was asked.
class SiteNetwork : public testing::Test {
 protected:
  void open(const link_faults& faults) {
    site_.emplace(time_, plan_, 1, faults);
    site_->connect([this](byte_view message, const return_path& from, site_network::answer back) {
      ++asked_;
      peer_ = from.peer.back();
      back(message);
    });
  }
  void ask(std::uint64_t bird = 1) {
    site_->ask(bird, bytes{1, 2, 3}, return_path::transport::udp,
               [this](byte_view told) { came_.emplace_back(told.begin(), told.end()); });
  }
  void pass(instant::duration time) { time_.run_until(time_.now() + time); }

  timeline time_{prng(1)};
  fault_plan plan_{1, [this] { return time_.now(); }};
  std::optional<site_network> site_;
  int asked_ = 0;
  std::uint8_t peer_ = 0;
  std::vector<bytes> came_;
};

TEST_F(SiteNetwork, BringsAQuestionThereAndItsAnswerBack) {
  open({.delay_min = milliseconds(10), .delay_max = milliseconds(10)});
  ask(7);
  pass(milliseconds(15));
  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(peer_, 7);
  EXPECT_TRUE(came_.empty());
  pass(milliseconds(10));
  EXPECT_EQ(came_, std::vector<bytes>{(bytes{1, 2, 3})});
}

TEST_F(SiteNetwork, LosesDoublesAndDamagesAsOftenAsItIsTold) {
  open({.loss = 0.5});
  for (int i = 0; i < 400; ++i) ask();
  pass(seconds(1));
  EXPECT_NEAR(asked_, 200, 40);
  EXPECT_NEAR(static_cast<double>(came_.size()), 100, 40);
  EXPECT_EQ(site_->count().queries, 400u);
  open({.duplication = 1, .corruption = 1});
  came_.clear();
  asked_ = 0;
  ask();
  pass(seconds(1));
  EXPECT_EQ(asked_, 2);
  EXPECT_EQ(came_.size(), 4u);
  for (int i = 0; i < 100; ++i) ask();
  pass(seconds(1));  // a bit that is changed on both ways is as it was
  EXPECT_LT(std::ranges::count(came_, bytes{1, 2, 3}), 60);
}

TEST_F(SiteNetwork, CarriesNothingWhileItIsCutAndEverythingLateWhileItIsClogged) {
  open({});
  ask(1);
  pass(seconds(1));
  site_->cut(1, time_.now() + seconds(10));
  ask(1);
  ask(2);
  pass(seconds(11));
  EXPECT_EQ(asked_, 2);
  site_->clog(2, time_.now() + seconds(5));
  ask(2);
  pass(seconds(4));
  EXPECT_EQ(asked_, 2);
  pass(seconds(7));
  EXPECT_EQ(asked_, 3);
}

TEST_F(SiteNetwork, HealsAndIsReadAlong) {
  open({.loss = 1});
  int read = 0;
  site_->on_message([&read](std::uint64_t, byte_view, bool) { ++read; });
  ask();
  pass(seconds(1));
  EXPECT_EQ(read, 0);
  site_->heal();
  ask();
  pass(seconds(1));
  EXPECT_EQ(read, 2);
  EXPECT_EQ(came_.size(), 1u);
  site_->inject_answer(1, bytes{9});
  EXPECT_EQ(came_.back(), bytes{9});
}

}  // namespace
}  // namespace aviary
