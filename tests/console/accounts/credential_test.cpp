#include "console/accounts/credential.hpp"

#include <gtest/gtest.h>

#include "actors/system_entropy.hpp"

namespace aviary {
namespace {

TEST(Credential, IsKnownByItsHashAndByNothingElse) {
  system_entropy entropy;
  const auto drawn = draw_credential(entropy);
  EXPECT_EQ(drawn.text.size(), 64u);
  EXPECT_EQ(hash_of_credential(drawn.text), drawn.hash);
  EXPECT_NE(drawn.text, draw_credential(entropy).text);
  EXPECT_EQ(drawn.text.find(to_hex(drawn.hash.value)), std::string::npos);
}

TEST(Credential, WhatIsNoneHasNoHash) {
  for (const auto* text : {"", "00", "x", "zz00000000000000000000000000000000000000000000000000"})
    EXPECT_FALSE(hash_of_credential(text)) << text;
  EXPECT_FALSE(hash_of_credential(std::string(66, '0')));
  EXPECT_FALSE(hash_of_credential(std::string(1 << 20, '0')));
  EXPECT_TRUE(hash_of_credential(std::string(64, '0')));
}

TEST(Credential, ThePagesProofComesFromItsSessionAlone) {
  const std::string session(64, '1');
  const auto proof = csrf_token_of(session);
  EXPECT_EQ(proof.size(), 32u);
  EXPECT_EQ(proof, csrf_token_of(session));
  EXPECT_NE(proof, csrf_token_of(std::string(64, '2')));
  EXPECT_NE(proof, to_hex(hash_of_credential(session)->value).substr(0, 32))
      << "what the log has is no proof";
  EXPECT_EQ(csrf_token_of("odd"), "");
}

}  // namespace
}  // namespace aviary
