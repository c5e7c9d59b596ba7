#include "messages/request.hpp"

#include <gtest/gtest.h>

#include "messages/fragmentation.hpp"
#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

using wire::copy_of;
using wire::query_key;
using wire::vector_of;
using wire::zone;

constexpr bird_tag bird{0x0A0B0C0D};
constexpr counter_low at{0x403};

bytes counting(std::size_t count, unsigned first, unsigned step = 1) {
  bytes octets(count);
  for (std::size_t i = 0; i < count; ++i) octets[i] = static_cast<std::uint8_t>(first + i * step);
  return octets;
}

bird_request request_of(decltype(bird_request::body) body, std::uint8_t attempt, answer_code code,
                        minimisation mode = minimisation::nodata) {
  return {mode, bird, {attempt}, code, body};
}

void expect_vector(const std::string& title, const bird_request& wanted) {
  const auto encoded = encode_request(wanted, zone(), query_key());
  EXPECT_EQ(to_hex(encoded.name.wire()), to_hex(vector_of(title + ".name")));
  EXPECT_EQ(to_hex(encoded.query.value), to_hex(vector_of(title + ".query")));
  const auto unpacked = unpack_name(vector_of(title + ".name"), zone());
  ASSERT_TRUE(unpacked.has_value()) << describe(unpacked.error());
  const auto received = decode_request(*unpacked, zone());
  ASSERT_TRUE(received.has_value()) << describe(received.error());
  EXPECT_EQ(received->value.body.index(), wanted.body.index());
  EXPECT_EQ(verify_request(*received, *unpacked, zone(), query_key()), encoded.query);
}

// -- known answers --------------------------------------------------------------------------------

TEST(Request, HasTheKnownAnswers) {
  const auto sealed = counting(40, 0x20);
  expect_vector("one_shot", request_of(one_shot_request{at, sealed}, 5, answer_code::raw_1232));
  const auto payload = counting(126, 0, 7);
  expect_vector("fragment",
                request_of(fragment_request{at, {8}, {12}, payload}, 9, answer_code::raw_1232));
  expect_vector("pull", request_of(pull_request{{0xFEEDBEEF}, {943}}, 31, answer_code::raw_512,
                                   minimisation::nxdomain));
  expect_vector("status", request_of(status_request{at}, 0, answer_code::raw_1232));
  expect_vector("hello", request_of(hello_request{0x112233F0, 120}, 1, answer_code::base64_512));
}

// -- sizes ----------------------------------------------------------------------------------------

TEST(Request, HasTheSizesOfTheProtocol) {
  const auto octets = zone().wire().size();
  EXPECT_EQ(one_shot_plain_octets(octets, 255), 113u);
  EXPECT_EQ(one_shot_sealed_octets(octets, 255), 137u);
  EXPECT_EQ(fragment_payload_octets(octets, 255), 126u);
  EXPECT_EQ(fragment_payload_octets(octets, 40), 0u);

  const auto status = encode_request(request_of(status_request{at}, 0, {}), zone(), query_key());
  EXPECT_EQ(status.name.wire()[0], 33);
  EXPECT_EQ(status.name.wire().size(), 1 + 33 + octets);

  const auto queries = [&](std::size_t plain) {
    return fragmentation::of(plain + sealed_overhead_octets, fragment_payload_octets(octets, 255))
        ->count();
  };
  EXPECT_EQ(queries(1024), 9u);
  EXPECT_EQ(queries(4 * 1024), 33u);
  EXPECT_EQ(queries(64 * 1024), 521u);
  // Also the shortest names that a path probe settles on carry the longest message.
  EXPECT_LE(queries(message_octets_max), fragments_max);
  EXPECT_TRUE(fragmentation::of(message_octets_max + sealed_overhead_octets,
                                fragment_payload_octets(octets, 80)));
}

TEST(Request, HelloFillsANameToTheLengthItSays) {
  for (const auto length : std::array<std::uint16_t, 4>{80, 120, 200, 255}) {
    const auto hello =
        encode_request(request_of(hello_request{1, length}, 0, {}), zone(), query_key());
    EXPECT_LE(hello.name.wire().size(), length);
    EXPECT_GE(hello.name.wire().size() + 3, length);
  }
}

// -- any request ----------------------------------------------------------------------------------

struct drawn_request {
  bytes payload;
  bird_request value;
};

