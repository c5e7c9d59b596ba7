#include "console/dns/key_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <thread>

#include "actors/addresses.hpp"
#include "actors/bird_session.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

/// "Unseals" 32 octets after a one; anything else is another master key's.
std::optional<root_key> unseal(byte_view sealed) {
  if (sealed.size() != 33 || sealed[0] != 1) return {};
  return root_key(std::span<const std::uint8_t, 32>(sealed.subspan(1)));
}

bytes sealed_root(std::uint8_t seed) {
  bytes out(33, seed);
  out[0] = 1;
  return out;
}

record registered(const bird_id& bird, std::uint32_t tag, std::uint32_t number, bytes root) {
  const bird_session::event event = bird_session::events::registered{
      bird, bird_tag{tag}, registration_no{number}, std::move(root)};
  record one;
  one.stream = addresses::bird_session(bird);
  one.type = event_name(event);
  one.payload = encode_event(event);
  return one;
}

record revoked(const bird_id& bird) {
  record one;
  one.stream = addresses::bird_session(bird);
  one.type = "revoked";
  one.payload = {'{', '}'};
  return one;
}

class KeyTable : public testing::Test {
 protected:
  key_table keys_{unseal};
  bird_id ada_{{1}};
  bird_id bob_{{2}};
};

TEST_F(KeyTable, knows_who_is_registered) {
  keys_.apply(registered(ada_, 10, 1, sealed_root(7)));
  keys_.apply(registered(bob_, 20, 1, sealed_root(8)));
  const auto* ada = keys_.find(bird_tag{10});
  ASSERT_NE(ada, nullptr);
  EXPECT_EQ(ada->id, ada_);
  EXPECT_EQ(ada->number, registration_no{1});
  EXPECT_EQ(ada->ordinal, 0U);
  EXPECT_EQ(ada->root, *unseal(sealed_root(7)));
  EXPECT_EQ(keys_.find(ada_), ada);
  EXPECT_EQ(keys_.find(bird_tag{20})->ordinal, 1U);
  EXPECT_EQ(keys_.find(bird_tag{30}), nullptr);
  EXPECT_EQ(keys_.birds(), 2U);
}

TEST_F(KeyTable, ends_a_registration_with_the_next_and_goes_on_counting) {
  keys_.apply(registered(ada_, 10, 1, sealed_root(7)));
  const auto* first = keys_.find(bird_tag{10});
  first->note_used({900});
  first->note_used({800});
  keys_.apply(registered(ada_, 11, 2, sealed_root(9)));
  EXPECT_EQ(keys_.find(bird_tag{10}), nullptr);
  EXPECT_FALSE(first->valid) << "whoever holds it sees it";
  const auto* second = keys_.find(bird_tag{11});
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->ordinal, first->ordinal);
  EXPECT_EQ(second->highest(), counter{900});
  EXPECT_EQ(keys_.birds(), 1U);
}

TEST_F(KeyTable, forgets_the_revoked) {
  keys_.apply(registered(ada_, 10, 1, sealed_root(7)));
  keys_.apply(revoked(bob_));
  keys_.apply(revoked(ada_));
  EXPECT_EQ(keys_.find(bird_tag{10}), nullptr);
  EXPECT_EQ(keys_.find(ada_), nullptr);
  keys_.apply(registered(ada_, 11, 2, sealed_root(7)));
  EXPECT_NE(keys_.find(bird_tag{11}), nullptr) << "until it is registered again";
}

TEST_F(KeyTable, passes_over_what_is_no_birth) {
  auto foreign = registered(ada_, 10, 1, sealed_root(7));
  foreign.stream = "alert_desk";
  keys_.apply(foreign);
  auto broken = registered(ada_, 10, 1, sealed_root(7));
  broken.payload = {'{'};
  keys_.apply(broken);
  EXPECT_EQ(keys_.find(bird_tag{10}), nullptr);
  EXPECT_EQ(keys_.unreadable_roots(), 0U);
}

TEST_F(KeyTable, counts_roots_of_another_master_key) {
  keys_.apply(registered(ada_, 10, 1, {0, 1, 2}));
  EXPECT_EQ(keys_.find(bird_tag{10}), nullptr);
  EXPECT_EQ(keys_.unreadable_roots(), 1U);
}

TEST_F(KeyTable, lists_unknown_tags_that_keep_asking) {
  const wall_time noon{std::chrono::hours(12)};
  std::mt19937 random(1);
  for (int i = 0; i < 100'000; ++i) {
    keys_.note_unknown({static_cast<std::uint32_t>(random())}, noon);
    if (i % 100 == 0) keys_.note_unknown({0xBEEF}, noon + std::chrono::seconds(i));
  }
  const auto all = keys_.unknown();
  EXPECT_EQ(all.size(), key_table::unknown_max);
  const auto lost = std::ranges::find(all, bird_tag{0xBEEF}, &unknown_tag::tag);
  ASSERT_NE(lost, all.end()) << "a thousand queries among a hundred thousand strangers";
  EXPECT_GE(lost->queries, 990U);
  EXPECT_EQ(lost->last_seen, noon + 99'900s);
}

TEST_F(KeyTable, is_read_while_it_is_written) {
  std::atomic<bool> done{false};
  std::atomic<std::size_t> found{0};
  std::vector<std::thread> edges;
  for (int i = 0; i < 2; ++i)
    edges.emplace_back([&] {
      while (!done)
        for (std::uint32_t tag = 0; tag < 2000; ++tag)
          if (const auto* bird = keys_.find(bird_tag{tag})) {
            AVIARY_INVARIANT(bird->tag.value == tag && bird->valid, "a whole record");
            bird->note_used({tag});
            ++found;
          }
    });
  for (std::uint32_t tag = 0; tag < 2000; ++tag) {
    bird_id id;
    id.value[0] = static_cast<std::uint8_t>(tag);
    id.value[1] = static_cast<std::uint8_t>(tag >> 8);
    keys_.apply(registered(id, tag, 1, sealed_root(7)));
  }
  while (found < 2000) std::this_thread::yield();
  done = true;
  for (auto& edge : edges) edge.join();
  EXPECT_EQ(keys_.find(bird_tag{1999})->highest(), counter{1999});
}

}  // namespace
}  // namespace aviary
