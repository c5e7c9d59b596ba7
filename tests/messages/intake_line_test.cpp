#include "messages/intake_line.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "messages/escape.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

constexpr std::string_view ssh_line =
    R"({"dst_host": "10.1.0.2", "dst_port": 22, "local_time": "2026-01-31 12:00:00.123456", )"
    R"("local_time_adjusted": "2026-01-31 13:00:00.123456", "logdata": {"LOCALVERSION": )"
    R"("SSH-2.0-OpenSSH_5.1p1 Debian-4", "PASSWORD": "pass", "REMOTEVERSION": "SSH-2.0-OpenSSH_9.6", )"
    R"("USERNAME": "bob"}, "logtype": 4002, "node_id": "opencanary-1", "src_host": "10.1.0.9", )"
    R"("src_port": 40120, "utc_time": "2026-01-31 12:00:00.123444"})";

intake_error error_of(std::string_view line) {
  const auto read = parse_intake_line(line);
  EXPECT_FALSE(read) << line;
  return read ? intake_error{-1} : read.error();
}

TEST(IntakeLine, ReadsALoginAttempt) {
  const auto read = samples::must(parse_intake_line(ssh_line));
  EXPECT_EQ(read.type, log_types::ssh_login);
  EXPECT_EQ(read.dst_host, "10.1.0.2");
  EXPECT_EQ(read.dst_port, 22);
  EXPECT_EQ(read.src_host, "10.1.0.9");
  EXPECT_EQ(read.src_port, 40120);
  EXPECT_EQ(read.node_id, "opencanary-1");
  EXPECT_EQ(read.local_time, "2026-01-31 12:00:00.123456");
  EXPECT_EQ(read.local_time_adjusted, "2026-01-31 13:00:00.123456");
  EXPECT_EQ(read.utc_time, "2026-01-31 12:00:00.123444");
  EXPECT_EQ(find_text(read.logdata, "USERNAME"), "bob");
  EXPECT_TRUE(read.other.empty() && read.escaped.empty());
  EXPECT_EQ(samples::must(decode_report(encode(read))), read);
  EXPECT_EQ(samples::must(parse_intake_line(std::string(ssh_line) + '\r')), read);
}

TEST(IntakeLine, TakesWhatOpenCanaryWritesWhenItHasNothing) {
  const auto read = samples::must(parse_intake_line(
      R"({"dst_host": "", "dst_port": -1, "logdata": {"msg": "Canary running!!!"}, )"
      R"("logtype": 1001, "src_host": "", "src_port": -1})"));
  EXPECT_EQ(read.dst_port, -1);
  EXPECT_EQ(read.src_host, "");
  EXPECT_EQ(find_text(read.logdata, "msg"), "Canary running!!!");
}

TEST(IntakeLine, TakesThePortScanModulesTextPorts) {
  const auto read = samples::must(parse_intake_line(
      R"({"src_port":"40120","dst_port":"443","logtype":5001,"logdata":{"PROTO":"TCP","SYN":""}})"));
  EXPECT_EQ(read.src_port, 40120);
  EXPECT_EQ(read.dst_port, 443);
  EXPECT_TRUE(read.other.empty());
}

TEST(IntakeLine, LosesNothing) {
  const auto read = samples::must(parse_intake_line(
      R"({"logtype":"4002","src_port":70000,"dst_port":"http","src_host":["a",1],"node_id":null,)"
      R"("logdata":"free text","honeycred":true,"escaped":"mine"})"));
  EXPECT_EQ(read.type, log_types::ssh_login);
  EXPECT_EQ(read.src_port, -1);
  EXPECT_EQ(find_int(read.other, "src_port_"), 70000);
  EXPECT_EQ(find_text(read.other, "dst_port_"), "http");
  EXPECT_EQ(read.src_host, R"(["a",1])");
  EXPECT_EQ(find_text(read.logdata, "msg"), "free text");
  EXPECT_EQ(find_bool(read.other, "honeycred"), true);
  EXPECT_EQ(find_text(read.other, "escaped_"), "mine");
  EXPECT_EQ(samples::must(decode_report(encode(read))), read);
}

TEST(IntakeLine, OddTextIsEscapedAndListed) {
  const auto read =
      samples::must(parse_intake_line(R"({"logtype":4002,"logdata":{"PASSWORD":"a\u0000b\\"}})"));
  EXPECT_EQ(find_text(read.logdata, "PASSWORD"), "a\\x00b\\\\");
  EXPECT_EQ(read.escaped, std::vector<std::string>{"/logdata/PASSWORD"});
}

// Python's surrogateescape: octet 0x80 as \udc80, and \uD83D\uDC26 is a bird.
TEST(IntakeLine, HalvesOfSurrogatePairsBecomeText) {
  const auto read = samples::must(parse_intake_line(
      R"({"logtype":4002,"logdata":{"PASSWORD":"x\udc80y\ud800","USER":"\\udc80\uD83D\uDC26"}})"));
  EXPECT_EQ(find_text(read.logdata, "PASSWORD"), R"(x\udc80y\ud800)");
  EXPECT_EQ(find_text(read.logdata, "USER"), "\\udc80\xf0\x9f\x90\xa6");
}

TEST(IntakeLine, WhatIsNestedTooDeepIsFlattened) {
  std::string line = R"({"logtype":1,"logdata":{"a":)";
  line += std::string(40, '[') + "7" + std::string(40, ']') + "}}";
  const auto read = samples::must(parse_intake_line(line));
  EXPECT_EQ(samples::must(decode_report(encode(read))), read);
  EXPECT_NE(serialize_json(read.logdata).find(std::string(34, '[') + "7"), std::string::npos);
}

TEST(IntakeLine, ErrorsHaveNames) {
  using enum intake_error;
  EXPECT_EQ(error_of(""), empty);
  EXPECT_EQ(error_of(" \t\r"), empty);
  EXPECT_EQ(error_of(std::string(intake_line_octets_max + 1, ' ') + "{}"), too_long);
  EXPECT_EQ(error_of("{\"logtype\":\"\xff\"}"), not_utf8);
  EXPECT_EQ(error_of(std::string(65, '[') + std::string(65, ']')), too_deep);
  EXPECT_EQ(error_of("[ERR] 'something'"), not_json);
  EXPECT_EQ(error_of(R"({"logtype":1e400})"), not_json);
  EXPECT_EQ(error_of("[1]"), not_an_object);
  EXPECT_EQ(error_of("{}"), no_logtype);
  EXPECT_EQ(error_of(R"({"logtype":"x"})"), no_logtype);
  EXPECT_EQ(error_of(R"({"logtype":4002.5})"), no_logtype);
  EXPECT_EQ(error_of(R"({"logtype":99999999999})"), no_logtype);
  EXPECT_FALSE(describe(no_logtype).empty());
}

TEST(IntakeLine, EveryPrefixIsRefused) {
  for (std::size_t size = 0; size < ssh_line.size(); ++size)
    EXPECT_FALSE(parse_intake_line(ssh_line.substr(0, size))) << size;
}

TEST(IntakeLine, WhatIsReadCanBeSent) {
  EXPECT_TRUE(rc::check("any text field, as JSON writes it", [] {
    const auto odd = escape(samples::any_odd_text()).text;
    json_object line{{"logtype", 4002}, {"src_host", odd}, {odd, odd}};
    line["logdata"] = json_object{{odd, json_array{odd}}};
    const auto read = parse_intake_line(serialize_json(line));
    RC_ASSERT(read.has_value());
    RC_ASSERT(samples::must(decode_report(encode(*read))) == *read);
  }));
}

}  // namespace
}  // namespace aviary
