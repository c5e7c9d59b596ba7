#include "sim/draw/load_page.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "sim/draw/drawn_text.hpp"
#include "sim/draw/histogram_plot.hpp"
#include "sim/draw/line_plot.hpp"
#include "sim/draw/numerals.hpp"
#include "sim/draw/page.hpp"

namespace aviary {
namespace {

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}
double real(std::uint64_t number) {
  return static_cast<double>(number);
}
std::string of_ms(double ms) {
  return duration_text(ms / 1000);
}
std::string reports(std::uint64_t number) {
  return counted(number) + (number == 1 ? " report" : " reports");
}

/// As text of the page in which no line breaks between a number and its unit.
std::string unbroken(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool after_digit = i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9';
    const auto next = text.substr(i + 1, 1);
    const bool before_unit = next == "%" || next == "s" || next == "m" || next == "h";
    const auto end = text.find_first_of(" ,.;)", i + 1);
    const auto length = (end == text.npos ? text.size() : end) - i - 1;
    out += text[i] == ' ' && after_digit && before_unit && length <= 3 ? "\u00a0"
                                                                       : std::string(1, text[i]);
  }
  return html_text(out);
}

// -- headline ------------------------------------------------------------------------------------

/// What is wrong, or that nothing is, in a few words.
std::string verdict_word(const load_report& from) {
  switch (verdict_of(from)) {
    case load_verdict::all_arrived:
      return "All reports arrived.";
    case load_verdict::missing:
      return "MISSING: " + reports(from.reports_stored - from.reports_in_console) +
             " never reached the console" +
             (from.reports_acknowledged > from.reports_in_console
                  ? ", though more were acknowledged than it holds: a promise was broken."
                  : ".");
    case load_verdict::twice:
      return "TWICE: the console holds " + counted(from.reports_in_console - from.reports_stored) +
             " more than the birds had stored.";
    case load_verdict::unconfirmed:
      return "NOT CONFIRMED: " + reports(from.reports_stored - from.reports_acknowledged) +
             " arrived, but the birds do not know.";
    case load_verdict::nothing_stored:
      break;
  }
  return "No report was made.";
}

std::string circumstances(const load_report& from) {
  return counted(from.birds) + (from.birds == 1 ? " bird" : " birds") + " for " +
         with_unit(from.seconds, plot_unit::seconds) +
         (from.loss > 0 ? " at " + percent_text(from.loss) + " loss each way" : " without loss");
}

std::string sentence(const load_report& from) {
  auto out = circumstances(from) + ": ";
  if (from.reports_stored == 0)
    return out + counted(from.heartbeats_answered) + " of " + counted(from.heartbeats_sent) +
           " heartbeats were answered.";
  out += counted(std::min(from.reports_in_console, from.reports_stored)) + " of " +
         reports(from.reports_stored) + " arrived";
  if (verdict_of(from) == load_verdict::all_arrived) out += ", none twice";
  if (from.reports_acknowledged == 0) return out + "; none was acknowledged.";
  return out +
         (from.reports_acknowledged < from.reports_stored ? "; of those acknowledged, half within "
                                                          : "; half within ") +
         of_ms(from.ack_p50_ms) + ", 99 % within " + of_ms(from.ack_p99_ms) + ".";
}

/// A sign, so that the verdict is seen without its colour: a tick, an exclamation mark in a
/// triangle, or a dash.
std::string verdict_sign(load_verdict verdict) {
  const std::string head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\" aria-hidden=\"true\">";
  if (verdict == load_verdict::all_arrived)
    return head + "<circle cx=\"16\" cy=\"16\" r=\"14\"/><path d=\"M9 17l5 5 9-12\"/></svg>\n";
  if (verdict == load_verdict::nothing_stored)
    return head + "<circle cx=\"16\" cy=\"16\" r=\"14\"/><path d=\"M9 16h14\"/></svg>\n";
  return head + "<path d=\"M16 3l14 26H2z\"/><path d=\"M16 12v8M16 24.5v.5\"/></svg>\n";
}

std::string verdict_box(const load_report& from) {
  const auto verdict = verdict_of(from);
  const std::string style = verdict == load_verdict::all_arrived      ? "verdict good"
                            : verdict == load_verdict::nothing_stored ? "verdict"
                                                                      : "verdict bad";
  return "<div class=\"" + style + "\">\n" + verdict_sign(verdict) + "<p><strong class=\"word\">" +
         html_text(verdict_word(from)) + "</strong> " + unbroken(sentence(from)) + "</p>\n</div>\n";
}

// -- key figures ---------------------------------------------------------------------------------

using figures = std::vector<std::pair<std::string, std::string>>;

