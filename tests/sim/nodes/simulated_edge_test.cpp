#include "sim/nodes/simulated_edge.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "tests/console/dns/registered_birds.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");

class SimulatedEdge : public testing::Test {
 protected:
  SimulatedEdge() {
    admit(keys, bird);
    edge.emplace(time, clock, entropy, answers, keys, 64, [this](byte_view) { ++made; });
    edge->start([this](authentic_batch batch) { came = std::move(batch); });
  }

  void ask(const known_bird& asker) {
    edge->receive(query_for(asker.say(zone, {1}, bytes{1}).name), {},
                  [this](byte_view message) { answer.assign(message.begin(), message.end()); });
  }

  timeline time{prng(1, "order")};
  virtual_clock clock{time, wall_time{}};
  seeded_entropy entropy{prng(1, "entropy")};
  zone_answers answers =
      *zone_answers::of(zone, {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
  known_bird bird{1};
  key_table keys{unsealed()};
  int made = 0;
  std::optional<simulated_edge> edge;
  authentic_batch came;
  bytes answer;
};

TEST_F(SimulatedEdge, AnswersAStrangerAtOnce) {
  ask(known_bird{2});
  EXPECT_FALSE(answer.empty());
  EXPECT_TRUE(came.requests.empty());
}

TEST_F(SimulatedEdge, PassesOnWhatIsAuthenticAndCarriesTheAnswerBack) {
  ask(bird);
  ASSERT_EQ(came.requests.size(), 1u);
  EXPECT_TRUE(answer.empty());
  edge->answer(came.requests[0].query.slot, bytes(50, 'x'));
  edge->flush();
  time.run_until(time.now());
  EXPECT_FALSE(answer.empty());
}

TEST_F(SimulatedEdge, AnswersSlowDownWhenNobodyElseDoes) {
  ask(bird);
  time.run_until(time.now() + answer_wait);
  EXPECT_FALSE(answer.empty());
}

TEST_F(SimulatedEdge, TakesWhatWaitsWithIt) {
  ask(bird);
  edge.reset();
  time.run_until(time.now() + answer_wait);
  EXPECT_TRUE(answer.empty());
}

}  // namespace
}  // namespace aviary
