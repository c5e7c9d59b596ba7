#include "messages/report.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "messages/escape.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;

constexpr wall_time noon{1'769'860'800'250ms};

report ssh_login() {
  report made{.dst_host = "10.0.0.5",
              .dst_port = 22,
              .type = log_types::ssh_login,
              .src_host = "10.0.0.9",
              .src_port = 51022,
              .utc_time = utc_text(noon)};
  put_logdata(made, "PASSWORD", as_bytes("hunter2"));
  put_logdata(made, "USERNAME", as_bytes("root"));
  return made;
}

report_error error_of(std::string_view body) {
  const auto read = decode_report(as_bytes(body));
  EXPECT_FALSE(read) << body;
  return read ? report_error{-1} : read.error();
}

report any_report() {
  const auto text = [] { return std::string(as_text(samples::any_odd_text())); };
  const auto port = [] { return *rc::gen::inRange(-1, 65536); };
  report made{.dst_host = text(),
              .dst_port = port(),
              .local_time = text(),
              .local_time_adjusted = text(),
              .type = {*rc::gen::arbitrary<std::int32_t>()},
              .node_id = text(),
              .src_host = text(),
              .src_port = port(),
              .utc_time = text()};
  const auto fields = *rc::gen::inRange(0, 4);
  for (int i = 0; i < fields; ++i) put_logdata(made, text(), as_bytes(text()));
  if (*rc::gen::arbitrary<bool>())
    made.logdata["nested"] = json_array{text(), 1, {{text(), text()}}};
  if (*rc::gen::arbitrary<bool>()) made.other[text()] = text();
  return made;
}

TEST(Report, IsJsonInOpenCanarysNames) {
  EXPECT_EQ(as_text(encode(ssh_login())),
            R"({"dst_host":"10.0.0.5","dst_port":22,)"
            R"("logdata":{"PASSWORD":"hunter2","USERNAME":"root"},"logtype":4002,)"
            R"("src_host":"10.0.0.9","src_port":51022,"utc_time":"2026-01-31 12:00:00.250000"})");
  EXPECT_EQ(as_text(encode(report{})), R"({"logtype":0})") << "what has no value is not written";
  EXPECT_EQ(samples::must(decode_report(encode(ssh_login()))), ssh_login());
}

TEST(Report, OddOctetsArriveAndAreListed) {
  auto made = ssh_login();
  put_logdata(made, "PASSWORD", as_bytes("a\\b\xff\n"));
  put_logdata(made, "a/b~c", as_bytes("\x1b"));
  const auto read = samples::must(decode_report(encode(made)));
  EXPECT_EQ(find_text(read.logdata, "PASSWORD"), "a\\\\b\\xff\\x0a");
  EXPECT_EQ(unescape(*find_text(read.logdata, "PASSWORD")), samples::to_bytes("a\\b\xff\n"));
  EXPECT_EQ(read.escaped, (std::vector<std::string>{"/logdata/PASSWORD", "/logdata/a~1b~0c"}));
}

TEST(Report, DecodesToItsCleanForm) {
  EXPECT_TRUE(rc::check("decode(encode(x)) == clean(x), and clean is idempotent", [] {
    const auto made = any_report();
    const auto cleaned = clean(made);
    RC_ASSERT(clean(cleaned) == cleaned);
    RC_ASSERT(samples::must(decode_report(encode(made))) == cleaned);
    RC_ASSERT(encode(cleaned) == encode(made));
    RC_ASSERT(!needs_escape(encode(made)));
  }));
}

TEST(Report, TheSameReportGivesTheSameOctets) {
  EXPECT_EQ(encode(ssh_login()), encode(ssh_login()));
}

