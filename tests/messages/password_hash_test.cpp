#include "messages/password_hash.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aviary {
namespace {

constexpr password_salt salt{1, 2, 3};
constexpr auto cost = password_cost::least();

TEST(PasswordHash, KnowsItsPasswordAndNoOther) {
  const auto hashed = *hash_password("correct horse battery", salt, cost);
  EXPECT_EQ(is_password("correct horse battery", hashed), true);
  EXPECT_EQ(is_password("correct horse batterz", hashed), false);
  EXPECT_EQ(is_password("", hashed), false);
  EXPECT_EQ(is_password({}, hashed), false);
  EXPECT_EQ(is_password(std::string("correct horse battery\0", 22), hashed), false);
}

TEST(PasswordHash, SaltsMakeTwoHashesOfOnePassword) {
  EXPECT_EQ(hash_password("a", salt, cost), hash_password("a", salt, cost));
  EXPECT_NE(hash_password("a", salt, cost), hash_password("a", {3, 2, 1}, cost));
}

TEST(PasswordHash, CarriesWhatVerifyingTakes) {
  EXPECT_TRUE(hash_password("a", salt, cost)
                  ->starts_with("$argon2id$v=19$m=8,t=1,p=1$AQIDAAAAAAAAAAAAAAAAAA$"));
  EXPECT_TRUE(hash_password("a", salt)->starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
}

// `echo -n password | argon2 somesaltsomesalt -id -k 65536 -t 2 -p 1 -l 32 -e`
TEST(PasswordHash, IsTheReferenceImplementations) {
  password_salt known;
  constexpr std::string_view text = "somesaltsomesalt";
  std::ranges::copy(text, known.value.begin());
  EXPECT_EQ(hash_password("password", known),
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
            "/DO3gTkjHTS3Fia9YkXB1y76GQrWBcPYFmpyrc7fosI");
}

TEST(PasswordHash, SaysWhenThereIsNoMemory) {
  EXPECT_FALSE(hash_password("a", salt, {std::size_t{1} << 52, 1}));
}

TEST(PasswordHash, WhatIsNoHashIsNobodysPassword) {
  for (const auto* text : {"", "x", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AQ$", "$1$abc$def"})
    EXPECT_EQ(is_password("x", text), false) << text;
  EXPECT_EQ(is_password("x", std::string(4096, '$')), false);
}

}  // namespace
}  // namespace aviary
