#include "sim/draw/load_page.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "tests/sim/draw/load_samples.hpp"
#include "tests/sim/draw/markup_under_test.hpp"
#include "tests/sim/draw/sample_folder.hpp"

namespace aviary {
namespace {

using markup::count_of;

load_report small_run() {
  load_report run;
  run.console = "127.0.0.1:5300";
  run.birds = 5000;
  run.seed = 42;
  run.seconds = 60;
  run.loss = 0.2;
  run.interval_seconds = 15;
  run.reports_stored = run.reports_in_console = run.reports_acknowledged = 5000;
  run.ack_p50_ms = 412;
  run.ack_p99_ms = 1903;
  return run;
}

TEST(LoadPage, SaysInOneSentenceHowItWent) {
  EXPECT_EQ(load_headline(small_run()),
            "5,000 birds for 60 s at 20 % loss each way: 5,000 of 5,000 reports arrived, none "
            "twice; half within 0.41 s, 99 % within 1.9 s.");
  auto one = small_run();
  one.birds = one.reports_stored = one.reports_in_console = one.reports_acknowledged = 1;
  one.loss = 0;
  EXPECT_EQ(load_headline(one),
            "1 bird for 60 s without loss: 1 of 1 report arrived, none twice; half within 0.41 s, "
            "99 % within 1.9 s.");
}

TEST(LoadPage, SaysFirstWhatIsWrong) {
  auto run = small_run();
  run.reports_in_console = run.reports_acknowledged = 4988;
  EXPECT_EQ(verdict_of(run), load_verdict::missing);
  EXPECT_EQ(load_headline(run),
            "MISSING: 12 reports never reached the console. 5,000 birds for 60 s at 20 % loss each "
            "way: 4,988 of 5,000 reports arrived; of those acknowledged, half within 0.41 s, 99 % "
            "within 1.9 s.");
  run.reports_acknowledged = 4990;
  EXPECT_NE(load_headline(run).find("a promise was broken"), std::string::npos);
  run.reports_in_console = 5001;
  EXPECT_EQ(verdict_of(run), load_verdict::twice);
  EXPECT_TRUE(load_headline(run).starts_with("TWICE: the console holds 1 more"));
  EXPECT_EQ(load_headline(run).find("none twice"), std::string::npos);
  run.reports_in_console = 5000;
  EXPECT_EQ(verdict_of(run), load_verdict::unconfirmed);
  EXPECT_TRUE(load_headline(run).starts_with("NOT CONFIRMED: 10 reports arrived"));
  run.reports_acknowledged = 0;
  EXPECT_NE(load_headline(run).find("none was acknowledged"), std::string::npos);
  EXPECT_EQ(verdict_of({}), load_verdict::nothing_stored);
  EXPECT_TRUE(load_headline({}).starts_with("No report was made."));
}

TEST(LoadPage, ShowsTheVerdictByWordAndSign) {
  const auto good = load_page(small_run());
  EXPECT_EQ(count_of(good, "<strong class=\"word\">All reports arrived.</strong>"), 1u);
  EXPECT_EQ(count_of(good, "<path d=\"M9 17l5 5 9-12\"/>"), 1u) << "a tick";
  const auto bad = load_page(samples::missing_run());
  EXPECT_EQ(count_of(bad, "<strong class=\"word\">MISSING: 12 reports"), 1u);
  EXPECT_EQ(count_of(bad, "<path d=\"M16 3l14 26H2z\"/>"), 1u) << "a triangle";
  EXPECT_LT(bad.find("class=\"word\""), bad.find("<table>")) << "before everything else";
}

TEST(LoadPage, IsOneWellFormedFile) {
  for (const auto& [name, run] : samples::all_runs()) {
    const auto page = load_page(run);
    samples::leave("load_" + name + ".html", page);
    EXPECT_EQ(markup::xml_fault(page), "") << name;
    EXPECT_EQ(count_of(page, "<script"), 0u) << name;
    EXPECT_LT(page.size(), 300u * 1024) << name;
    const auto pictures = markup::pictures(page);
    EXPECT_EQ(pictures.size(), 5u) << name;
    for (const auto& picture : pictures) EXPECT_EQ(markup::collision(picture), "") << name;
  }
}

TEST(LoadPage, ShowsEachFigure) {
  auto run = small_run();
  std::uint64_t next = 1001;
  for (auto* figure : {&run.heartbeats_sent, &run.heartbeats_answered, &run.queries, &run.answers,
                       &run.lost_up, &run.lost_down, &run.retries, &run.over_stream})
    *figure = next++;
  double real = 301;
  for (auto* figure :
       {&run.console_cpu_seconds, &run.console_us_per_heartbeat, &run.console_rss_before_mib,
        &run.console_rss_after_mib, &run.console_kib_per_bird, &run.own_cpu_seconds})
    *figure = real++;
  const auto page = load_page(run);
  for (next = 1001; next < 1009; ++next) {
    const auto text = "1,00" + std::to_string(next - 1000);
    EXPECT_EQ(count_of(page, ">" + text), 1u) << text;
  }
  for (int i = 301; i < 307; ++i) EXPECT_EQ(count_of(page, ">" + std::to_string(i)), 1u) << i;
}

TEST(LoadPage, HoldsNoNonsenseWhereNothingWasMeasured) {
  auto run = load_report{};
  run.ack_p50_ms = std::numeric_limits<double>::quiet_NaN();
  run.console_us_per_heartbeat = std::numeric_limits<double>::infinity();
  const auto page = load_page(run);
  EXPECT_EQ(markup::xml_fault(page), "");
  for (const auto* nonsense : {">nan", ">inf", " nan", " inf<", "=\"nan", "=\"inf"})
    EXPECT_EQ(count_of(page, nonsense), 0u) << nonsense;
  EXPECT_EQ(count_of(page, ">nothing was measured</text>"), 5u);
}

TEST(LoadPage, ShowsNoLatencyWhereNothingWasAcknowledged) {
  auto run = small_run();
  run.series.acknowledged = {1, 0, 1};
  run.series.latency_p50_ms = {10, 0, 10};
  run.series.latency_p99_ms = {10, 77, 10};
  EXPECT_EQ(count_of(load_page(run), "<td>77 ms</td>"), 0u);
  run.series.acknowledged[1] = 1;
  EXPECT_EQ(count_of(load_page(run), "<td>77 ms</td>"), 1u);
}

TEST(LoadPage, SaysHowToRunItAgain) {
  EXPECT_EQ(load_command_line(small_run()),
            "aviary-sim load --console 127.0.0.1:5300 --data DIR --birds 5000 --seconds 60 "
            "--loss 0.2 --interval 15 --seed 42");
  auto odd = small_run();
  odd.console = "a'; <b>\xff";
  EXPECT_NE(load_command_line(odd).find("--console 'a'\\''; <b>\xff' --data"), std::string::npos);
  EXPECT_EQ(markup::xml_fault(load_page(odd)), "");
}

}  // namespace
}  // namespace aviary