std::string figures_table(const std::string& caption, const figures& rows) {
  auto out = "<table>\n<caption>" + html_text(caption) + "</caption>\n<tbody>\n";
  for (const auto& [name, value] : rows)
    out +=
        "<tr><th scope=\"row\">" + html_text(name) + "</th><td>" + unbroken(value) + "</td></tr>\n";
  return out + "</tbody>\n</table>\n";
}

std::string with_share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return counted(part);
  return counted(part) + " (" + percent_text(ratio(real(part), real(whole))) + ")";
}

std::string key_figures(const load_report& from) {
  const auto measured = std::max(from.seconds, real(from.series.queries.size()));
  const auto messages = real(from.heartbeats_sent + from.reports_stored);
  const auto within = [&](double ms) {
    return from.reports_acknowledged == 0 ? std::string("-") : of_ms(ms);
  };
  return "<h2>Key figures</h2>\n<div class=\"tables\">\n" +
         figures_table("Reports", {{"stored by the birds", counted(from.reports_stored)},
                                   {"in the console", counted(from.reports_in_console)},
                                   {"acknowledged", counted(from.reports_acknowledged)},
                                   {"half acknowledged within", within(from.ack_p50_ms)},
                                   {"90 % within", within(from.ack_p90_ms)},
                                   {"99 % within", within(from.ack_p99_ms)},
                                   {"the slowest", within(from.ack_max_ms)}}) +
         figures_table(
             "Traffic",
             {{"heartbeats sent", counted(from.heartbeats_sent)},
              {"heartbeats answered", with_share(from.heartbeats_answered, from.heartbeats_sent)},
              {"DNS queries", counted(from.queries)},
              {"of these, asked again", with_share(from.retries, from.queries)},
              {"queries for each message", rounded(ratio(real(from.queries), messages), 3)},
              {"lost on the way up", with_share(from.lost_up, from.queries)},
              {"lost on the way down", counted(from.lost_down)},
              {"answers that came back", counted(from.answers)},
              {"over TCP", counted(from.over_stream)}}) +
         figures_table(
             "Console",
             {{"processor time", rounded(from.console_cpu_seconds, 3) + " s"},
              {"share of one core", percent_text(ratio(from.console_cpu_seconds, measured))},
              {"per heartbeat", rounded(from.console_us_per_heartbeat, 3) + " \u00b5s"},
              {"memory before", rounded(from.console_rss_before_mib, 3) + " MiB"},
              {"memory after", rounded(from.console_rss_after_mib, 3) + " MiB"},
              {"memory per bird", rounded(from.console_kib_per_bird, 3) + " KiB"}}) +
         figures_table("The run",
                       {{"console", from.console},
                        {"birds", counted(from.birds)},
                        {"length", with_unit(from.seconds, plot_unit::seconds)},
                        {"a heartbeat every", with_unit(from.interval_seconds, plot_unit::seconds)},
                        {"lost each way", percent_text(from.loss)},
                        {"seed", std::to_string(from.seed)},
                        {"processor time of the birds", rounded(from.own_cpu_seconds, 3) + " s"}}) +
         "</div>\n";
}

// -- plots ---------------------------------------------------------------------------------------

/// A second in which nothing was acknowledged has no latency.
std::vector<double> latencies(const load_series& series, const std::vector<double>& values) {
  auto out = values;
  for (std::size_t i = 0; i < out.size(); ++i)
    if (i < series.acknowledged.size() && series.acknowledged[i] == 0)
      out[i] = std::numeric_limits<double>::quiet_NaN();
  return out;
}

std::string plot_box(const std::string& figure, const std::string& note) {
  return "<div>\n" + figure + "<p>" + html_text(note) + "</p>\n</div>\n";
}

std::string latency_plots(const load_report& from) {
  line_plot over_time{"Time until a report is acknowledged",
                      plot_unit::milliseconds,
                      true,
                      line_plot::fold::highest,
                      {{"half within", latencies(from.series, from.series.latency_p50_ms)},
                       {"99 % within", latencies(from.series, from.series.latency_p99_ms)}},
                      from.seconds};
  histogram_plot histogram{"How many reports took how long",
                           "reports",
                           from.latency_bucket_ms,
                           from.latency_bucket_count,
                           {}};
  if (from.reports_acknowledged > 0)
    histogram.marks = {{"half within", from.ack_p50_ms}, {"99 % within", from.ack_p99_ms}};
  return plot_box(to_figure(over_time),
                  "Lower is better. The scale grows by factors, so that fast and slow are both "
                  "seen. A gap: nothing was acknowledged in that second.") +
         plot_box(to_figure(histogram),
                  "Bars on the right are slow ones. The scale of time grows by factors, as above; "
                  "the height is the number of reports.");
}

