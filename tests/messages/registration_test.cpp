#include "messages/registration.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sodium.h>

#include "messages/hash.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

using samples::counting;

registration_secret some_bird() {
  return {counting<bird_id>(0xA0), make_key_pair(counting<key_seed>(1)), {3}};
}

registration_request request_of(const registration_secret& bird) {
  return {bird.bird, bird.keys.open, {1024}, bird.last_registration};
}

registration_answer some_answer() {
  return {make_key_pair(counting<key_seed>(2)).open,
          {4},
          {0xFEEDBEEF},
          counting<update_key>(0x70),
          *zone_name::parse("c.example.net")};
}

std::string answer_line(const registration_secret& bird, const registration_answer& answer) {
  return samples::must(seal_registration_answer(answer, request_of(bird), counting<key_seed>(9)));
}

registration_error request_error(std::string_view line) {
  const auto read = parse_registration_request(line);
  EXPECT_FALSE(read) << line;
  return read ? registration_error{-1} : read.error();
}

registration_error answer_error(std::string_view line, const registration_secret& bird) {
  const auto read = open_registration_answer(line, bird);
  EXPECT_FALSE(read) << line;
  return read ? registration_error{-1} : read.error();
}

TEST(Registration, BothLinesCarryWhatTheySay) {
  const auto bird = some_bird();
  const auto request = encode(request_of(bird));
  EXPECT_TRUE(request.starts_with("aviary-request-1:"));
  EXPECT_EQ(request.size(), 17u + 86u);
  EXPECT_EQ(samples::must(parse_registration_request(request)), request_of(bird));

  const auto answer = answer_line(bird, some_answer());
  EXPECT_TRUE(answer.starts_with("aviary-answer-1:"));
  EXPECT_EQ(answer.size(), 16u + 230u);
  EXPECT_EQ(samples::must(open_registration_answer(answer, bird)), some_answer());
}

TEST(Registration, LinesArePrintableAndSurviveAUrlFragment) {
  for (const auto& line :
       {encode(request_of(some_bird())), answer_line(some_bird(), some_answer())})
    for (char c : line) EXPECT_TRUE(std::isalnum(c) || c == '-' || c == '_' || c == ':') << c;
}

TEST(Registration, RoundTrips) {
  EXPECT_TRUE(rc::check("any request", [] {
    const registration_request request{samples::any_fixed<bird_id>(),
                                       samples::any_fixed<public_key>(),
                                       {*rc::gen::arbitrary<std::uint64_t>()},
                                       {*rc::gen::arbitrary<std::uint32_t>()}};
    RC_ASSERT(samples::must(parse_registration_request(encode(request))) == request);
  }));
  EXPECT_TRUE(rc::check("any answer", [] {
    const auto bird = some_bird();
    const auto label = *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(1, 15),
                                                        rc::gen::inRange('a', char{'z' + 1}));
    const registration_answer answer{samples::any_fixed<public_key>(),
                                     {*rc::gen::inRange(4u, UINT32_MAX)},
                                     {*rc::gen::arbitrary<std::uint32_t>()},
                                     samples::any_fixed<update_key>(),
                                     *zone_name::parse(label + "." + label)};
    RC_ASSERT(samples::must(open_registration_answer(answer_line(bird, answer), bird)) == answer);
  }));
}

