#include "sim/checkers/answers_checker.hpp"

#include <gtest/gtest.h>

#include "actors/event_codec.hpp"
#include "actors/retry_queue.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_query.hpp"
#include "messages/envelope.hpp"
#include "messages/fragmentation.hpp"
#include "messages/reply.hpp"
#include "messages/report_id.hpp"
#include "tests/console/dns/registered_birds.hpp"

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");

/// One bird, what it asks and what comes back.
class AnswersChecker : public testing::Test {
 protected:
  AnswersChecker() { start(); }

  void start() { checker_.see(sightings::started{1, &bird_.root}); }
  report_id id_of(std::uint8_t number) const {
    return make_report_id({{1}, 2}, {number}, bytes{number});
  }
  bytes plain_of(std::uint8_t number) const {
    return encode({report_head{id_of(number)}, bytes{number}}, 113);
  }
  /// A report in one query, under its number as counter.
  encoded_request say(std::uint8_t number) {
    return ask(bird_.say(zone, {number}, plain_of(number)));
  }
  encoded_request ask(encoded_request what) {
    checker_.see(sightings::query_sent{1, query_for(what.name)});
    return what;
  }
  /// A REPLY to that message, bound to that query and in the answer to it.
  bytes reply_to(std::uint8_t number, const encoded_request& query) const {
    return reply_to(number, query, query);
  }
  /// The same in the answer to another.
  bytes reply_to(std::uint8_t number, const encoded_request& query,
                 const encoded_request& carrier) const {
    reply told;
    told.re = {{number}, tail_of(seal_up(bird_.up, {number}, plain_of(number)))};
    told.hash = id_of(number).hash;
    const auto sealed = seal_down(bird_.down, {}, encode(told));
    std::array<std::uint8_t, answer_text_octets_max> text;
    const auto size = encode_answer(reply_answer{sealed}, answer_code::raw_1232, bird_.down.ack,
                                    query.query, text);
    const auto asked = query_for(carrier.name);
    bytes out(2'000);
    out.resize(write_txt_answer(out, *parse_query(asked), byte_view(text).first(size), 15));
    return out;
  }
  void hear(const bytes& answer) { checker_.see(sightings::answer_received{1, answer}); }
  bool may_let_go(std::uint8_t number) {
    const retry_queue::event done =
        retry_queue::events::acknowledged{to_text(id_of(number)), 1, "accepted"};
    append_request wanted;
    wanted.events = {{std::string(event_name(done)), encode_event(done)}};
    checker_.see(sightings::bird_appends{1, &wanted});
    return checker_.broken_promises().empty();
  }

  answers_checker checker_{zone};
  const known_bird bird_{1};
};

TEST_F(AnswersChecker, IsContentWithAReplyToTheReportsOwnQuery) {
  const auto query = say(1);
  hear(reply_to(1, query));
  EXPECT_TRUE(may_let_go(1));
}

TEST_F(AnswersChecker, IsContentWithAReplyToAStatusQuery) {
  say(1);
  const auto status = ask(bird_.ask(zone, status_request{{1}}));
  hear(reply_to(1, status));
  EXPECT_TRUE(may_let_go(1));
}

TEST_F(AnswersChecker, NoticesAReportThatIsLetGoWithoutAnAnswer) {
  say(1);
  EXPECT_FALSE(may_let_go(1));
}

TEST_F(AnswersChecker, NoticesAReplyToAnotherMessage) {
  say(1);
  const auto other = say(2);
  hear(reply_to(2, other));
  EXPECT_FALSE(may_let_go(1));
}

TEST_F(AnswersChecker, NoticesAnAnswerThatIsPlayedBackToAnotherQuery) {
  const auto first = say(1);
  const auto status = ask(bird_.ask(zone, status_request{{1}}));
  hear(reply_to(1, first, status));
  EXPECT_FALSE(may_let_go(1));
}

TEST_F(AnswersChecker, NoticesAMessageOfAnotherLife) {
  say(1);
  start();
  const auto status = ask(bird_.ask(zone, status_request{{1}}));
  hear(reply_to(1, status));
  EXPECT_FALSE(may_let_go(1));
}

TEST_F(AnswersChecker, PutsAMessageOfFragmentsTogether) {
  const auto sealed = seal_up(bird_.up, {1}, plain_of(1));
  const auto cut = fragmentation::of(sealed.size(), 20);
  encoded_request last;
  for (std::uint16_t index = 0; index < cut->count(); ++index)
    last = ask(bird_.ask(
        zone, fragment_request{{1}, {index}, cut->last(), cut->fragment(sealed, {index})}));
  hear(reply_to(1, last));
  EXPECT_TRUE(may_let_go(1));
}

TEST_F(AnswersChecker, LeavesOutABirdWhoseKeysAreElsewhereToo) {
  say(1);
  checker_.see(sightings::turned{1, {}, bird_.tag});
  EXPECT_TRUE(may_let_go(1));
  checker_ = answers_checker(zone);
  start();
  checker_.see(sightings::cloned{1, {}, bird_.tag});
  say(1);
  EXPECT_TRUE(may_let_go(1));
}

}  // namespace
}  // namespace aviary
