#include "sim/trace/trace_file.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

std::string error_of(std::string_view text) {
  const auto read = parse_trace(text);
  return read ? "" : read.error().what;
}

TEST(TraceFile, ComesBackAsItWasWritten) {
  trace one;
  one.options = draw_world(11);
  one.strikes = {{"bird_crash", 2, 417, {}}, {"query_lost", 1, 3, {}}};
  const auto back = parse_trace(to_text(one));
  ASSERT_TRUE(back) << back.error().what;
  EXPECT_EQ(back->options, one.options);
  ASSERT_EQ(back->strikes.size(), 2u);
  EXPECT_EQ(back->strikes[0].fault, "bird_crash");
  EXPECT_EQ(back->strikes[0].entity, 2u);
  EXPECT_EQ(back->strikes[0].ordinal, 417u);
}

TEST(TraceFile, LeavesOutWhatIsForPeople) {
  const auto read = parse_trace("# found by chance\n\naviary-sim trace 1\nbirds 2  # two\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->options.birds, 2u);
}

TEST(TraceFile, IsFromBeforeTheProbesUnlessItNamesThem) {
  EXPECT_EQ(parse_trace("aviary-sim trace 1\nbirds 2\n")->options.probes, 0u);
  EXPECT_EQ(parse_trace("aviary-sim trace 1\nprobes 1\n")->options.probes, 1u);
}

TEST(TraceFile, SaysWhichLineIsWrong) {
  EXPECT_EQ(error_of(""), "the trace is empty");
  EXPECT_EQ(error_of("hello\n"), "line 1: not a trace");
  EXPECT_EQ(error_of("aviary-sim trace 1\nfish 3\n"), "line 2: a world has no fish");
  EXPECT_EQ(error_of("aviary-sim trace 1\nbirds many\n"), "line 2: no value for birds: many");
  EXPECT_EQ(error_of("aviary-sim trace 1\nfault flood 1\n"), "line 2: there is no fault flood");
  EXPECT_EQ(error_of("aviary-sim trace 1\nstrike bird_crash 2\n"),
            "line 2: not a strike: strike bird_crash 2");
  EXPECT_EQ(error_of("aviary-sim trace 1\nbirds 0\n"), "birds is out of its limits: 0");
}

}  // namespace
}  // namespace aviary
