#include "messages/update_signature.hpp"

#include <gtest/gtest.h>

#include "messages/hex.hpp"

namespace aviary {
namespace {

// RFC 8032 section 7.1, test 1.
TEST(UpdateSignature, DerivesThePublicHalf) {
  const auto octets =
      from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  const update_seed seed{std::span<const std::uint8_t, update_seed::size>(octets)};
  EXPECT_EQ(to_hex(update_key_of(seed).value),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

}  // namespace
}  // namespace aviary