drawn_request draw(const zone_name& within) {
  const auto octets = within.wire().size();
  drawn_request drawn;
  drawn.value.mode = *rc::gen::element(minimisation::nodata, minimisation::nxdomain);
  drawn.value.bird = {*rc::gen::arbitrary<std::uint32_t>()};
  drawn.value.attempt = {*rc::gen::inRange<std::uint8_t>(0, 32)};
  drawn.value.code = static_cast<answer_code>(*rc::gen::inRange(0, 4));
  const counter_low low{*rc::gen::arbitrary<std::uint32_t>()};
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      drawn.payload = wire::drawn_octets(24, one_shot_sealed_octets(octets, 255));
      drawn.value.body = one_shot_request{low, drawn.payload};
      break;
    case 1: {
      drawn.payload = wire::drawn_octets(1, fragment_payload_octets(octets, 255));
      const auto last = *rc::gen::inRange<std::uint16_t>(0, fragments_max);
      const auto index = *rc::gen::inRange<std::uint16_t>(0, static_cast<std::uint16_t>(last + 1));
      drawn.value.body = fragment_request{low, {index}, {last}, drawn.payload};
      break;
    }
    case 2:
      drawn.value.body = pull_request{{low.value}, {*rc::gen::inRange(0u, 0xFFFFFFu)}};
      break;
    case 3:
      drawn.value.body = status_request{low};
      break;
    default:
      drawn.value.body = hello_request{low.value, *rc::gen::inRange<std::uint16_t>(80, 256)};
  }
  return drawn;
}

TEST(Request, ComesBackThroughAResolverThatDrawsTheCase) {
  EXPECT_TRUE(rc::check("decode inverts encode", [] {
    const auto within = zone(*rc::gen::element<std::string>("c.example.net", "a"));
    const auto drawn = draw(within);
    const auto encoded = encode_request(drawn.value, within, query_key());
    RC_ASSERT(tag_of(wire::mixed_case(encoded.name.wire()), within) == drawn.value.bird);
    const auto unpacked = unpack_name(wire::mixed_case(encoded.name.wire()), within);
    RC_ASSERT(unpacked.has_value());
    const auto received = decode_request(*unpacked, within);
    RC_ASSERT(received.has_value());
    RC_ASSERT(verify_request(*received, *unpacked, within, query_key()) == encoded.query);
    RC_ASSERT(received->value.body.index() == drawn.value.body.index());
    // One request has one name, so equal names are equal requests.
    const auto again = encode_request(received->value, within, query_key());
    RC_ASSERT(again.name == encoded.name);
    RC_ASSERT(again.query == encoded.query);
  }));
}

TEST(Request, AMacCoversEveryBitAndTheZone) {
  EXPECT_TRUE(rc::check("a changed bit is noticed", [] {
    const auto drawn = draw(zone());
    const auto name = encode_request(drawn.value, zone(), query_key()).name;
    auto unpacked = *unpack_name(name.wire(), zone());
    RC_PRE(unpacked.control.type != request_type::one_shot);
    const auto bit = *rc::gen::inRange(0, unpacked.size * 8);
    auto& octet = unpacked.octets[static_cast<std::size_t>(bit / 8)];
    octet = static_cast<std::uint8_t>(octet ^ 1 << bit % 8);
    const auto received = decode_request(unpacked, zone());
    if (received) RC_ASSERT(!verify_request(*received, unpacked, zone(), query_key()));
  }));

  const auto name = encode_request(request_of(status_request{at}, 0, {}), zone(), query_key()).name;
  auto unpacked = *unpack_name(name.wire(), zone());
  const auto verifies = [&](const zone_name& within, const fragment_key& key) {
    return verify_request(*decode_request(unpacked, within), unpacked, within, key).has_value();
  };
  EXPECT_TRUE(verifies(zone(), query_key()));
  EXPECT_FALSE(verifies(zone("d.example.net"), query_key()));
  EXPECT_FALSE(verifies(zone(), wire::counting_key<fragment_key>(1)));
  unpacked.control.mode = minimisation::nxdomain;
  EXPECT_FALSE(verifies(zone(), query_key()));
}

TEST(Request, ItsTagIsReadAlone) {
  const auto tag = [](const std::string& text) {
    return tag_of(dns_name::parse(text)->wire(), zone());
  };
  const std::string rest(24, 'a');  // with the tag's seven characters the shortest header
  EXPECT_EQ(tag("iaaaaaaa" + rest + ".c.example.net"), bird_tag{0});
  EXPECT_EQ(tag("x.iaaaaaei" + rest + ".c.example.net"), bird_tag{17});
  EXPECT_EQ(tag("iaaaaaaa" + rest.substr(1) + ".c.example.net"), std::nullopt) << "too short";
  EXPECT_EQ(tag("iaaaaaa0" + rest + ".c.example.net"), std::nullopt) << "not Base32";
  EXPECT_EQ(tag("0aaaaaaa" + rest + ".c.example.net"), std::nullopt);
  EXPECT_EQ(tag("aaaaaaaa" + rest + ".c.example.net"), std::nullopt) << "another version";
  EXPECT_EQ(tag("iaaaaaaa" + rest + ".d.example.net"), std::nullopt) << "another zone";
  EXPECT_EQ(tag("c.example.net"), std::nullopt);
}