std::string traffic_plots(const load_report& from) {
  const auto mean = line_plot::fold::mean;
  const line_plot traffic{"DNS queries each second",
                          plot_unit::number,
                          false,
                          mean,
                          {{"queries", from.series.queries},
                           {"answers", from.series.answers},
                           {"lost", from.series.lost}},
                          from.seconds};
  const line_plot acknowledged{
      "Reports acknowledged each second",      plot_unit::number, false, mean,
      {{"reports", from.series.acknowledged}}, from.seconds};
  const line_plot processor{
      "The console's processor time, % of one core",  plot_unit::percent, false, mean,
      {{"console", from.series.console_cpu_percent}}, from.seconds};
  return plot_box(
             to_figure(traffic),
             "Birds ask again for what was lost, so more is lost than is missing at the end.") +
         plot_box(to_figure(acknowledged),
                  "What the console has durably stored and has told the bird.") +
         plot_box(to_figure(processor),
                  "100 % is one core fully busy. A console with room to spare stays far below "
                  "the number of its cores.");
}

// -- how to read this ----------------------------------------------------------------------------

constexpr std::string_view how_to_read = R"(<h2>How to read this</h2>
<p>Aviary places small devices, <em>birds</em>, in a network; whoever touches one is an intruder.
The bird tells its <em>console</em> by DNS queries, which may be lost like any datagram. In this run
a program played many birds at once against a real console, and threw datagrams away on purpose, in
both directions.</p>
<dl>
<dt>report</dt><dd>What a bird says about one touch. It is <em>stored</em> once the bird has it on
disk, and counts from then on: it must arrive, however often it has to be sent.</dd>
<dt>acknowledged</dt><dd>The console has the report durably and the bird has been told so. Only then
does the bird forget it.</dd>
<dt>missing</dt><dd>Stored by a bird, and not in the console when the run was over. It should never
happen; a longer wait may tell a slow report from a lost one.</dd>
<dt>twice</dt><dd>Whether a report was taken for two. Sending again is normal; counting it twice
would be a fault.</dd>
<dt>half within, 99 % within</dt><dd>Of all acknowledged reports, the fastest half and the fastest
99 % took at most this long, from stored to acknowledged. Where queries are lost the second is much
longer: those reports were sent several times, or their bird first believed that the path was
dead.</dd>
<dt>heartbeat</dt><dd>A bird's regular sign of life. It is asked again when no answer comes, until
the next one takes its place.</dd>
<dt>run ends</dt><dd>From then on no new report is made; the program waits for what is still on its
way.</dd>
<dt>per heartbeat</dt><dd>The console's processor time, all of it, shared out among the heartbeats:
what one more bird costs.</dd>
</dl>
)";

/// Quoted for a shell where it must be.
std::string shell_word(const std::string& text) {
  constexpr std::string_view harmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:_-/[]";
  if (!text.empty() && text.find_first_not_of(harmless) == text.npos) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string run_it_again(const load_report& from) {
  return "<h2>Run it again</h2>\n<p>Against a running console; DIR stands for its data "
         "folder:</p>\n<pre class=\"command\" tabindex=\"0\">" +
         html_text(load_command_line(from)) + "</pre>\n<p>The seed, " + std::to_string(from.seed) +
         ", decides which datagrams are lost and when birds report. Times also depend on the "
         "machine.</p>\n";
}

}  // namespace

load_verdict verdict_of(const load_report& from) {
  if (from.reports_in_console < from.reports_stored) return load_verdict::missing;
  if (from.reports_in_console > from.reports_stored) return load_verdict::twice;
  if (from.reports_acknowledged < from.reports_stored) return load_verdict::unconfirmed;
  return from.reports_stored == 0 ? load_verdict::nothing_stored : load_verdict::all_arrived;
}

std::string load_headline(const load_report& from) {
  const auto verdict = verdict_of(from);
  if (verdict == load_verdict::all_arrived) return sentence(from);
  return verdict_word(from) + " " + sentence(from);
}

std::string load_command_line(const load_report& from) {
  return "aviary-sim load --console " + shell_word(from.console) + " --data DIR --birds " +
         std::to_string(from.birds) + " --seconds " + plain_number(from.seconds) + " --loss " +
         plain_number(from.loss) + " --interval " + plain_number(from.interval_seconds) +
         " --seed " + std::to_string(from.seed);
}

std::string load_page(const load_report& from) {
  return html_page("Load run: " + load_headline(from),
                   "<h1>A console under load</h1>\n" + verdict_box(from) + key_figures(from) +
                       "<h2>Over time</h2>\n<div class=\"plots\">\n" + latency_plots(from) +
                       traffic_plots(from) + "</div>\n" + std::string(how_to_read) +
                       run_it_again(from));
}

}  // namespace aviary
