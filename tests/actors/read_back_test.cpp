#include "actors/read_back.hpp"

#include <gtest/gtest.h>

#include "storage/memory_event_log.hpp"

namespace aviary {
namespace {

TEST(ReadBack, FindsBodiesAmongOtherEventsAndStreams) {
  memory_event_log log(incarnation{}, completion::automatic);
  std::uint64_t sequences = 0;
  const auto append = [&](const stream_name& stream, std::uint64_t expected,
                          const retry_queue::event& event) {
    append_request wanted;
    wanted.stream = stream;
    wanted.expected = {expected};
    wanted.events.push_back({std::string(event_name(event)), encode_event(event)});
    log.append(std::move(wanted), [](position) {});
  };
  using events = retry_queue::events;
  append("retry_queue/other", 0, events::enqueued{"x", "not this", {}});
  append("retry_queue/reports", sequences++, events::journal_began{{1}});
  append("retry_queue/reports", sequences++, events::enqueued{"a", "first", {7, 9}});
  append("retry_queue/reports", sequences++, events::acknowledged{"a", 1, "accepted", {}});
  append("retry_queue/other", 1, events::enqueued{"y", "nor this", {}});
  append("retry_queue/reports", sequences++, events::enqueued{"b", "second", {}});

  const auto found = read_back(log, "retry_queue/reports", {{{4, 1}, {5, 3}}});
  ASSERT_EQ(found.items.size(), 2u);
  EXPECT_EQ(found.items[0].ordinal, 4u);
  EXPECT_EQ(found.items[0].id, "a");
  EXPECT_EQ(found.items[0].body, "first");
  EXPECT_EQ(found.items[0].made.machine_boot, 7u);
  EXPECT_EQ(found.items[1].body, "second");
  EXPECT_TRUE(read_back(log, "retry_queue/reports", {}).items.empty());
}

}  // namespace
}  // namespace aviary
