#include "actors/bird_session.hpp"

#include <gtest/gtest.h>

#include "messages/report.hpp"
#include "tests/actors/unit_fixture.hpp"

namespace aviary {
namespace {

using commands = bird_session::commands;
using session_fixture = unit_fixture<bird_session>;

std::size_t count(const std::string& transcript, std::string_view what) {
  std::size_t found = 0;
  for (auto at = transcript.find(what); at != std::string::npos; at = transcript.find(what, at + 1))
    ++found;
  return found;
}

/// A report of this boot: the sequence makes the body differ.
commands::accept_report touch(std::uint32_t sequence, std::string_view password = "hunter2") {
  report made;
  made.type = log_types::ssh_login;
  made.src_host = "192.0.2.9";
  put_logdata(made, "USERNAME", as_bytes("root"));
  put_logdata(made, "PASSWORD", as_bytes(password));
  commands::accept_report out;
  out.body = std::string(as_text(encode(made)));
  out.id = make_report_id({{7}, 42}, {sequence}, as_bytes(out.body));
  out.arrived = wall_time(std::chrono::seconds(1000));
  out.age_seconds = 30;
  out.at = counter{sequence + 100};
  return out;
}

session_fixture registered_session() {
  session_fixture session;
  session.when(commands::register_bird{bird_id{{1}}, bird_tag{5}, registration_no{1}, {}});
  return session;
}

TEST(BirdSession, AcceptsAReportOnceAndAcknowledgesEachTime) {
  auto session = registered_session();
  const auto first = session.when(touch(0));
  EXPECT_EQ(count(first, "event  report_accepted"), 1u);
  EXPECT_EQ(count(first, "effect file"), 1u);
  EXPECT_EQ(count(first, "effect message_acked"), 1u);
  EXPECT_NE(first.find("\"happened_at\":970000"), std::string::npos) << first;
  auto again = touch(0);
  again.at = counter{900};
  const auto second = session.when(again);
  EXPECT_EQ(count(second, "event"), 0u) << second;
  EXPECT_EQ(count(second, "effect message_acked"), 1u);
  EXPECT_NE(second.find("\"at\":900"), std::string::npos) << second;
}

TEST(BirdSession, AcknowledgesNothingThatIsNotDurable) {
  auto session = registered_session();
  session.hold();
  EXPECT_EQ(count(session.when(touch(0)), "effect"), 0u);
  EXPECT_EQ(count(session.when(touch(0)), "effect"), 0u);  // a repeat waits behind the first
  EXPECT_EQ(count(session.sync(), "effect message_acked"), 2u);
}

TEST(BirdSession, OwesUntilFiledAndFilesAgainAfterARestart) {
  auto session = registered_session();
  session.when(touch(0));
  session.when(touch(1));
  EXPECT_TRUE(session.owes());
  session.when(commands::filed{0});
  session.restart();
  const auto resumed = session.when(resume{});
  EXPECT_EQ(count(resumed, "effect file"), 1u);
  EXPECT_NE(resumed.find("\"n\":1,\"settled\":1"), std::string::npos) << resumed;
  session.when(commands::filed{1});
  EXPECT_FALSE(session.owes());
  EXPECT_EQ(session.when(commands::filed{1}), "");
}

TEST(BirdSession, TakesTwoBodiesInOnePlaceForAClone) {
  auto session = registered_session();
  session.when(touch(0, "first"));
  const auto cloned = session.when(touch(0, "second"));
  EXPECT_EQ(count(cloned, "event  report_accepted"), 2u);  // the report, and the notice
  EXPECT_NE(cloned.find("bird_cloned"), std::string::npos) << cloned;
  EXPECT_EQ(count(session.when(touch(0, "first")), "event"), 0u);
  EXPECT_EQ(count(session.when(touch(0, "second")), "event"), 0u);
}

TEST(BirdSession, HearsOfItAgainWhereItsLogWasCutBehindANotice) {
  const commands::fall_silent silent{wall_time(std::chrono::seconds(5)), {}};
  const std::pair<bird_session::command, std::string_view> notices[] = {
      {touch(0, "second"), "bird_cloned"},
      {silent, "bird_silent"},
      {commands::report_dropped{3, {}}, "reports_dropped"}};
  for (const auto& [what, kind] : notices) {
    auto session = registered_session();
    session.when(touch(0, "first"));
    session.when(what);
    session.cut(3);  // registered, the report, the notice
    EXPECT_NE(session.when(resume{}).find(kind), std::string::npos) << kind;
    EXPECT_EQ(count(session.when(what), "event"), 2u) << kind;
    EXPECT_EQ(count(session.when(what), "event"), 0u) << kind;
  }
}

TEST(BirdSession, FilesWhatDoesNotParseAndAcknowledgesIt) {
  auto session = registered_session();
  auto odd = touch(0);
  odd.body = "no JSON \xff at all";
  odd.id = make_report_id({{7}, 42}, {0}, as_bytes(odd.body));
  const auto transcript = session.when(odd);
  EXPECT_NE(transcript.find("\"kind\":\"report_unparsable\""), std::string::npos) << transcript;
  EXPECT_NE(transcript.find("\"unparsable\":true"), std::string::npos) << transcript;
  EXPECT_EQ(count(session.when(odd), "event"), 0u);
}

TEST(BirdSession, NoticesSilenceOnce) {
  auto session = registered_session();
  const commands::fall_silent silent{wall_time(std::chrono::seconds(5)),
                                     wall_time(std::chrono::seconds(90))};
  const auto transcript = session.when(silent);
  EXPECT_EQ(count(transcript, "event  fell_silent"), 1u);
  EXPECT_NE(transcript.find("\"kind\":\"bird_silent\""), std::string::npos) << transcript;
  EXPECT_EQ(session.when(silent), "");
  EXPECT_EQ(count(session.when(commands::come_back{}), "event  returned"), 1u);
  EXPECT_EQ(session.when(commands::come_back{}), "");
  EXPECT_EQ(count(session.when(silent), "event  fell_silent"), 1u);
}

TEST(BirdSession, NoticesThatReportsWereDroppedOnceForEachCount) {
  auto session = registered_session();
  const auto transcript = session.when(commands::report_dropped{3, {}});
  EXPECT_EQ(count(transcript, "event  reports_dropped"), 1u);
  EXPECT_NE(transcript.find("\"kind\":\"reports_dropped\""), std::string::npos) << transcript;
  EXPECT_EQ(session.when(commands::report_dropped{3, {}}), "");
  EXPECT_EQ(count(session.when(commands::report_dropped{5, {}}), "event  report_accepted"), 1u);
  session.when(commands::register_bird{bird_id{{1}}, bird_tag{6}, registration_no{2}, {}});
  EXPECT_EQ(count(session.when(commands::report_dropped{3, {}}), "event  report_accepted"), 1u);
  // After a factory reset the bird counts anew.
  EXPECT_EQ(count(session.when(commands::report_dropped{0, {}}), "event  report_accepted"), 0u);
  EXPECT_EQ(count(session.when(commands::report_dropped{1, {}}), "event  report_accepted"), 1u);
}

TEST(BirdSession, RecordsSettingsOnlyWhenTheyChange) {
  auto session = registered_session();
  const commands::report_settings settings{"fileserver-02", "Cape Town DC1", 15};
  EXPECT_EQ(count(session.when(settings), "event  settings_reported"), 1u);
  EXPECT_EQ(session.when(settings), "");
}

TEST(BirdSession, TellsRegistrationAgainWithoutAnEvent) {
  auto session = registered_session();
  EXPECT_EQ(
      session.when(commands::register_bird{bird_id{{1}}, bird_tag{5}, registration_no{1}, {}}),
      "effect bird_registered {\"bird\":\"01000000000000000000000000000000\",\"number\":1}\n");
}

TEST(BirdSession, DigestIsTheCountAndXorOfWhatWasAcknowledged) {
  auto session = registered_session();
  const auto a = touch(0);
  const auto b = touch(1);
  session.when(a);
  session.when(b);
  session.when(commands::notice{log_types::storage_low.value, "1 MiB left", {}});  // not the bird's
  auto expected = a.id.hash;
  for (std::size_t i = 0; i < expected.value.size(); ++i) expected.value[i] ^= b.id.hash.value[i];
  EXPECT_EQ(session.state().witness.digest, (report_digest{2, expected}));
}

// -- the witness ---------------------------------------------------------------------------------

const console_run mine{{1}};

commands::compare_digest heartbeat(report_digest theirs, std::uint64_t at = 10'000,
                                   wall_time noticed = wall_time(std::chrono::hours(500'000))) {
  return {mine, registration_no{1}, {at}, theirs, noticed};
}

TEST(BirdSession, AsksForAReconcileWhenTheDigestsDiffer) {
  auto session = registered_session();
  session.when(touch(0));
  const auto transcript = session.when(heartbeat({}));
  EXPECT_EQ(count(transcript, "event  digests_differed"), 1u);
  EXPECT_EQ(count(transcript, "event  reconcile_asked"), 1u);
  EXPECT_EQ(count(transcript, "effect witness_told"), 1u);
  EXPECT_EQ(count(transcript, "\"asking\":true"), 1u) << transcript;
  EXPECT_EQ(count(session.when(heartbeat({})), "event"), 0u);
  const auto agreed = session.when(heartbeat(session.state().witness.digest));
  EXPECT_EQ(count(agreed, "event  digests_agreed"), 1u);
  EXPECT_EQ(count(agreed, "\"asking\":false"), 1u) << agreed;
}

TEST(BirdSession, AsksNothingBeforeItIsDurable) {
  auto session = registered_session();
  session.when(touch(0));
  session.hold();
  EXPECT_EQ(count(session.when(heartbeat({})), "effect"), 0u);
}

TEST(BirdSession, AsksAtMostOnceADay) {
  auto session = registered_session();
  session.when(touch(0));
  session.when(heartbeat({}));
  session.when(heartbeat(session.state().witness.digest));
  const auto again = session.when(heartbeat({}));
  EXPECT_EQ(count(again, "event  digests_differed"), 1u);
  EXPECT_EQ(count(again, "event  reconcile_asked"), 0u);
  EXPECT_EQ(count(again, "\"asking\":false"), 1u) << again;
  session.restart();
  EXPECT_EQ(count(session.when(heartbeat({})), "event"), 0u);
  const auto next_day = heartbeat({}, 10'000, wall_time(std::chrono::hours(500'024)));
  EXPECT_EQ(count(session.when(next_day), "event  reconcile_asked"), 1u);
  auto restored = heartbeat({});
  restored.mine = console_run{{2}};
  EXPECT_EQ(count(session.when(restored), "event  reconcile_asked"), 1u);
}

TEST(BirdSession, DoesNotCompareAHeartbeatThatWasSealedBeforeAReport) {
  auto session = registered_session();
  session.when(touch(0));  // under counter 100
  EXPECT_EQ(count(session.when(heartbeat({}, 99)), "event"), 0u);
}

TEST(BirdSession, AsksNothingOfABirdThatHasAClone) {
  auto session = registered_session();
  session.when(touch(0));
  session.when(heartbeat({}));
  session.when(touch(1, "first"));
  const auto cloned = session.when(touch(1, "second"));
  EXPECT_EQ(count(cloned, "\"cloned\":true,\"asking\":false"), 1u) << cloned;
  auto restored = heartbeat({});
  restored.mine = console_run{{2}};
  EXPECT_EQ(count(session.when(restored), "event"), 0u);
  session.restart();
  EXPECT_EQ(count(session.when(restored), "event"), 0u);
}

TEST(BirdSession, CountsFromZeroUnderAnotherRegistration) {
  auto session = registered_session();
  session.when(touch(0));
  session.when(heartbeat({7, {}}));
  session.when(commands::register_bird{bird_id{{1}}, bird_tag{6}, registration_no{2}, {}});
  EXPECT_EQ(session.state().witness, session_witness{});
  EXPECT_EQ(count(session.when(heartbeat({7, {}})), "event"), 0u);  // it came before
  auto anew = heartbeat({7, {}});
  anew.number = registration_no{2};
  EXPECT_EQ(count(session.when(anew), "event  digests_differed"), 1u);
}

TEST(BirdSession, NotesPathsOnceAndAcknowledgesEachTime) {
  auto session = registered_session();
  commands::note_paths upload;
  upload.at = counter{7};
  upload.hash = report_hash{{1, 2, 3}};
  upload.paths = R"({"192.0.2.1:53":{}})";
  const auto first = session.when(upload);
  EXPECT_EQ(count(first, "event  paths_reported"), 1u);
  EXPECT_EQ(count(first, "effect message_acked"), 1u);
  EXPECT_NE(first.find("0102030000000000"), std::string::npos) << first;
  const auto again = session.when(upload);
  EXPECT_EQ(count(again, "event"), 0u) << again;
  EXPECT_EQ(count(again, "effect message_acked"), 1u);
  EXPECT_FALSE(session.owes());
}

TEST(BirdSession, AnUploadThatIsPlayedAgainIsNoNews) {
  auto session = registered_session();
  commands::note_paths first, second;
  first.at = counter{7};
  first.paths = "{}";
  second.at = counter{9};
  second.paths = R"({"192.0.2.1:53":{}})";
  session.when(first);
  session.when(second);
  session.restart();
  EXPECT_EQ(count(session.when(first), "event"), 0u);
  EXPECT_EQ(count(session.when(second), "event"), 0u);
  session.when(commands::register_bird{bird_id{{1}}, bird_tag{6}, registration_no{2}, {}});
  EXPECT_EQ(count(session.when(first), "event  paths_reported"), 1u);
}

}  // namespace
}  // namespace aviary