// -- refusals -------------------------------------------------------------------------------------

/// The error of a payload under a type.
std::optional<request_error> error_of(request_type type, std::string_view hex) {
  unpacked_name name;
  name.control = {protocol_version, minimisation::nodata, type};
  const auto payload = wire::unhex(hex);
  std::ranges::copy(payload, name.octets.begin());
  name.size = static_cast<std::uint8_t>(payload.size());
  const auto received = decode_request(name, zone());
  if (received) return std::nullopt;
  return received.error();
}

TEST(Request, RefusesByName) {
  const std::string ids = "0a0b0c0d00000403";
  const std::string mac(16, '0');
  const std::string box(48, '0');
  using enum request_type;
  EXPECT_EQ(error_of(one_shot, ids + "00" + box), std::nullopt);
  EXPECT_EQ(error_of(one_shot, ids + "00" + box.substr(2)), request_error::too_short);
  EXPECT_EQ(error_of(one_shot, ""), request_error::too_short);
  EXPECT_EQ(error_of(one_shot, ids + "04" + box), request_error::reserved_answer_code);

  EXPECT_EQ(error_of(fragment, ids + "00c00c" + "03" + mac + "ff"), std::nullopt);
  EXPECT_EQ(error_of(fragment, ids + "00d00c" + "03" + mac + "ff"),
            request_error::index_beyond_last);
  EXPECT_EQ(error_of(fragment, ids + "00c00c" + "07" + mac + "ff"),
            request_error::reserved_answer_code);
  EXPECT_EQ(error_of(fragment, ids + "00c00c" + "03" + mac), request_error::empty_fragment);
  EXPECT_EQ(error_of(fragment, ids + "00c00c" + "03" + mac.substr(2)), request_error::too_short);

  EXPECT_EQ(error_of(pull, ids + "ffffff" + "00" + mac), std::nullopt);
  EXPECT_EQ(error_of(pull, ids + "ffffff" + "00" + mac + "00"), request_error::trailing_octets);
  EXPECT_EQ(error_of(pull, ids + "ffffff" + "00"), request_error::too_short);
  EXPECT_EQ(error_of(pull, ids + "ffffff" + "05" + mac), request_error::reserved_answer_code);

  // A name of 50 octets in this zone: 34 characters, 20 octets, one behind the header.
  EXPECT_EQ(error_of(hello, ids + "0032" + "00" + mac + "00"), std::nullopt);
  EXPECT_EQ(error_of(hello, ids + "0032" + "00" + mac + "01"), request_error::hello_padding);
  EXPECT_EQ(error_of(hello, ids + "0032" + "00" + mac), request_error::hello_length);
  EXPECT_EQ(error_of(hello, ids + "0100" + "00" + mac + "00"), request_error::hello_length);
  EXPECT_EQ(error_of(hello, ids + "0032" + "00"), request_error::too_short);
}

// -- counters -------------------------------------------------------------------------------------

TEST(RestoreCounter, TakesTheNearest) {
  const auto restored = [](std::uint32_t low, std::uint64_t nearest) {
    return restore_counter({low}, {nearest}).value;
  };
  EXPECT_EQ(restored(5, 5), 5u);
  EXPECT_EQ(restored(0, 0x1FFFFFFFF), 0x200000000u);
  EXPECT_EQ(restored(0xFFFFFFFF, 0x200000000), 0x1FFFFFFFFu);
  EXPECT_EQ(restored(0x80000000, 0x100000000), 0x180000000u);  // equally near: the higher
  EXPECT_EQ(restored(0x80000001, 0x100000000), 0x80000001u);
  EXPECT_EQ(restored(0xFFFFFFFF, 0), 0xFFFFFFFFu);                            // nothing below zero
  EXPECT_EQ(restored(0, ~std::uint64_t{0}), ~std::uint64_t{0} - 0xFFFFFFFF);  // nothing above
}

TEST(RestoreCounter, InvertsLowWithinHalfAPeriod) {
  EXPECT_TRUE(rc::check("a counter within 2^31 comes back", [] {
    constexpr auto period = std::uint64_t{1} << 32;
    const auto value = *rc::gen::inRange(period, ~period);
    const auto distance = *rc::gen::inRange(std::uint64_t{0}, period / 2);
    const auto nearest = *rc::gen::arbitrary<bool>() ? value + distance : value - distance;
    RC_ASSERT(restore_counter(low_of({value}), {nearest}) == counter{value});
  }));
}

}  // namespace
}  // namespace aviary
