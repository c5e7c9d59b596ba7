#include "bird/decoys/worker/input_ring.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/wait.h>
#include <unistd.h>

namespace aviary {
namespace {

bytes octets_of(std::string_view text) {
  const auto octets = as_bytes(text);
  return {octets.begin(), octets.end()};
}

TEST(InputRing, holds_the_last_of_whatever_came_in_whatever_pieces) {
  EXPECT_TRUE(rc::check([] {
    auto ring = input_ring::create();
    RC_ASSERT(ring.has_value());
    bytes all;
    for (std::uint8_t piece = 0; piece < 8; ++piece) {
      const bytes more(*rc::gen::inRange<std::size_t>(0, input_ring::octets_max + 10), piece);
      ring->append(more);
      all.insert(all.end(), more.begin(), more.end());
    }
    RC_ASSERT(ring->total() == all.size());
    const auto kept = std::min(all.size(), input_ring::octets_max);
    RC_ASSERT(ring->contents() == bytes(all.end() - static_cast<std::ptrdiff_t>(kept), all.end()));
  }));
}

TEST(InputRing, parent_sees_what_a_child_appended_before_it_was_killed) {
  auto ring = input_ring::create();
  ASSERT_TRUE(ring);
  const pid_t child = ::fork();
  if (child == 0) {
    ring->append(as_bytes("GET / HTTP/1.1"));
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_EQ(ring->contents(), octets_of("GET / HTTP/1.1"));
}

}  // namespace
}  // namespace aviary
