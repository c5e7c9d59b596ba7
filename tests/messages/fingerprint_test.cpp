#include "messages/fingerprint.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/messages/sealed_samples.hpp"
#include "tests/messages/sealed_vectors.hpp"

namespace aviary {
namespace {

using samples::counting;

// What is left of a word without its octet `i`: two words that differ by one letter share one.
std::string without(std::string_view word, std::size_t i) {
  std::string rest(word);
  rest.erase(i, 1);
  return rest;
}

TEST(Fingerprint, AnswersTheVectors) {
  EXPECT_EQ(fingerprint_of(samples::root_of_the_vectors()), samples::answer("fingerprint"));
}

TEST(Fingerprint, IsSixWordsOfTheList) {
  const auto words = fingerprint_of(counting<root_key>(1));
  EXPECT_EQ(std::count(words.begin(), words.end(), ' '), 5);
  EXPECT_NE(words, fingerprint_of(counting<root_key>(2)));
}

TEST(Fingerprint, WordsAreShortLowerCaseAndInOrder) {
  EXPECT_TRUE(std::ranges::is_sorted(fingerprint_list));
  for (auto word : fingerprint_list) {
    EXPECT_TRUE(4 <= word.size() && word.size() <= 7) << word;
    EXPECT_TRUE(std::ranges::all_of(word, [](char c) { return 'a' <= c && c <= 'z'; })) << word;
  }
}

TEST(Fingerprint, FourLettersTellAWord) {
  std::set<std::string_view> heads;
  for (auto word : fingerprint_list) EXPECT_TRUE(heads.insert(word.substr(0, 4)).second) << word;
}

TEST(Fingerprint, NoWordIsAnotherWithOneLetterWrong) {
  const std::set<std::string_view> words(fingerprint_list.begin(), fingerprint_list.end());
  std::map<std::pair<std::size_t, std::string>, std::string_view> gaps;
  for (auto word : fingerprint_list)
    for (std::size_t i = 0; i < word.size(); ++i) {
      const auto rest = without(word, i);
      EXPECT_FALSE(words.contains(rest)) << word << " and " << rest;
      const auto [other, fresh] = gaps.insert({{i, rest}, word});
      EXPECT_TRUE(fresh || other->second == word) << word << " and " << other->second;
      if (i + 1 == word.size()) continue;
      std::string swapped(word);
      std::swap(swapped[i], swapped[i + 1]);
      EXPECT_TRUE(swapped == word || !words.contains(swapped)) << word << " and " << swapped;
    }
}

}  // namespace
}  // namespace aviary
