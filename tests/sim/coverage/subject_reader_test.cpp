#include "sim/coverage/subject_reader.hpp"

#include <gtest/gtest.h>

#include <array>

#include "actors/bird_session.hpp"
#include "actors/retry_queue.hpp"
#include "messages/answer.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_query.hpp"
#include "messages/envelope.hpp"
#include "messages/heartbeat.hpp"
#include "messages/reply.hpp"
#include "tests/console/dns/registered_birds.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");

class SubjectReader : public testing::Test {
 protected:
  read_subject read(const bytes& datagram) {
    return read_datagram(datagram, zone,
                         [this](bird_tag tag) { return tag == bird_.tag ? &keys_ : nullptr; });
  }
  read_subject read(const encoded_request& asked) { return read(query_for(asked.name)); }
  bytes answer_to(const encoded_request& asked, const console_answer& told) const {
    std::array<std::uint8_t, answer_text_octets_max> text;
    const auto size = encode_answer(told, answer_code::raw_1232, bird_.down.ack, asked.query, text);
    const auto query = query_for(asked.name);
    bytes out(2'000);
    out.resize(write_txt_answer(out, *parse_query(query), byte_view(text).first(size), 15));
    return out;
  }

  const known_bird bird_{1};
  const reading_keys keys_{bird_.root};
};

TEST_F(SubjectReader, TellsQueriesApart) {
  const auto beat = encode({heartbeat_head{}, encode(heartbeat{})}, 113);
  EXPECT_EQ(read(bird_.say(zone, {7}, beat)).about, subject_kind::heartbeat);
  const auto report = read(bird_.say(zone, {8}, encode({report_head{}, bytes{'{'}}, 113)));
  EXPECT_EQ(report.about, subject_kind::report);
  EXPECT_EQ(report.message, counter_low{8});
  EXPECT_EQ(report.bird, bird_.tag);
  const auto piece = read(bird_.ask(zone, fragment_request{{9}, {0}, {3}, bytes{1}}));
  EXPECT_EQ(piece.about, subject_kind::fragment);
  EXPECT_EQ(read(bird_.ask(zone, status_request{{9}})).about, subject_kind::status);
  EXPECT_EQ(read(bird_.ask(zone, pull_request{})).about, subject_kind::other);
}

TEST_F(SubjectReader, TellsAnswersApart) {
  const auto asked = bird_.ask(zone, status_request{{9}});
  const auto pending = read(
      answer_to(asked, fragment_ack_answer{{9}, message_status::complete_reply_pending, 0, {}}));
  EXPECT_EQ(pending.about, subject_kind::fragment_ack);
  EXPECT_EQ(pending.message, counter_low{9});
  EXPECT_TRUE(pending.is_complete);
  reply told;
  told.re.at = {9};
  const auto sealed = seal_down(bird_.down, {}, encode(told));
  const auto replied = read(answer_to(asked, reply_answer{sealed}));
  EXPECT_EQ(replied.about, subject_kind::reply);
  EXPECT_EQ(replied.message, counter_low{9});
  EXPECT_EQ(replied.bird, bird_.tag);
}

TEST_F(SubjectReader, ReadsAnybodysOctets) {
  for (const auto& junk : {bytes{}, bytes{1}, bytes(40, 0xFF), bytes(12, 0x80)})
    EXPECT_EQ(read(junk).about, subject_kind::other);
  const known_bird stranger{2};
  EXPECT_EQ(read(stranger.ask(zone, status_request{{9}})).bird, stranger.tag);
}

TEST_F(SubjectReader, SaysWhatAnAppendIsAbout) {
  append_request what;
  what.stream = "retry_queue/reports";
  what.events = {{std::string(retry_queue::events::enqueued::name), {}}};
  EXPECT_EQ(subject_of_bird_append(what), subject_kind::report);
  EXPECT_EQ(subject_of_console_append(what), subject_kind::alert);
  what.events = {{std::string(retry_queue::events::acknowledged::name), {}}};
  EXPECT_EQ(subject_of_bird_append(what), subject_kind::reply);
  what.stream = "bird_session/00";
  what.events = {{std::string(bird_session::events::fell_silent::name), {}}};
  EXPECT_EQ(subject_of_console_append(what), subject_kind::heartbeat);
  what.events = {{std::string(bird_session::events::report_accepted::name), {}}};
  EXPECT_EQ(subject_of_console_append(what), subject_kind::report);
  what.stream = "fragment_stream/00000007-0000000000000001";
  EXPECT_EQ(subject_of_console_append(what), subject_kind::fragment);
}

}  // namespace
}  // namespace aviary
