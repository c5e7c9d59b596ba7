#include "bird/decoys/worker/ssh_touch.hpp"

#include <gtest/gtest.h>

#include "messages/base64.hpp"

namespace aviary {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

constexpr wall_time noon{std::chrono::sys_days{std::chrono::year{2026} / 1 / 31} + 12h};

bytes octets_of(std::string_view text) {
  const auto octets = as_bytes(text);
  return {octets.begin(), octets.end()};
}

// Given these events, the reports that they make, in order, the one of the end last.
class transcript {
 public:
  transcript& on(worker_event event) {
    add(touch.take(event, noon));
    return *this;
  }
  std::vector<report> end() {
    add(touch.close(noon));
    return reports;
  }

  ssh_touch touch{{"10.0.0.9", 51022, "10.0.0.5", 22}, "SSH-2.0-OpenSSH_9.2p1"};

 private:
  void add(std::optional<report> made) {
    if (made) reports.push_back(*made);
  }
  std::vector<report> reports;
};

worker_event version(std::string_view text) {
  return {client_version{octets_of(text)}};
}
worker_event named(std::string_view user) {
  return {user_named{octets_of(user)}};
}
worker_event tried(std::string_view user, std::string_view password) {
  return {password_tried{octets_of(user), octets_of(password)}};
}
worker_event offered(std::string_view user, std::string_view key) {
  return {
      key_offered{octets_of(user), "ssh-ed25519", "SHA256:" + std::string(key), std::string(key)}};
}

std::string text_of(const report& made) {
  return std::string(as_text(encode(made)));
}

std::string logdata_of(const report& made) {
  return serialize_json(made.logdata);
}

TEST(SshTouch, a_password_is_a_report_as_opencanary_writes_it) {
  const auto reports =
      transcript().on(version("SSH-2.0-x")).on(named("root")).on(tried("root", "hunter2")).end();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(text_of(reports[0]),
            R"({"dst_host":"10.0.0.5","dst_port":22,"logdata":{"USERNAME":"root",)"
            R"("LOCALVERSION":"SSH-2.0-OpenSSH_9.2p1","REMOTEVERSION":"SSH-2.0-x",)"
            R"("PASSWORD":"hunter2"},"logtype":4002,"src_host":"10.0.0.9","src_port":51022,)"
            R"("utc_time":"2026-01-31 12:00:00.000000"})");
}

TEST(SshTouch, each_password_is_a_report_and_takes_the_keys_before_it_along) {
  const auto reports = transcript()
                           .on(offered("root", "AAAA"))
                           .on(offered("root", "BBBB"))
                           .on(offered("root", "AAAA"))
                           .on(tried("root", "1"))
                           .on(tried("root", "2"))
                           .end();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(serialize_json(reports[0].logdata.at("KEYS")),
            R"([{"FINGERPRINT":"SHA256:AAAA","KEY":"AAAA","TYPE":"ssh-ed25519"},)"
            R"({"FINGERPRINT":"SHA256:BBBB","KEY":"BBBB","TYPE":"ssh-ed25519"}])");
  EXPECT_FALSE(reports[1].logdata.contains("KEYS"));
}

TEST(SshTouch, keys_stay_with_who_offered_them) {
  const auto reports = transcript().on(offered("root", "AAAA")).on(tried("admin", "1")).end();
  EXPECT_EQ(serialize_json(reports.at(0).logdata.at("KEYS")),
            R"([{"FINGERPRINT":"SHA256:AAAA","KEY":"AAAA","TYPE":"ssh-ed25519",)"
            R"("USERNAME":"root"}])");
}

TEST(SshTouch, keys_without_a_password_are_one_report_at_the_end) {
  const auto reports =
      transcript().on(tried("root", "1")).on(offered("root", "AAAA")).on(named("root")).end();
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[1].type, log_types::ssh_key_offered);
  EXPECT_EQ(logdata_of(reports[1]),
            R"({"USERNAME":"root","LOCALVERSION":"SSH-2.0-OpenSSH_9.2p1","REMOTEVERSION":"",)"
            R"("KEYS":[{"FINGERPRINT":"SHA256:AAAA","KEY":"AAAA","TYPE":"ssh-ed25519"}]})");
}

