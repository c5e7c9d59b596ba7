#include "storage/record.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace aviary {

namespace {

record sample() {
  record at;
  at.at_position = {7};
  at.stream = "bird_session/0a";
  at.at_sequence = {3};
  at.type = "report_filed";
  at.owes = true;
  at.at = wall_time{std::chrono::milliseconds{1700000000123}};
  at.cause = {5};
  at.payload = {'{', '}'};
  at.chain = link({}, at);
  return at;
}

std::string hex(byte_view octets) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const auto octet : octets) text += {digits[octet >> 4], digits[octet & 15]};
  return text;
}

}  // namespace

TEST(Record, KnownAnswer) {
  EXPECT_EQ(hex(encode_record(sample())),
            "01"                                                                // layout
            "01"                                                                // owes
            "0000000000000003"                                                  // sequence
            "0000018bcfe5687b"                                                  // at
            "0000000000000005"                                                  // cause
            "0f626972645f73657373696f6e2f3061"                                  // stream
            "0c7265706f72745f66696c6564"                                        // type
            "9588acf41d3a9733d8f5020c381bbce3c3d03ad2015f0357bb313f4c748aecd7"  // chain
            "7b7d");                                                            // payload
}

TEST(Record, DecodesWhatItEncodes) {
  EXPECT_TRUE(rc::check("any fields come back", [] {
    auto at = sample();
    at.at_sequence = {*rc::gen::arbitrary<std::uint64_t>()};
    at.cause = {*rc::gen::arbitrary<std::uint64_t>()};
    at.at = wall_time{std::chrono::milliseconds{*rc::gen::arbitrary<std::int64_t>()}};
    at.owes = *rc::gen::arbitrary<bool>();
    at.payload = *rc::gen::arbitrary<bytes>();
    at.stream.resize(*rc::gen::inRange<std::size_t>(1, 13), 'x');
    if (*rc::gen::arbitrary<bool>()) retire(at);
    RC_ASSERT(decode_record(at.at_position, encode_record(at)) == at);
  }));
}

TEST(Record, RefusesWhatItDidNotWrite) {
  const auto stored = encode_record(sample());
  const auto names_end = stored.size() - 2 - 32;
  for (std::size_t length = 0; length < stored.size() - 2; length++)
    EXPECT_FALSE(decode_record({7}, byte_view(stored).first(length))) << length;
  const auto altered = [&](std::size_t offset, std::uint8_t octet) {
    auto copy = stored;
    copy[offset] = octet;
    return decode_record({7}, copy).has_value();
  };
  EXPECT_FALSE(altered(0, 2)) << "a newer layout";
  EXPECT_FALSE(altered(1, 4)) << "an unknown flag";
  EXPECT_FALSE(altered(1, 2)) << "retired, but the payload is no hash";
  EXPECT_FALSE(altered(26, 0)) << "no stream name";
  EXPECT_FALSE(altered(27, '/')) << "a stream name outside its grammar";
  EXPECT_FALSE(altered(names_end - 1, ' ')) << "a type outside its grammar";
  EXPECT_TRUE(altered(stored.size() - 1, '!')) << "the payload is the chain's business";
}

TEST(Record, TheChainCoversEveryFieldAndNotTheRetirement) {
  const auto whole = link({}, sample());
  const auto differs = [&](auto alter) {
    auto at = sample();
    alter(at);
    return link({}, at) != whole;
  };
  EXPECT_TRUE(differs([](record& at) { at.at_position.value++; }));
  EXPECT_TRUE(differs([](record& at) { at.stream += "0"; }));
  EXPECT_TRUE(differs([](record& at) { at.at_sequence.value++; }));
  EXPECT_TRUE(differs([](record& at) { at.type += "x"; }));
  EXPECT_TRUE(differs([](record& at) { at.owes = false; }));
  EXPECT_TRUE(differs([](record& at) { at.at += std::chrono::milliseconds{1}; }));
  EXPECT_TRUE(differs([](record& at) { at.cause.value++; }));
  EXPECT_TRUE(differs([](record& at) { at.payload.push_back(' '); }));
  EXPECT_FALSE(differs([](record& at) { at.chain.value.fill(1); }));
  EXPECT_FALSE(differs([](record& at) { retire(at); }));
  chain_hash other;
  other.value.fill(1);
  EXPECT_NE(link(other, sample()), whole);
}

TEST(Record, StreamNames) {
  for (const auto* good : {"a", "incident_desk", "bird_session/00ff", "a/b/c-d", "a/0"})
    EXPECT_TRUE(is_stream_name(good)) << good;
  for (const auto* bad : {"", "/", "a/", "/a", "a//b", "0a", "-a", "A", "a b", "a.b", "a\x01", "ä"})
    EXPECT_FALSE(is_stream_name(bad)) << bad;
  EXPECT_FALSE(is_stream_name(std::string_view("a\0b", 3)));
  EXPECT_TRUE(is_stream_name(std::string(stream_name_octets_max, 'a')));
  EXPECT_FALSE(is_stream_name(std::string(stream_name_octets_max + 1, 'a')));
}

TEST(Record, EventTypes) {
  for (const auto* good : {"a", "report_accepted", "v2"}) EXPECT_TRUE(is_event_type(good)) << good;
  for (const auto* bad : {"", "_a", "2v", "a-b", "a/b", "A"})
    EXPECT_FALSE(is_event_type(bad)) << bad;
  EXPECT_FALSE(is_event_type(std::string(type_octets_max + 1, 'a')));
}

}  // namespace aviary
