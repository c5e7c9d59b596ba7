#include "sim/checkers/nonce_witness.hpp"

#include <gtest/gtest.h>

#include "tests/console/dns/registered_birds.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");
const known_bird bird{1};
const bytes hello{'h', 'e', 'l', 'l', 'o'};
const bytes world{'w', 'o', 'r', 'l', 'd'};

bytes fragment_query(std::uint8_t index, std::uint8_t last, const bytes& payload) {
  return query_for(bird.ask(zone, fragment_request{{7}, {index}, {last}, payload}).name);
}

bytes one_shot_query(counter at, const bytes& plain) {
  return query_for(bird.say(zone, at, plain).name);
}

/// A REPLY's content with that octet as nonce and that one as box.
bytes reply_text(std::uint8_t nonce, std::uint8_t box) {
  bytes out(1 + 24 + 20 + 8, box);
  out[0] = 2;
  std::fill_n(out.begin() + 1, 24, nonce);
  return out;
}

std::size_t broken_by(const std::vector<bytes>& queries) {
  nonce_witness witness(zone);
  for (const auto& query : queries) witness.asked(query);
  return witness.take_broken_promises().size();
}

TEST(NonceWitness, PassesRepetitionsAndOtherCounters) {
  EXPECT_EQ(broken_by({one_shot_query({1}, hello), one_shot_query({1}, hello),
                       one_shot_query({2}, world), fragment_query(0, 1, hello),
                       fragment_query(1, 1, world), fragment_query(0, 1, hello)}),
            0u);
}

TEST(NonceWitness, NoticesTwoPlaintextsUnderOneCounter) {
  EXPECT_EQ(broken_by({one_shot_query({1}, hello), one_shot_query({1}, world)}), 1u);
}

TEST(NonceWitness, NoticesTwoFragmentsAtOnePlace) {
  EXPECT_EQ(broken_by({fragment_query(0, 1, hello), fragment_query(0, 1, world)}), 1u);
}

TEST(NonceWitness, NoticesAMessageOfTwoLengths) {
  EXPECT_EQ(broken_by({fragment_query(0, 1, hello), fragment_query(0, 2, hello)}), 1u);
}

TEST(NonceWitness, NoticesAOneShotUnderAFragmentsCounter) {
  EXPECT_EQ(broken_by({fragment_query(0, 1, hello), one_shot_query({7}, hello)}), 1u);
}

/// What the witness says when the bird's counters were put back between the two.
std::size_t broken_across_snapshot(const bytes& before, const bytes& after) {
  nonce_witness witness(zone);
  witness.asked(before);
  witness.put_back(bird.tag);
  witness.asked(after);
  return witness.take_broken_promises().size();
}

TEST(NonceWitness, PassesACounterThatWasPutBack) {
  EXPECT_EQ(broken_across_snapshot(one_shot_query({1}, hello), one_shot_query({1}, world)), 0u);
}

TEST(NonceWitness, NoticesTwoBoxesUnderOneTail) {
  const bytes hello_box(40, 1);
  auto world_box = hello_box;
  world_box.back() = 2;
  EXPECT_EQ(
      broken_across_snapshot(fragment_query(0, 1, hello_box), fragment_query(0, 1, world_box)), 1u);
}

TEST(NonceWitness, PassesOneMessageThatTwoCopiesCutDifferently) {
  const bytes longer(60, 1);
  const bytes shorter(40, 1);
  EXPECT_EQ(broken_across_snapshot(fragment_query(0, 1, longer), fragment_query(0, 2, shorter)),
            0u);
  auto other = shorter;
  other[8] = 2;  // behind the tail
  EXPECT_EQ(broken_across_snapshot(fragment_query(0, 1, longer), fragment_query(0, 2, other)), 1u);
}

TEST(NonceWitness, NoticesTwoRepliesUnderOneNonce) {
  nonce_witness witness(zone);
  witness.answered(reply_text(1, 1));
  witness.answered(reply_text(1, 1));
  witness.answered(reply_text(2, 2));
  EXPECT_TRUE(witness.take_broken_promises().empty());
  witness.answered(reply_text(1, 3));
  EXPECT_EQ(witness.take_broken_promises().size(), 1u);
}

}  // namespace
}  // namespace aviary