TEST(SshTouch, a_name_alone_is_a_login_and_a_name_before_a_password_is_not_another) {
  const auto alone = transcript().on(version("SSH-2.0-x")).on(named("oracle")).end();
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(alone[0].type, log_types::ssh_login);
  EXPECT_EQ(logdata_of(alone[0]), R"({"USERNAME":"oracle","LOCALVERSION":"SSH-2.0-OpenSSH_9.2p1",)"
                                  R"("REMOTEVERSION":"SSH-2.0-x"})");
  EXPECT_EQ(transcript().on(named("root")).on(tried("root", "")).end().size(), 1u);
}

TEST(SshTouch, odd_octets_are_escaped_and_named) {
  const auto reports =
      transcript().on(tried("\xff\0\"</script>"sv, std::string(3, '\n') + "ä\\")).end();
  const auto made = text_of(reports.at(0));
  EXPECT_NE(made.find(R"("USERNAME":"\\xff\\x00\"</script>")"), made.npos) << made;
  EXPECT_NE(made.find(R"("PASSWORD":"\\x0a\\x0a\\x0aä\\\\")"), made.npos) << made;
  EXPECT_NE(made.find(R"("escaped":["/logdata/PASSWORD","/logdata/USERNAME"])"), made.npos) << made;
}

TEST(SshTouch, a_password_of_64_kib_arrives_cut_and_marked) {
  for (const char octet : {'A', '\xff'}) {
    const auto reports = transcript().on(tried("root", std::string(64 * 1024, octet))).end();
    const auto text = text_of(reports.at(0));
    EXPECT_LE(text.size(), body_octets_max);
    EXPECT_GT(text.size(), body_octets_max - 100);
    EXPECT_NE(text.find(R"("truncated":true)"), text.npos);
    EXPECT_TRUE(decode_report(as_bytes(text)).has_value());
  }
  auto cut = tried("root", "A");
  cut.cut = true;
  EXPECT_TRUE(transcript().on(cut).end().at(0).truncated);
}

TEST(SshTouch, a_quiet_connection_shows_what_it_sent) {
  transcript scan;
  EXPECT_TRUE(scan.end().empty());
  EXPECT_TRUE(scan.touch.quiet());
  EXPECT_EQ(scan.touch.quiet_report({}, noon).type, log_types::ssh_connection);

  const auto http = scan.touch.quiet_report(as_bytes("GET / HTTP/1.1\r\n"), noon);
  EXPECT_EQ(logdata_of(http),
            R"({"LOCALVERSION":"SSH-2.0-OpenSSH_9.2p1","INPUT":"GET / HTTP/1.1\r\n"})");
  EXPECT_FALSE(http.truncated);
  EXPECT_TRUE(scan.touch.quiet_report(bytes(257, 'x'), noon).truncated);

  scan.on(version("SSH-2.0-scanner"));
  const auto made = scan.touch.quiet_report(as_bytes("SSH-2.0-scanner\r\n..."), noon);
  EXPECT_EQ(made.type, log_types::ssh_client_version);
  EXPECT_EQ(logdata_of(made),
            R"({"LOCALVERSION":"SSH-2.0-OpenSSH_9.2p1","REMOTEVERSION":"SSH-2.0-scanner"})");
  EXPECT_FALSE(scan.on(named("root")).touch.quiet());
}

TEST(SshTouch, a_crash_report_holds_the_end_of_the_input_and_the_keys_not_yet_told) {
  transcript crash;
  crash.on(offered("root", "AAAA"));
  bytes input(64 * 1024, 'x');
  input.back() = 'y';
  const auto made = crash.touch.crash_report("killed by signal 11", input, 70'000, noon);
  EXPECT_EQ(made.type, log_types::decoy_crashed);
  EXPECT_TRUE(made.truncated);
  EXPECT_EQ(made.logdata.at("INPUT_OCTETS"), 70'000);
  EXPECT_EQ(made.logdata.at("REASON"), "killed by signal 11");
  EXPECT_TRUE(made.logdata.contains("KEYS"));
  auto text = std::string(made.logdata.at("INPUT_BASE64").as_string());
  bytes decoded(base64_octets(text.size()));
  ASSERT_TRUE(base64_decode(as_bytes(text), decoded.data()));
  EXPECT_EQ(decoded, bytes(input.end() - 32 * 1024, input.end()));
  // Whole in the report's JSON: nothing else had to be cut for it.
  EXPECT_NE(text_of(made).find(text), std::string::npos);

  EXPECT_FALSE(crash.touch.crash_report("", bytes(5, 'x'), 5, noon).truncated);
}

}  // namespace
}  // namespace aviary
