#include "sim/flows/message_reader.hpp"

#include <gtest/gtest.h>

#include "messages/envelope.hpp"
#include "messages/heartbeat.hpp"
#include "tests/console/dns/registered_birds.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");

class MessageReader : public testing::Test {
 protected:
  read_message read(const dns_name& name) { return reader_.query(query_for(name)); }

  const known_bird bird_{1};
  message_reader reader_{zone, bird_.root};
};

TEST_F(MessageReader, TellsHeartbeatsFromReports) {
  const auto beat = encode({heartbeat_head{}, encode(heartbeat{})}, 113);
  EXPECT_EQ(read(bird_.say(zone, {7}, beat).name).label, "heartbeat");
  const auto report = encode({report_head{}, bytes{'{', '}'}}, 113);
  const auto seen = read(bird_.say(zone, {8}, report).name);
  EXPECT_EQ(seen.label, "report");
  EXPECT_EQ(seen.detail, "counter 8, one query");
}

TEST_F(MessageReader, CountsFragmentsFromOne) {
  const auto name = bird_.ask(zone, fragment_request{{7}, {2}, {3}, bytes{1}}).name;
  EXPECT_EQ(read(name).label, "fragment 3 of 4");
  EXPECT_EQ(reader_.fragment_of(query_for(name)), 2);
  EXPECT_EQ(reader_.fragment_of(query_for(bird_.ask(zone, status_request{{7}}).name)), -1);
}

TEST_F(MessageReader, ReadsAnybodysOctets) {
  EXPECT_EQ(reader_.query(bytes{1}).label, "a query of somebody else");
  EXPECT_EQ(reader_.answer(bytes{1}).label, "an answer");
  EXPECT_EQ(reader_.answer(bytes(40, 0xFF)).label, "an answer to nothing");
}

}  // namespace
}  // namespace aviary