TEST(Report, TheLongestTextIsCutFirst) {
  auto made = ssh_login();
  put_logdata(made, "BODY", bytes(9'000, 'x'));
  put_logdata(made, "HEADERS", bytes(2'500, 'y'));
  const auto body = encode(made, report_octets_min);
  EXPECT_LE(body.size(), report_octets_min);
  EXPECT_GE(body.size(), report_octets_min - 2) << "not more than needed";
  const auto read = samples::must(decode_report(body));
  EXPECT_TRUE(read.truncated);
  EXPECT_EQ(find_text(read.logdata, "PASSWORD"), "hunter2");
  const auto longest = find_text(read.logdata, "BODY")->size();
  const auto second = find_text(read.logdata, "HEADERS")->size();
  EXPECT_EQ(longest, second) << "both cut to one length";
  EXPECT_GT(longest, 1'500u);
}

TEST(Report, ACutKeepsEscapesWhole) {
  auto made = ssh_login();
  put_logdata(made, "BODY", bytes(70'000, 0xff));
  const auto read = samples::must(decode_report(encode(made)));
  EXPECT_TRUE(read.truncated);
  const auto text = *find_text(read.logdata, "BODY");
  EXPECT_EQ(text.size() % 4, 0u);
  EXPECT_TRUE(unescape(text));
}

TEST(Report, ManySmallFieldsBecomeOneText) {
  auto made = ssh_login();
  for (int i = 0; i < 20'000; ++i) put_logdata(made, std::to_string(i), as_bytes("\n"));
  made.other["kept"] = "too";
  const auto body = encode(made);
  EXPECT_LE(body.size(), body_octets_max);
  EXPECT_GE(body.size(), body_octets_max - 8);
  const auto read = samples::must(decode_report(body));
  EXPECT_TRUE(read.truncated);
  EXPECT_TRUE(read.escaped.empty());
  EXPECT_TRUE(find_text(read.logdata, "cut")->starts_with(R"({"PASSWORD":"hunter2","USERNAME")"));
  EXPECT_EQ(read.src_host, "10.0.0.9");
}

TEST(Report, FitsWhateverItHolds) {
  EXPECT_TRUE(rc::check("at most the limit, and readable", [] {
    auto made = any_report();
    for (auto text : {&report::dst_host, &report::local_time, &report::local_time_adjusted,
                      &report::node_id, &report::src_host, &report::utc_time})
      made.*text =
          std::string(*rc::gen::inRange<std::size_t>(0, 600), *rc::gen::element('"', '\n'));
    const auto fields = *rc::gen::inRange(0, 300);
    for (int i = 0; i < fields; ++i)
      put_logdata(made, std::to_string(i), bytes(*rc::gen::inRange<std::size_t>(0, 100), '"'));
    const auto limit = *rc::gen::inRange<std::size_t>(report_octets_min, 8'000);
    const auto body = encode(made, limit);
    RC_ASSERT(body.size() <= limit);
    RC_ASSERT(decode_report(body).has_value());
  }));
}

TEST(Report, TextsOutsideLogdataAreCut) {
  auto made = ssh_login();
  made.src_host = std::string(300, 'h');
  const auto read = samples::must(decode_report(encode(made)));
  EXPECT_EQ(read.src_host, std::string(255, 'h'));
  EXPECT_TRUE(read.truncated);
}

TEST(Report, OtherMembersKeepTheirNamesUnlessTheseAreTaken) {
  auto made = ssh_login();
  made.other = {{"escaped", 1}, {"escaped_", 2}, {"honeycred", true}};
  const auto read = samples::must(decode_report(encode(made)));
  EXPECT_EQ(find_int(read.other, "escaped_"), 1);
  EXPECT_EQ(find_int(read.other, "escaped__"), 2);
  EXPECT_EQ(find_bool(read.other, "honeycred"), true);
  EXPECT_TRUE(read.escaped.empty());
}

TEST(Report, WhatAStolenKeySendsIsCleanedToo) {
  const auto read = decode_report(as_bytes(
      R"({"logtype":1,"src_host":"a\u001b[2J","logdata":{"x\n":["\u202e"]},"escaped":["/\u0007"]})"));
  ASSERT_TRUE(read);
  EXPECT_FALSE(needs_escape(encode(*read)));
  EXPECT_EQ(read->src_host, "a\\x1b[2J");
}

TEST(Report, ErrorsHaveNames) {
  using enum report_error;
  EXPECT_EQ(error_of(""), not_json);
  EXPECT_EQ(error_of("[]"), not_an_object);
  EXPECT_EQ(error_of("{}"), no_logtype);
  for (auto body : {R"({"logtype":"4002"})", R"({"logtype":1,"src_port":65536})",
                    R"({"logtype":1,"dst_port":-2})", R"({"logtype":1,"src_host":7})",
                    R"({"logtype":1,"logdata":[]})", R"({"logtype":1,"truncated":0})",
                    R"({"logtype":1,"escaped":["no pointer"]})", R"({"logtype":2147483648})"})
    EXPECT_EQ(error_of(body), wrong_type) << body;
  EXPECT_FALSE(describe(wrong_type).empty());
}

TEST(Report, EveryPrefixIsRefused) {
  const auto body = encode(ssh_login());
  for (std::size_t size = 0; size < body.size(); ++size)
    EXPECT_FALSE(decode_report(byte_view(body).first(size))) << size;
}

TEST(Report, WritesTimeAsOpenCanaryDoes) {
  EXPECT_EQ(utc_text(wall_time{}), "1970-01-01 00:00:00.000000");
  EXPECT_EQ(utc_text(wall_time{1ms}), "1970-01-01 00:00:00.001000");
  EXPECT_EQ(utc_text(wall_time{-1ms}), "1969-12-31 23:59:59.999000");
  EXPECT_EQ(utc_text(wall_time{951'782'400'000ms}), "2000-02-29 00:00:00.000000");
}

}  // namespace
}  // namespace aviary
