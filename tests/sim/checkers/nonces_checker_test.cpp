#include "sim/checkers/nonces_checker.hpp"

#include <gtest/gtest.h>

#include "tests/console/dns/registered_birds.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");

class NoncesChecker : public testing::Test {
 protected:
  void send(std::uint64_t bird, std::uint8_t plain) {
    const auto query = query_for(sender_.say(zone, {1}, bytes{plain}).name);
    checker_.see(sightings::query_sent{bird, query});
  }

  nonces_checker checker_{zone};
  const known_bird sender_{1};
};

TEST_F(NoncesChecker, NoticesACounterThatIsUsedTwice) {
  send(1, 'a');
  EXPECT_TRUE(checker_.broken_promises().empty());
  send(1, 'b');
  EXPECT_EQ(checker_.broken_promises().size(), 1u);
}

TEST_F(NoncesChecker, LetsABirdAndItsCloneUseTheSameCounters) {
  checker_.see(sightings::cloned{1, {}, sender_.tag});
  send(1, 'a');
  send(2, 'b');
  EXPECT_TRUE(checker_.broken_promises().empty());
}

TEST_F(NoncesChecker, ReadsAlongWithTheFirstHundredBirds) {
  send(nonces_checker::birds_watched + 1, 'a');
  send(nonces_checker::birds_watched + 1, 'b');
  EXPECT_TRUE(checker_.broken_promises().empty());
}

}  // namespace
}  // namespace aviary
