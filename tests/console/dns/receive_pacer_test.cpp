#include "console/dns/receive_pacer.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

using std::chrono::milliseconds;

/// The pause after the last of `batches`, one each millisecond.
boot_time::duration pause_after(receive_pacer& pacer, std::size_t datagrams, int batches,
                                instant& now) {
  boot_time::duration pause{};
  for (int i = 0; i < batches; ++i) pause = pacer.after(datagrams, now += milliseconds(1));
  return pause;
}

TEST(ReceivePacer, WaitsOnlyUnderLoadAndForSmallBatches) {
  receive_pacer pacer;
  instant now{};
  EXPECT_EQ(pause_after(pacer, 1, 1000, now), milliseconds(0)) << "1,000 a second";
  EXPECT_EQ(pause_after(pacer, 10, 1000, now), milliseconds(1)) << "10,000 a second";
  EXPECT_EQ(pause_after(pacer, 32, 1000, now), milliseconds(0)) << "full batches";
  EXPECT_EQ(pacer.after(31, now += milliseconds(1)), milliseconds(1));
}

TEST(ReceivePacer, IsAtRestAgainAfterALull) {
  receive_pacer pacer;
  instant now{};
  pause_after(pacer, 10, 1000, now);
  now += std::chrono::seconds(1);
  EXPECT_EQ(pacer.after(1, now), milliseconds(0));
}

TEST(ReceivePacer, ABurstAtRestDoesNotWait) {
  receive_pacer pacer;
  instant now{std::chrono::hours(1)};
  EXPECT_EQ(pacer.after(31, now), milliseconds(0));
}

}  // namespace
}  // namespace aviary
