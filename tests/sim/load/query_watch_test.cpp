#include "sim/load/query_watch.hpp"
#include "messages/dns_question.hpp"

#include <gtest/gtest.h>

#include <array>

#include "messages/request.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");
const bytes payload(40, 7);

template <class Body>
bytes query_for(Body body, std::uint8_t attempt = 0) {
  bird_request wanted;
  wanted.bird = {3};
  wanted.attempt = {attempt};
  wanted.body = body;
  const auto name = encode_request(wanted, zone, fragment_key{}).name;
  std::array<std::uint8_t, question_octets_max> octets;
  const auto size = write_question(octets, 1, {name});
  return {octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)};
}

bytes heartbeat(std::uint32_t message, std::uint8_t attempt = 0) {
  return query_for(one_shot_request{{message}, payload}, attempt);
}
bytes fragment(std::uint32_t message, std::uint16_t index, std::uint8_t attempt = 0) {
  return query_for(fragment_request{{message}, {index}, {9}, payload}, attempt);
}

TEST(QueryWatch, KnowsAHeartbeatThatIsAskedAgain) {
  query_watch watch;
  const auto first = watch.ask(heartbeat(5), zone);
  EXPECT_TRUE(first.heartbeat && first.new_heartbeat && !first.again);
  EXPECT_EQ(first.message, 5u);
  const auto again = watch.ask(heartbeat(5, 1), zone);
  EXPECT_TRUE(again.heartbeat && !again.new_heartbeat && again.again);
  EXPECT_TRUE(watch.ask(heartbeat(6), zone).new_heartbeat);
}

TEST(QueryWatch, CountsAnAnsweredHeartbeatOnce) {
  query_watch watch;
  EXPECT_FALSE(watch.answered(0)) << "none was sent";
  watch.ask(heartbeat(5), zone);
  EXPECT_FALSE(watch.answered(4));
  EXPECT_TRUE(watch.answered(5));
  EXPECT_FALSE(watch.answered(5));
  watch.ask(heartbeat(5, 1), zone);
  EXPECT_FALSE(watch.answered(5)) << "its repetition is the same heartbeat";
  watch.ask(heartbeat(6), zone);
  EXPECT_TRUE(watch.answered(6));
}

TEST(QueryWatch, TellsFragmentsApartByMessageAndIndex) {
  query_watch watch;
  EXPECT_FALSE(watch.ask(fragment(5, 0), zone).again);
  EXPECT_FALSE(watch.ask(fragment(5, 1), zone).again);
  EXPECT_FALSE(watch.ask(fragment(6, 0), zone).again);
  EXPECT_TRUE(watch.ask(fragment(5, 1, 1), zone).again);
  EXPECT_FALSE(watch.ask(fragment(6, 1), zone).heartbeat);
}

TEST(QueryWatch, AStatusIsNeitherHeartbeatNorRepetition) {
  query_watch watch;
  watch.ask(fragment(5, 0), zone);
  for (int i = 0; i < 2; ++i) {
    const auto seen = watch.ask(query_for(status_request{{5}}), zone);
    EXPECT_FALSE(seen.heartbeat || seen.again);
  }
}

TEST(QueryWatch, ReadsNothingOfWhatIsNoQueryOfABird) {
  query_watch watch;
  const auto seen = watch.ask(bytes(30, 0xFF), zone);
  EXPECT_FALSE(seen.heartbeat || seen.new_heartbeat || seen.again);
  EXPECT_FALSE(watch.ask(heartbeat(5), *zone_name::parse("other.example")).heartbeat);
}

}  // namespace
}  // namespace aviary
