#include "sim/load/load_report.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace aviary {
namespace {

template <class Number>
json_array list_of(const std::vector<Number>& from) {
  json_array out;
  for (const auto one : from) out.emplace_back(one);
  return out;
}

json_object to_json(const load_series& from) {
  json_object out;
  out["queries"] = list_of(from.queries);
  out["answers"] = list_of(from.answers);
  out["lost"] = list_of(from.lost);
  out["acknowledged"] = list_of(from.acknowledged);
  out["latency_p50_ms"] = list_of(from.latency_p50_ms);
  out["latency_p99_ms"] = list_of(from.latency_p99_ms);
  out["console_cpu_percent"] = list_of(from.console_cpu_percent);
  return out;
}

double share(double part, double of) {
  return of == 0 ? 0 : part / of;
}
double number(std::uint64_t from) {
  return static_cast<double>(from);
}

/// One line: a subject, and what is to be said about it.
[[gnu::format(printf, 3, 4)]] void put_line(std::string& out, const char* subject,
                                            const char* format, ...) {
  char text[200];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  char line[240];
  std::snprintf(line, sizeof line, "%-16s %s\n", subject, text);
  out += line;
}

void put_classes(std::string& out, const load_report& from) {
  const auto most = std::ranges::max_element(from.latency_bucket_count);
  if (most == from.latency_bucket_count.end() || *most == 0) return;
  constexpr double columns = 40;
  for (std::size_t i = 0; i < from.latency_bucket_count.size(); ++i) {
    const auto count = from.latency_bucket_count[i];
    if (count == 0) continue;
    const std::string bar(1 + static_cast<std::size_t>(number(count) / number(*most) * columns),
                          '#');
    // The last class holds whatever is longer than the one before it.
    const bool open = i > 0 && i + 1 == from.latency_bucket_count.size();
    put_line(out, "", "%s %7.0f ms %8llu %s",
             open ? " >" : "<=", from.latency_bucket_ms[open ? i - 1 : i],
             static_cast<unsigned long long>(count), bar.c_str());
  }
}

}  // namespace

json_object to_json(const load_report& from) {
  json_object out;
  out["console"] = from.console;
  out["birds"] = from.birds;
  out["seed"] = from.seed;
  out["seconds"] = from.seconds;
  out["loss"] = from.loss;
  out["interval_seconds"] = from.interval_seconds;
  out["reports_stored"] = from.reports_stored;
  out["reports_acknowledged"] = from.reports_acknowledged;
  out["reports_in_console"] = from.reports_in_console;
  out["heartbeats_sent"] = from.heartbeats_sent;
  out["heartbeats_answered"] = from.heartbeats_answered;
  out["queries"] = from.queries;
  out["answers"] = from.answers;
  out["lost_up"] = from.lost_up;
  out["lost_down"] = from.lost_down;
  out["retries"] = from.retries;
  out["over_stream"] = from.over_stream;
  out["ack_p50_ms"] = from.ack_p50_ms;
  out["ack_p90_ms"] = from.ack_p90_ms;
  out["ack_p99_ms"] = from.ack_p99_ms;
  out["ack_max_ms"] = from.ack_max_ms;
  out["latency_bucket_ms"] = list_of(from.latency_bucket_ms);
  out["latency_bucket_count"] = list_of(from.latency_bucket_count);
  out["console_cpu_seconds"] = from.console_cpu_seconds;
  out["console_us_per_heartbeat"] = from.console_us_per_heartbeat;
  out["console_rss_before_mib"] = from.console_rss_before_mib;
  out["console_rss_after_mib"] = from.console_rss_after_mib;
  out["console_kib_per_bird"] = from.console_kib_per_bird;
  out["own_cpu_seconds"] = from.own_cpu_seconds;
  out["series"] = to_json(from.series);
  return out;
}

std::string to_table(const load_report& from) {
  using count = unsigned long long;
  std::string out;
  const auto messages = number(from.heartbeats_sent + from.reports_stored);
  const auto came_back = from.answers + from.lost_up + from.lost_down;
  const auto measured = std::max(from.seconds, number(from.series.queries.size()));
  const auto unanswered = from.queries - std::min(from.queries, came_back);
  put_line(out, "load",
           "%llu birds on %s, a heartbeat every %g s, %g s, %g %% lost each way, seed %llu",
           count{from.birds}, from.console.c_str(), from.interval_seconds, from.seconds,
           from.loss * 100, count{from.seed});
  put_line(out, "reports", "%llu stored, %llu acknowledged, %llu in the console",
           count{from.reports_stored}, count{from.reports_acknowledged},
           count{from.reports_in_console});
  put_line(out, "acknowledged in", "p50 %.0f ms, p90 %.0f ms, p99 %.0f ms, max %.0f ms",
           from.ack_p50_ms, from.ack_p90_ms, from.ack_p99_ms, from.ack_max_ms);
  put_classes(out, from);
  put_line(out, "heartbeats", "%llu sent, %llu answered (%.1f %%)", count{from.heartbeats_sent},
           count{from.heartbeats_answered},
           100 * share(number(from.heartbeats_answered), number(from.heartbeats_sent)));
  put_line(out, "queries", "%llu, %.2f for each message; %llu asked for the same again",
           count{from.queries}, share(number(from.queries), messages), count{from.retries});
  put_line(out, "datagrams",
           "%llu lost on the way up, %llu on the way down, %llu answers, %llu other",
           count{from.lost_up}, count{from.lost_down}, count{from.answers}, count{unanswered});
  put_line(out, "over TCP", "%llu", count{from.over_stream});
  put_line(out, "measured",
           "%.0f s, %.0f of them after the run, until the last report was acknowledged", measured,
           measured - from.seconds);
  put_line(out, "console", "%.1f s of processor, %.0f %% of a core; %.1f us for each heartbeat",
           from.console_cpu_seconds, 100 * share(from.console_cpu_seconds, measured),
           from.console_us_per_heartbeat);
  put_line(out, "its memory", "%.1f MiB before, %.1f MiB after: %.1f KiB a bird",
           from.console_rss_before_mib, from.console_rss_after_mib, from.console_kib_per_bird);
  put_line(out, "this program", "%.1f s of processor, %.0f %% of a core", from.own_cpu_seconds,
           100 * share(from.own_cpu_seconds, measured));
  return out;
}

}  // namespace aviary
