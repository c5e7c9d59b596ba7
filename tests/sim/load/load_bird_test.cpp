#include "sim/load/load_bird.hpp"

#include <gtest/gtest.h>

#include "actors/system_clock.hpp"
#include "sim/timeline.hpp"

namespace aviary {
namespace {

/// Takes what the bird sends, and answers nothing.
class silent_network final : public datagram_port {
 public:
  void send(std::size_t, byte_view) override { ++sent; }
  void send_over_stream(std::size_t, byte_view) override {}
  void on_receive(std::function<void(std::size_t, byte_view)>) override {}
  void on_send_failed(std::function<void(std::size_t)>) override {}
  std::size_t sent = 0;
};

class LoadBird : public testing::Test {
 protected:
  admitted_bird known() {
    return {*zone_name::parse("c.example.net"), {5}, root_key::filled_by([](std::uint8_t* octets) {
              std::fill_n(octets, root_key::size, std::uint8_t{1});
            })};
  }
  timeline time_{prng(1, "order")};
  virtual_clock clock_{time_, wall_time{}};
  seeded_entropy entropy_{prng(1, "entropy")};
  load_meter meter_;
  silent_network network_;
};

TEST_F(LoadBird, IsABirdThatKeepsWhatNobodyTakes) {
  load_bird bird(time_.system(), {&clock_, &entropy_, &meter_, std::chrono::seconds(15)}, network_,
                 known(), 1);
  time_.run_ready();
  const auto heartbeat = network_.sent;
  EXPECT_GT(heartbeat, 0u) << "the first heartbeat is due at once";
  report seen;
  seen.type = log_types::ssh_login;
  bird.submit(seen);
  time_.run_ready();
  EXPECT_EQ(meter_.stored_count(), 1u);
  EXPECT_EQ(meter_.stored_ids().front().substr(0, 9), "00000001-");
  EXPECT_EQ(meter_.acknowledged_count(), 0u);
  time_.run_until(clock_.now() + std::chrono::seconds(60));
  EXPECT_GT(network_.sent, heartbeat + 1);
  EXPECT_EQ(meter_.acknowledged_count(), 0u) << "nobody said that the console has it";
  bird.end();
  time_.run_ready();
}

}  // namespace
}  // namespace aviary
