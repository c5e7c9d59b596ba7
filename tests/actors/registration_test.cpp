#include "actors/registration.hpp"

#include <gtest/gtest.h>

#include "messages/fingerprint.hpp"
#include "storage/master_key.hpp"
#include "tests/actors/unit_fixture.hpp"
#include "tests/storage/scratch_folder.hpp"

namespace aviary {
namespace {

using commands = registration::commands;

template <class Secret>
Secret filled_with(std::uint8_t octet) {
  return Secret::filled_by([octet](std::uint8_t* out) { std::fill_n(out, Secret::size, octet); });
}

class Registration : public testing::Test {
 protected:
  commands::admit admission(std::uint8_t bird, std::uint8_t keys) const {
    commands::admit out;
    out.request.bird = bird_id{{bird}};
    out.request.pk_bird = make_key_pair(filled_with<key_seed>(keys)).open;
    out.console_seed = filled_with<key_seed>(static_cast<std::uint8_t>(keys + 100));
    out.box_seed = filled_with<key_seed>(9);
    out.tags = {7, 8, 9, 10, 11, 12, 13, 14};
    out.asker = keys;
    return out;
  }

  static registration::live make_live() {
    const scratch_folder folder;
    const auto master =
        master_key::create(folder.path() / "master.key", filled_with<master_key::octets_of_key>(1));
    return {std::make_shared<registration::console_identity>(registration::console_identity{
        *master, *zone_name::parse("c.example.net"), update_key{{5}}})};
  }

  registration::live live_ = make_live();
  unit_fixture<registration> unit_{live_};
};

TEST_F(Registration, RefusesWhatNoBirdAsksFor) {
  auto nobody = admission(0, 1);
  EXPECT_TRUE(unit_.when(nobody).starts_with("effect refused"));
  auto last = admission(1, 1);
  last.request.last_registration = {0xFFFFFFFF};
  EXPECT_TRUE(unit_.when(last).starts_with("effect refused"));
}

TEST_F(Registration, BothSidesReckonTheSameRoot) {
  const auto transcript = unit_.when(admission(1, 1));
  ASSERT_TRUE(transcript.starts_with("event  bird_admitted")) << transcript;
  const auto& given = unit_.state().answers.begin()->second;

  registration_secret own;
  own.bird = bird_id{{1}};
  own.keys = make_key_pair(filled_with<key_seed>(1));
  const auto answer = open_registration_answer(given.answer, own);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->tag, bird_tag{7});
  EXPECT_EQ(answer->number, registration_no{1});
  EXPECT_EQ(answer->updates, update_key{{5}});
  const auto root = agree_root_on_bird(
      own.keys.hidden, {own.bird, answer->number, own.keys.open, answer->pk_console});
  ASSERT_TRUE(root);
  EXPECT_EQ(fingerprint_of(*root), given.words);
  const auto sealed = unit_.state().owed.at(own.bird).sealed_root;
  const auto unsealed = live_.console->master.open_sealed(sealed);
  ASSERT_TRUE(unsealed);
  EXPECT_TRUE(std::ranges::equal(*unsealed, root->view()));
}

TEST_F(Registration, AnswersTheSameRequestAlike) {
  unit_.when(admission(1, 1));
  const auto answer = unit_.state().answers.begin()->second.answer;
  auto again = admission(1, 1);
  again.console_seed = filled_with<key_seed>(77);
  EXPECT_EQ(unit_.when(again).find("event"), std::string::npos);
  EXPECT_EQ(unit_.state().answers.begin()->second.answer, answer);
}

TEST_F(Registration, NeverGivesATagTwice) {
  unit_.when(admission(1, 1));
  unit_.when(admission(2, 2));
  EXPECT_EQ(unit_.state().tags, (std::set<bird_tag>{bird_tag{7}, bird_tag{8}}));
  auto unlucky = admission(3, 3);
  unlucky.tags = {7, 8, 7, 8, 0, 0, 7, 8};
  const auto transcript = unit_.when(unlucky);
  EXPECT_TRUE(transcript.starts_with("effect refused")) << transcript;
}

TEST_F(Registration, CountsOnWhereTheBirdWas) {
  auto first = admission(1, 1);
  first.request.last_registration = registration_no{4};
  unit_.when(first);
  auto second = admission(1, 2);
  second.request.last_registration = registration_no{5};
  unit_.when(second);
  EXPECT_EQ(unit_.state().numbers.at(bird_id{{1}}), registration_no{6});
}

TEST_F(Registration, AForgottenRequestCutsNoBirdOff) {
  unit_.when(admission(1, 1));
  auto forgotten = admission(1, 2);
  const auto transcript = unit_.when(forgotten);
  EXPECT_TRUE(transcript.starts_with("effect refused")) << transcript;
  EXPECT_NE(transcript.find("does not know of registration 1"), std::string::npos) << transcript;
  EXPECT_EQ(unit_.state().numbers.at(bird_id{{1}}), registration_no{1});
  forgotten.replaces = true;  // the bird never got its answer, says somebody who has looked
  unit_.when(forgotten);
  EXPECT_EQ(unit_.state().numbers.at(bird_id{{1}}), registration_no{2});
}

TEST_F(Registration, OwesTheSessionItsKeys) {
  unit_.when(admission(1, 1));
  unit_.restart();
  EXPECT_TRUE(unit_.owes());
  EXPECT_TRUE(unit_.when(resume{}).starts_with("effect register_bird"));
  unit_.when(commands::settle{bird_id{{1}}, registration_no{9}});  // of another life
  EXPECT_TRUE(unit_.owes());
  unit_.when(commands::settle{bird_id{{1}}, registration_no{1}});
  EXPECT_FALSE(unit_.owes());
}

TEST_F(Registration, RefusesAKeyThatEverybodyKnows) {
  auto weak = admission(1, 1);
  weak.request.pk_bird = {};
  EXPECT_TRUE(unit_.when(weak).starts_with("effect refused"));
}

}  // namespace
}  // namespace aviary
