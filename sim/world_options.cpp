#include "sim/world_options.hpp"

#include <charconv>
#include <cstdio>

#include "sim/faults/fault.hpp"
#include "sim/network/resolver_profile.hpp"
#include "sim/prng.hpp"
#include "sim/workloads/workload.hpp"

namespace aviary {
namespace {

/// Every value but the faults', in the order in which they are shown.
void for_each_value(auto& options, auto&& visit) {
  visit("seed", options.seed);
  visit("birds", options.birds);
  visit("seconds", options.seconds);
  visit("settle_minutes", options.settle_minutes);
  visit("interval_seconds", options.interval_seconds);
  visit("probes", options.probes);
  visit("workload", options.workload);
  visit("reports", options.reports);
  visit("report_octets", options.report_octets);
  visit("resolver", options.resolver);
  visit("loss", options.loss);
  visit("duplication", options.duplication);
  visit("corruption", options.corruption);
  visit("delay_min_ms", options.delay_min_ms);
  visit("delay_max_ms", options.delay_max_ms);
  visit("slow_writes", options.slow_writes);
}

std::string text_of(std::uint64_t value) {
  return std::to_string(value);
}
std::string text_of(const std::string& value) {
  return value;
}
/// The shortest text that reads back as the same number.
std::string text_of(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

bool read_into(std::string& out, std::string_view text) {
  out = text;
  return !text.empty();
}
bool read_into(auto& out, std::string_view text) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

constexpr std::uint64_t birds_max = 100'000;
constexpr std::uint64_t seconds_max = 31 * 24 * 3'600;
constexpr std::uint64_t interval_max = 3'600;
constexpr std::uint64_t reports_max = 100'000;
/// A report is cut at 64 KiB; the rest of it wants some room.
constexpr std::uint64_t report_octets_max = 60'000;
constexpr std::uint64_t delay_max = 60'000;

/// The workloads that every seed may draw; it draws a flood, which costs a hundred times the time,
/// beside them.
constexpr std::size_t workloads_drawn_first = 4;
constexpr double flood_share = 0.08;
/// The resolvers that every seed may draw, and how often one of them is its strict sister.
constexpr std::size_t resolvers_drawn_first = 6;
constexpr double strict_share = 0.3;

/// The first word, and what follows it.
std::pair<std::string_view, std::string_view> split(std::string_view line) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return {line, {}};
  return {line.substr(0, space), line.substr(space + 1)};
}

}  // namespace

std::vector<std::string> to_lines(const world_options& options) {
  std::vector<std::string> out;
  for_each_value(options, [&out](std::string_view name, const auto& value) {
    out.push_back(std::string(name) + ' ' + text_of(value));
  });
  for (const auto& [name, rate] : options.faults)
    out.push_back("fault " + name + ' ' + text_of(rate));
  return out;
}

std::string to_text(const world_options& options) {
  std::string out;
  for (const auto& line : to_lines(options)) out += (out.empty() ? "" : ", ") + line;
  return out;
}

result<void, failure> take_line(world_options& options, std::string_view line) {
  auto [name, value] = split(line);
  bool known = false, read = false;
  for_each_value(options, [&, name = name, value = value](std::string_view each, auto& target) {
    if (each != name) return;
    known = true;
    read = read_into(target, value);
  });
  if (name == "fault") {
    const auto [fault, rate] = split(value);
    if (find_fault(fault) == nullptr)
      return failure{"there is no fault " + std::string(fault), "see them with: aviary-sim list"};
    known = true;
    read = read_into(options.faults[std::string(fault)], rate);
  }
  if (!known)
    return failure{"a world has no " + std::string(name), "see docs/SIMULATOR.md for what it has"};
  if (!read)
    return failure{"no value for " + std::string(name) + ": " + std::string(value),
                   "write a number"};
  return {};
}

result<void, failure> check(const world_options& options) {
  failure out;
  const auto in_limits = [&out](std::string_view name, auto value, auto low, auto high) {
    if (value >= low && value <= high) return;
    out = {std::string(name) + " is out of its limits: " + text_of(value),
           "give " + text_of(low) + " to " + text_of(high)};
  };
  in_limits("birds", options.birds, std::uint64_t{1}, birds_max);
  in_limits("seconds", options.seconds, std::uint64_t{1}, seconds_max);
  in_limits("settle_minutes", options.settle_minutes, std::uint64_t{0}, seconds_max / 60);
  in_limits("interval_seconds", options.interval_seconds, std::uint64_t{1}, interval_max);
  in_limits("probes", options.probes, std::uint64_t{0}, std::uint64_t{1});
  in_limits("reports", options.reports, std::uint64_t{0}, reports_max);
  in_limits("report_octets", options.report_octets, std::uint64_t{1}, report_octets_max);
  in_limits("loss", options.loss, 0.0, 1.0);
  in_limits("duplication", options.duplication, 0.0, 1.0);
  in_limits("corruption", options.corruption, 0.0, 1.0);
  in_limits("slow_writes", options.slow_writes, 0.0, 1.0);
  in_limits("delay_max_ms", options.delay_max_ms, std::uint64_t{0}, delay_max);
  in_limits("delay_min_ms", options.delay_min_ms, std::uint64_t{0}, options.delay_max_ms);
  for (const auto& [name, rate] : options.faults) in_limits("the rate of " + name, rate, 0.0, 1.0);
  if (find_workload(options.workload) == nullptr)
    out = {"there is no workload " + options.workload, "see them with: aviary-sim list"};
  if (options.resolver != no_resolver && find_resolver_profile(options.resolver) == nullptr)
    out = {"there is no resolver " + options.resolver, "see them with: aviary-sim list"};
  if (out.what.empty()) return {};
  return out;
}

world_options draw_world(std::uint64_t seed) {
  prng source(seed, "world");
  world_options out;
  out.seed = seed;
  out.birds = source.chance(0.4) ? 1 : source.between(2, 5);
  out.reports = source.between(1, 12);
  out.report_octets = source.chance(0.8) ? 1'000 : 8'000;
  // Long enough, now and then, for a dead bird to be missed.
  if (source.chance(0.2)) out.seconds = 420;
  const auto workloads = workload_kinds();
  out.workload = workloads[source.between(0, workloads_drawn_first - 1)].name;
  const auto resolvers = resolver_profiles();
  if (source.chance(0.5))
    out.resolver = resolvers[source.between(0, resolvers_drawn_first - 1)].name;
  out.loss = source.unit() * 0.5;
  out.duplication = source.unit() * 0.2;
  out.corruption = source.chance(0.5) ? source.unit() * 0.05 : 0;
  out.delay_min_ms = source.between(1, 20);
  // A resolver that waits for 1.5 s at most, as PowerDNS does, resolves nothing over slower paths.
  const bool has_resolver = out.resolver != no_resolver;
  out.delay_max_ms = out.delay_min_ms + source.between(0, has_resolver ? 400 : 2'000);
  for (const auto& kind : fault_kinds()) {
    const bool is_in = source.chance(0.5);
    const double rate = kind.most * source.unit();
    if (is_in && kind.fits(out)) out.faults.emplace(kind.name, rate);
  }
  // From streams of their own, so that a seed draws of the rest what it always drew.
  if (prng(seed, "flood").chance(flood_share)) out.workload = "flood";
  if (const auto strict = out.resolver + "-strict"; find_resolver_profile(strict) != nullptr)
    if (prng(seed, "strict").chance(strict_share)) out.resolver = strict;
  out.probes = prng(seed, "probes").between(0, 1);
  return out;
}

}  // namespace aviary