// The box is crypto_box_seal's with the ephemeral key drawn by the caller: libsodium opens it.
TEST(Registration, TheBoxIsLibsodiumsSealedBox) {
  const auto bird = some_bird();
  const auto line = answer_line(bird, some_answer());
  bytes payload(200);
  std::size_t size = 0;
  ASSERT_EQ(sodium_base642bin(payload.data(), payload.size(), line.data() + 16, line.size() - 16,
                              nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
            0);
  bytes opened(104);
  EXPECT_EQ(crypto_box_seal_open(opened.data(), payload.data() + bird_id::size, 152,
                                 bird.keys.open.value.data(), bird.keys.hidden.view().data()),
            0);
  EXPECT_EQ(to_hex(byte_view(opened).first(32)), to_hex(some_answer().pk_console.value));
  EXPECT_EQ(answer_line(bird, some_answer()), line) << "the same seed, the same line";
  EXPECT_NE(samples::must(
                seal_registration_answer(some_answer(), request_of(bird), counting<key_seed>(8))),
            line);
}

TEST(Registration, WhiteSpaceDoesNotCount) {
  auto line = answer_line(some_bird(), some_answer());
  line.insert(200, "\n    ");
  line.insert(80, "\r\n");
  EXPECT_TRUE(open_registration_answer("  " + line + "\n", some_bird()));
}

TEST(Registration, ACutLineIsCutAndAnAlteredLineAltered) {
  const auto line = answer_line(some_bird(), some_answer());
  const std::string_view prefix = "aviary-answer-1:";
  for (std::size_t size = 1; size < line.size(); ++size)
    EXPECT_EQ(answer_error(std::string_view(line).substr(0, size), some_bird()),
              registration_error::cut_short)
        << size;
  for (std::size_t i = prefix.size(); i < line.size(); ++i) {
    auto altered = line;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(answer_error(altered, some_bird()), registration_error::altered) << i;
    altered[i] = '+';
    EXPECT_EQ(answer_error(altered, some_bird()), registration_error::altered) << i;
  }
  EXPECT_EQ(answer_error(line + "A", some_bird()), registration_error::too_long);
  EXPECT_EQ(answer_error(line + line, some_bird()), registration_error::too_long);
  EXPECT_EQ(answer_error(std::string(1'000'000, ' '), some_bird()), registration_error::too_long);
}

TEST(Registration, TellsOneLineFromAnother) {
  using enum registration_error;
  const auto request = encode(request_of(some_bird()));
  const auto answer = answer_line(some_bird(), some_answer());
  EXPECT_EQ(answer_error(request, some_bird()), request_given);
  EXPECT_EQ(request_error(answer), answer_given);
  EXPECT_EQ(request_error("aviary-request-2:AAAA"), other_version);
  EXPECT_EQ(request_error("hello"), not_a_line);
  EXPECT_EQ(request_error(""), not_a_line);
  EXPECT_EQ(request_error(" aviary-req"), cut_short);
}

TEST(Registration, TellsWhomAnAnswerIsFor) {
  using enum registration_error;
  auto other = some_bird();
  other.bird.value[0] ^= 1;
  EXPECT_EQ(answer_error(answer_line(other, some_answer()), some_bird()), other_bird);

  auto asked_anew = some_bird();
  asked_anew.keys = make_key_pair(counting<key_seed>(77));
  EXPECT_EQ(answer_error(answer_line(some_bird(), some_answer()), asked_anew), other_request);

  auto had_it = some_bird();
  had_it.last_registration = some_answer().number;
  EXPECT_EQ(answer_error(answer_line(some_bird(), some_answer()), had_it), reused);
}

TEST(Registration, RefusesWeakKeys) {
  auto weak = request_of(some_bird());
  weak.pk_bird = {};
  const auto refused = seal_registration_answer(some_answer(), weak, counting<key_seed>(9));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), registration_error::weak_key);
}

// What only a console that breaks its own rules would seal.
TEST(Registration, RefusesBadZones) {
  const auto bird = some_bird();
  for (std::string_view zone : {std::string_view("\0", 1), std::string_view("\1C\0", 3),
                                std::string_view("\1.\0", 3), std::string_view("\1c\0x", 4),
                                std::string_view("\x40"
                                                 "c\0",
                                                 3),
                                std::string_view("\xc0\0", 2),
                                std::string_view("\37"
                                                 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")}) {
    bytes plain(104);
    plain[35] = 4;
    std::ranges::copy(zone, plain.begin() + 72);
    bytes payload(bird.bird.value.begin(), bird.bird.value.end());
    payload.resize(bird_id::size + plain.size() + crypto_box_SEALBYTES);
    crypto_box_seal(payload.data() + bird_id::size, plain.data(), plain.size(),
                    bird.keys.open.value.data());
    const auto check = blake2b<4>({}, {as_bytes("aviary-answer-1:"), payload});
    payload.insert(payload.end(), check.begin(), check.end());
    std::string line(300, '\0');
    sodium_bin2base64(line.data(), line.size(), payload.data(), payload.size(),
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    EXPECT_EQ(answer_error("aviary-answer-1:" + std::string(line.c_str()), bird),
              registration_error::bad_zone)
        << to_hex(as_bytes(zone));
  }
}

TEST(Registration, EveryErrorSaysWhatToDo) {
  for (int error = 0; error <= static_cast<int>(registration_error::bad_zone); ++error) {
    const auto told = explain(static_cast<registration_error>(error));
    EXPECT_FALSE(told.what.empty());
    EXPECT_FALSE(told.hint.empty());
    EXPECT_EQ(told.what.find("unknown"), std::string::npos);
  }
}

}  // namespace
}  // namespace aviary
