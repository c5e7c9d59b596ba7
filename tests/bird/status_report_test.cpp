#include "bird/status_report.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(StatusReport, SaysInOneWordHowItStands) {
  uplink_status status;
  const auto state = [&status] {
    return std::string(*find_text(status_report(status, {}, {"127.0.0.1:53"}, instant{}), "state"));
  };
  EXPECT_EQ(state(), "connecting");
  status.path.last_answer = instant{};
  EXPECT_EQ(state(), "connected");
  status.path.silent = true;
  EXPECT_EQ(state(), "no answer");
  const auto silent = status_report(status, {}, {"127.0.0.1:53", "127.0.0.2:53"}, instant{});
  const auto hint = find_text(silent, "hint").value_or("");
  EXPECT_NE(hint.find("127.0.0.1:53 or 127.0.0.2:53"), std::string::npos) << hint;
  status.path.unknown_here = true;
  EXPECT_EQ(state(), "unknown to the console");
}

TEST(StatusReport, CountsTheQueueAndNamesTheResolver) {
  uplink_status status;
  status.waiting = 3;
  status.dropped = 1;
  uplink_settings named;
  named.name = "fileserver-02";
  const auto report = status_report(status, named, {"192.0.2.1:53"}, instant{});
  EXPECT_EQ(find_uint(*find_object(report, "queue"), "waiting"), 3u);
  EXPECT_EQ(find_text(*find_object(report, "path"), "resolver"), "192.0.2.1:53");
  EXPECT_EQ(find_text(report, "name"), "fileserver-02");
}

TEST(StatusReport, ShowsHowEachResolverAnswers) {
  uplink_status status;
  status.path.resolvers.resize(2);
  status.path.resolvers[0].missed();
  status.path.resolvers[1].answered(instant{});
  const auto report = status_report(status, {}, {"192.0.2.1:53", "https://192.0.2.7/dns-query"},
                                    instant{std::chrono::seconds(90)});
  const auto* shown = find_object(*find_object(report, "path"), "resolvers");
  ASSERT_NE(shown, nullptr);
  EXPECT_EQ(serialize_json(*shown),
            "{\"192.0.2.1:53\":{\"queries\":1,\"answers\":0,\"health\":0E0},"
            "\"https://192.0.2.7/dns-query\":{\"queries\":1,\"answers\":1,\"health\":1E0,"
            "\"last_answer_age\":90}}");
}

TEST(StatusReport, SaysWhatTheConsoleMakesOfTheDigest) {
  uplink_status status;
  const auto digest = [&status] {
    const auto report = status_report(status, {}, {}, instant{});
    return std::string(*find_text(*find_object(report, "journal"), "digest"));
  };
  EXPECT_EQ(digest(), "unknown");
  status.disputed = false;
  EXPECT_EQ(digest(), "agrees");
  status.disputed = true;
  EXPECT_EQ(digest(), "differs");
  status.reconciling = true;
  EXPECT_EQ(digest(), "reconciling");
}

TEST(StatusReport, ShowsTheCounterOfTheLastMessage) {
  uplink_status status;
  const auto shown = [&status] { return status_report(status, {}, {}, instant{}); };
  EXPECT_FALSE(shown().contains("counter"));
  status.path.sealed = 1;
  status.path.last_counter = {2049};
  EXPECT_EQ(find_uint(shown(), "counter"), 2049u);
}

TEST(StatusReport, ShowsWhatAProbeFound) {
  uplink_status status;
  const auto path = [&status] {
    return *find_object(status_report(status, {}, {}, instant{}), "path");
  };
  EXPECT_FALSE(path().contains("probe"));
  status.path_found.emplace();
  EXPECT_EQ(find_uint(*find_object(path(), "probe"), "name_octets"), 255u);
  EXPECT_FALSE(path().contains("advice"));
  status.path_found->name_octets = 120;
  EXPECT_EQ(find_text(path(), "advice"), advice(*status.path_found));
}

}  // namespace
}  // namespace aviary
