#include "sim/checkers/read_event.hpp"

#include <gtest/gtest.h>

#include "actors/incident.hpp"
#include "actors/retry_queue.hpp"

namespace aviary {
namespace {

TEST(ReadEvent, ReadsOneTypeOfOneUnit) {
  using acknowledged = retry_queue::events::acknowledged;
  const retry_queue::event done = acknowledged{"7", 1, "HTTP 200"};
  record one;
  one.stream = "retry_queue/w";
  one.type = event_name(done);
  one.payload = encode_event(done);
  EXPECT_EQ(read_event<acknowledged>(one)->id, "7");
  EXPECT_FALSE(read_event<acknowledged>(one, "incident/"));
  EXPECT_FALSE(read_event<retry_queue::events::dropped>(one));
  one.retired = true;
  EXPECT_FALSE(read_event<acknowledged>(one));
}

}  // namespace
}  // namespace aviary
