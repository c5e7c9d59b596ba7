#include "messages/key_schedule.hpp"

#include <gtest/gtest.h>

#include "tests/messages/sealed_samples.hpp"
#include "tests/messages/sealed_vectors.hpp"

namespace aviary {
namespace {

using samples::counting;

TEST(KeySchedule, AnswersTheVectors) {
  const auto names = samples::names_of_the_vectors();
  EXPECT_EQ(to_hex(names.pk_bird.value), samples::key_answer("pk_bird"));
  EXPECT_EQ(to_hex(names.pk_console.value), samples::key_answer("pk_console"));

  const auto root = samples::root_of_the_vectors();
  EXPECT_EQ(to_hex(root.view()), samples::key_answer("root"));
  const auto up = derive_up_keys(root);
  EXPECT_EQ(to_hex(up.box.view()), samples::key_answer("k_up"));
  EXPECT_EQ(to_hex(up.siv.view()), samples::key_answer("k_siv"));
  EXPECT_EQ(to_hex(up.fragment.view()), samples::key_answer("k_frag"));
  const auto down = derive_down_keys(root);
  EXPECT_EQ(to_hex(down.box.view()), samples::key_answer("k_down"));
  EXPECT_EQ(to_hex(down.ack.view()), samples::key_answer("k_ack"));
  EXPECT_EQ(to_hex(derive_file_key(root).view()), samples::key_answer("k_file"));
}

TEST(KeySchedule, BothEndsAgree) {
  const auto bird = make_key_pair(counting<key_seed>(1));
  const auto console = make_key_pair(counting<key_seed>(2));
  const registration_names names{counting<bird_id>(3), {4}, bird.open, console.open};
  const auto on_bird = agree_root_on_bird(bird.hidden, names);
  const auto on_console = agree_root_on_console(console.hidden, names);
  ASSERT_TRUE(on_bird && on_console);
  EXPECT_TRUE(*on_bird == *on_console);
}

TEST(KeySchedule, EveryNameOfTheRegistrationChangesTheRoot) {
  const auto bird = make_key_pair(counting<key_seed>(1));
  const auto console = make_key_pair(counting<key_seed>(2));
  const registration_names names{counting<bird_id>(3), {4}, bird.open, console.open};
  const auto root = samples::must(agree_root_on_bird(bird.hidden, names));

  auto other_bird = names;
  other_bird.bird.value[15] ^= 1;
  auto other_number = names;
  other_number.number.value = 5;
  auto other_key = names;
  other_key.pk_bird.value[0] ^= 1;
  auto other_console = names;
  other_console.pk_console = make_key_pair(counting<key_seed>(9)).open;
  for (const auto& other : {other_bird, other_number, other_key, other_console})
    EXPECT_FALSE(samples::must(agree_root_on_bird(bird.hidden, other)) == root);
}

// The points of low order of RFC 7748 section 6.1 and their like: the shared secret would be zeros.
TEST(KeySchedule, RefusesPointsOfLowOrder) {
  const auto own = make_key_pair(counting<key_seed>(1));
  for (auto point : {"0000000000000000000000000000000000000000000000000000000000000000",
                     "0100000000000000000000000000000000000000000000000000000000000000",
                     "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                     "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"}) {
    registration_names names;
    names.pk_console = octets_from_hex<public_key>(point).value();
    const auto root = agree_root_on_bird(own.hidden, names);
    ASSERT_FALSE(root) << point;
    EXPECT_EQ(root.error(), key_error::weak_public_key);
    EXPECT_FALSE(describe(root.error()).empty());
  }
}

}  // namespace
}  // namespace aviary
