#include "sim/load/load_progress.hpp"

#include <cstdio>

namespace aviary {

std::string progress_line(std::chrono::seconds since, const load_series& series,
                          std::uint64_t acknowledged, std::uint64_t planned) {
  const auto last = [](const std::vector<double>& of) { return of.empty() ? 0 : of.back(); };
  char text[160];
  std::snprintf(text, sizeof text,
                "%4lld s  %6.0f queries/s  %6.0f lost/s  %llu of %llu reports  p99 %5.0f ms  "
                "console %3.0f %%",
                static_cast<long long>(since.count()), last(series.queries), last(series.lost),
                static_cast<unsigned long long>(acknowledged),
                static_cast<unsigned long long>(planned), last(series.latency_p99_ms),
                last(series.console_cpu_percent));
  return text;
}

void load_progress::registering(std::chrono::nanoseconds since, std::size_t count, std::size_t of) {
  if (!on_terminal_) return;
  live(std::chrono::floor<std::chrono::seconds>(since),
       "registered " + std::to_string(count) + " of " + std::to_string(of) + " birds");
}

void load_progress::registered(std::chrono::nanoseconds took, std::size_t count) {
  char text[100];
  std::snprintf(text, sizeof text, "%zu birds registered in %.1f s", count,
                std::chrono::duration<double>(took).count());
  line(text);
}

void load_progress::phase(const std::string& name, std::chrono::seconds takes) {
  line(name + (takes.count() > 0 ? ", " + std::to_string(takes.count()) + " s" : ""));
}

void load_progress::second(std::chrono::nanoseconds since, const load_series& series,
                           std::uint64_t acknowledged, std::uint64_t planned) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(since);
  live(whole, progress_line(whole, series, acknowledged, planned));
}

void load_progress::live(std::chrono::seconds since, const std::string& text) {
  if (on_terminal_) {
    std::fprintf(stderr, "\r\033[K%s", text.c_str());
    std::fflush(stderr);
    line_open_ = true;
  } else if (since % plain_interval == std::chrono::seconds(0)) {
    line(text);
  }
}

void load_progress::line(const std::string& text) {
  std::fprintf(stderr, "%s%s\n", line_open_ ? "\n" : "", text.c_str());
  line_open_ = false;
}

}  // namespace aviary
