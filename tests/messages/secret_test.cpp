#include "messages/secret.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <new>
#include <ostream>

#include "messages/key_schedule.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

template <class Value>
concept printable = requires(std::ostream& out, const Value& value) {
  out << value;
};
template <class Value>
concept ordered = requires(const Value& a, const Value& b) {
  a < b;
};

static_assert(!printable<root_key> && !ordered<root_key>);
static_assert(!std::convertible_to<up_key, down_key>, "two keys of one size are two types");

TEST(Secret, EqualMeansEqualInEveryOctet) {
  const auto key = samples::counting<up_key>(1);
  EXPECT_TRUE(key == samples::counting<up_key>(1));
  for (std::size_t i = 0; i < up_key::size; ++i) {
    std::array<std::uint8_t, up_key::size> other;
    std::ranges::copy(key.view(), other.begin());
    other[i] ^= 0x80;
    EXPECT_FALSE(key == up_key{other}) << i;
  }
}

TEST(Secret, WipesItselfWhenItEnds) {
  alignas(up_key) std::array<std::uint8_t, sizeof(up_key)> place{};
  auto* key = new (place.data()) up_key(samples::counting<up_key>(1));
  key->~up_key();
  // Read through a volatile pointer: the compiler may otherwise assume that the octets are gone.
  const volatile std::uint8_t* octets = place.data();
  for (std::size_t i = 0; i < place.size(); ++i) EXPECT_EQ(octets[i], 0) << i;
}

TEST(Secret, IsFilledInPlace) {
  const auto key =
      siv_key::filled_by([](std::uint8_t* out) { std::fill_n(out, siv_key::size, 7); });
  for (auto octet : key.view()) EXPECT_EQ(octet, 7);
}

}  // namespace
}  // namespace aviary
