#include "bird/transport/doh_trouble.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

constexpr auto dns = "application/dns-message";

std::string words(const std::optional<doh_fault>& fault) {
  return fault ? fault->text : "";
}

TEST(DohFault, IsNoneForADnsMessage) {
  EXPECT_EQ(words(fault_of_answer(200, dns, 12)), "");
  EXPECT_EQ(words(fault_of_answer(200, "Application/DNS-Message ; x=1", 12)), "");
}

TEST(DohFault, NamesTheStatusAndWhatToDo) {
  EXPECT_EQ(words(fault_of_answer(404, "text/html", 900)),
            "it answers with HTTP 404; is the URL's path right?");
  EXPECT_EQ(words(fault_of_answer(503, dns, 0)),
            "it answers with HTTP 503; that is for whoever runs it");
  EXPECT_EQ(fault_of_answer(429, dns, 0)->kind, "HTTP 429");
}

TEST(DohFault, KnowsARefusal) {
  for (const long status : {429, 500, 503}) EXPECT_TRUE(fault_of_answer(status, dns, 0)->refuses);
  for (const long status : {302, 403, 404}) EXPECT_FALSE(fault_of_answer(status, dns, 0)->refuses);
  EXPECT_FALSE(fault_of_transfer(CURLE_OPERATION_TIMEDOUT, "").refuses);
}

TEST(DohFault, TakesNothingButDns) {
  for (const auto* type : {"", "text/html", "application/dns-messages", "application/dns"})
    EXPECT_TRUE(fault_of_answer(200, type, 100)) << type;
  EXPECT_TRUE(fault_of_answer(200, dns, 11));
}

TEST(DohFault, ShowsAStrangersWordsSafely) {
  const auto text = words(fault_of_answer(200, "\x1b[31m" + std::string(5000, 'x'), 100));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_LT(text.size(), 300u);
}

TEST(DohFault, HasOneKindWhateverCurlsWords) {
  const auto one = fault_of_transfer(CURLE_COULDNT_CONNECT, "after 3 ms");
  const auto other = fault_of_transfer(CURLE_COULDNT_CONNECT, "after 4 ms");
  EXPECT_EQ(one.kind, other.kind);
  EXPECT_NE(one.text, other.text);
  EXPECT_NE(fault_of_transfer(CURLE_OPERATION_TIMEDOUT, "").kind, one.kind);
  EXPECT_NE(fault_of_transfer(CURLE_OPERATION_TIMEDOUT, "").text, "");
}

TEST(DohTroubles, AreToldOnceEach) {
  doh_troubles troubles;
  EXPECT_EQ(troubles.failed({"a", "first", false}), "first");
  EXPECT_EQ(troubles.failed({"a", "second", false}), std::nullopt);
  EXPECT_EQ(troubles.failed({"b", "other", false}), "other");
  EXPECT_FALSE(troubles.answered());
  EXPECT_EQ(troubles.failed({"a", "third", false}), std::nullopt) << "it fails each other time";
}

TEST(DohTroubles, AreOverAfterSomeAnswers) {
  doh_troubles troubles;
  EXPECT_FALSE(troubles.answered()) << "nothing was wrong";
  ASSERT_TRUE(troubles.failed({"a", "first", false}));
  for (std::size_t i = 1; i < doh_troubles::answers_until_over; ++i)
    EXPECT_FALSE(troubles.answered());
  EXPECT_TRUE(troubles.answered());
  EXPECT_FALSE(troubles.answered()) << "that is said once";
  EXPECT_EQ(troubles.failed({"a", "again", false}), "again");
}

}  // namespace
}  // namespace aviary
