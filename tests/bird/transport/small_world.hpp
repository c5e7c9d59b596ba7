#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bird/transport/sender.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_query.hpp"
#include "messages/report_id.hpp"
#include "tests/bird/transport/fake_console.hpp"
#include "tests/bird/transport/test_ports.hpp"

// A sender, a console and the link between them in virtual time, with a retry queue of a few lines.
// Whatever leaves or ends is written down, so that a test reads as a transcript.

namespace aviary {

using namespace std::chrono_literals;

struct link_quality {
  std::chrono::nanoseconds one_way = 20ms;
  std::chrono::nanoseconds jitter{};
  double loss = 0;
  double duplicated = 0;
};

class small_world {
 public:
  explicit small_world(std::uint64_t seed = 1, link_quality quality = {}, path_profile path = {},
                       std::size_t resolvers = 1)
      : link(quality),
        console(zone(), bird(), root(), seed + 1),
        chance_(seed + 2),
        entropy_(seed + 3),
        sender_(sender_settings{zone(), bird(), derive_up_keys(root()), derive_down_keys(root()),
                                std::vector<path_profile>(resolvers, path)},
                counters, entropy_) {}

  static zone_name zone() { return *zone_name::parse("c.example.net"); }
  static bird_tag bird() { return {0x0B12D001}; }
  static root_key root() {
    return root_key::filled_by([](std::uint8_t* out) { std::fill_n(out, root_key::size, 7); });
  }

  // -- what a test sets ---------------------------------------------------------------------------

  link_quality link;
  fake_console console;
  counters_in_memory counters;
  /// Whether the link drops this query, whatever its quality.
  std::function<bool(const bird_request&)> drops;
  /// What a resolver answers instead of asking the console, for instance SERVFAIL.
  std::function<std::optional<dns_rcode>(std::size_t resolver)> refuses;
  /// Whether the answer comes with TC=1 over UDP.
  bool truncates = false;
  bool down = false;
  /// Sees every query that leaves.
  std::function<void(const sender::effects::send&)> watch;
  /// Whether nothing comes back from this resolver.
  std::function<bool(std::size_t resolver)> dead;

  // -- what a test does ---------------------------------------------------------------------------

  /// A report with this body; offered again by the rules of the retry queue.
  report_id offer(bytes body, message_kind kind = message_kind::report) {
    const auto id = make_report_id({{1}, 2}, {next_sequence_++}, body);
    owed_[id] = {body, kind, now, 0, {}};
    offer_again(id);
    return id;
  }
  void heartbeat(bytes body) { handle(sender::commands::heartbeat_due{{{}, std::move(body)}}); }
  void handle(const sender::command& wanted) {
    for (auto& effect : sender_.handle(wanted, now)) perform(std::move(effect));
    check_limits();
  }
  /// Runs until `done` or for `at_most`. True when done.
  bool run(std::chrono::nanoseconds at_most, const std::function<bool()>& done = {}) {
    const auto end = now + at_most;
    while (!done || !done()) {
      const auto next = next_event();
      if (!next || *next > end) {
        now = end;
        return false;
      }
      now = std::max(now, *next);
      step();
    }
    return true;
  }
  bool run_until_delivered(std::chrono::nanoseconds at_most) {
    return run(at_most, [&] { return owed_.empty(); });
  }
  std::string transcript() const {
    std::string text;
    for (const auto& line : lines_) text += line + "\n";
    return text;
  }
  void forget_transcript() { lines_.clear(); }

  // -- what it saw --------------------------------------------------------------------------------

  instant now{};
  std::vector<std::string> broken_rules;
  std::vector<instant> sent_at;
  std::size_t acknowledged = 0;
  std::size_t parked = 0;
  std::vector<sender::effects::heartbeat_answered> heartbeats_answered;
  sender_statistics statistics() const { return sender_.statistics(now); }
  std::size_t owed() const { return owed_.size(); }

 private:
  struct owing {
    bytes body;
    message_kind kind{};
    instant made_at{};
    std::size_t attempts = 0;
    std::optional<instant> parked_until;
  };
  struct event {
    instant at{};
    std::uint64_t order = 0;
    bool to_console = false;
    std::size_t resolver = 0;
    bytes octets;
    bool over_stream = false;
    bool operator>(const event& other) const {
      return std::pair(at, order) > std::pair(other.at, other.order);
    }
  };

  void note(const std::string& what) {
    char at[32];
    std::snprintf(at, sizeof at, "%8.3f ",
                  static_cast<double>(now.time_since_epoch().count()) / 1e9);
    lines_.push_back(at + what);
  }

  static std::string name_of(const bird_request& asked) {
    if (std::holds_alternative<one_shot_request>(asked.body)) return "one-shot";
    if (std::holds_alternative<status_request>(asked.body)) return "status";
    const auto& part = std::get<fragment_request>(asked.body);
    return "fragment " + std::to_string(part.index.value + 1) + " of " +
           std::to_string(part.last.value + 1);
  }

  void perform(sender::effect effect) {
    if (auto* send = std::get_if<sender::effects::send>(&effect)) return carry(std::move(*send));
    if (const auto* done = std::get_if<sender::effects::acknowledged>(&effect)) {
      note("acknowledged " + std::to_string(done->id.sequence.value));
      ++acknowledged;
      if (owed_.erase(done->id) == 0) broken_rules.push_back("acknowledged twice");
    } else if (const auto* again = std::get_if<sender::effects::parked>(&effect)) {
      note("parked " + std::to_string(again->id.sequence.value) + ": " +
           std::string(describe(again->why)));
      ++parked;
      auto& debt = owed_[again->id];
      debt.parked_until =
          now + std::min<std::chrono::nanoseconds>(
                    1s * (1 << std::min<std::size_t>(debt.attempts - 1, 10)), 15min);
    } else if (std::holds_alternative<sender::effects::console_answers>(effect)) {
      note("console answers");
      for (auto& [id, debt] : owed_)
        if (debt.parked_until) debt.parked_until = now;
    } else if (auto* beat = std::get_if<sender::effects::heartbeat_answered>(&effect)) {
      note(beat->counted ? "heartbeat answered" : "heartbeat answered, stale token");
      heartbeats_answered.push_back(std::move(*beat));
    } else if (std::holds_alternative<sender::effects::rolled_back>(effect)) {
      note("rolled back");
    } else {
      note("path degraded");
    }
  }

  void carry(sender::effects::send send) {
    sent_at.push_back(now);
    if (watch) watch(send);
    const auto asked = console.read(send.octets);
    note((asked ? name_of(*asked) : "junk") + (send.over_stream ? " over TCP" : "") +
         (send.resolver > 0 ? " by resolver " + std::to_string(send.resolver) : ""));
    watch_names(send);
    if (down || (dead && dead(send.resolver)) || (drops && asked && drops(*asked))) return;
    transport(true, send.resolver, std::move(send.octets), send.over_stream);
  }

  // A stream loses nothing.
  void transport(bool to_console, std::size_t resolver, bytes octets, bool over_stream,
                 std::chrono::nanoseconds after = {}) {
    const int copies = 1 + (!over_stream && chance_.chance() < link.duplicated ? 1 : 0);
    for (int i = 0; i < copies; ++i) {
      if (!over_stream && chance_.chance() < link.loss) continue;
      const auto jitter =
          std::chrono::duration_cast<std::chrono::nanoseconds>(link.jitter * chance_.chance());
      events_.push({now + after + link.one_way + jitter, ++order_, to_console, resolver, octets,
                    over_stream});
    }
  }

  std::optional<instant> next_event() const {
    std::optional<instant> next = sender_.next_due();
    const auto earlier = [&](instant at) {
      if (!next || at < *next) next = at;
    };
    if (!events_.empty()) earlier(events_.top().at);
    for (const auto& [id, debt] : owed_)
      if (debt.parked_until) earlier(*debt.parked_until);
    return next;
  }

  void step() {
    if (++steps_ > 5'000'000) {
      broken_rules.push_back("no end");
      owed_.clear();
    }
    if (!events_.empty() && events_.top().at <= now) {
      auto arrived = events_.top();
      events_.pop();
      if (arrived.to_console) return at_console(arrived);
      return handle(sender::commands::datagram{arrived.resolver, arrived.octets});
    }
    for (auto& [id, debt] : owed_)
      if (debt.parked_until && *debt.parked_until <= now) return offer_again(id);
    const auto due = sender_.next_due();
    handle(sender::commands::tick{});
    if (due && sender_.next_due() == due && *due <= now && ++idle_ > 3)
      broken_rules.push_back("due again and again");
    else if (sender_.next_due() != due)
      idle_ = 0;
  }

  void at_console(event& arrived) {
    const auto query = parse_query(arrived.octets);
    std::array<std::uint8_t, 512> buffer;
    std::optional<std::size_t> size;
    if (refuses)
      if (const auto rcode = refuses(arrived.resolver))
        size = write_rcode_answer(buffer, *query, *rcode);
    if (truncates && !arrived.over_stream) size = write_truncated_answer(buffer, *query);
    if (size)
      return transport(false, arrived.resolver,
                       bytes(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*size)),
                       arrived.over_stream);
    auto made = console.answer(arrived.octets, now);
    if (made)
      transport(false, arrived.resolver, std::move(made->datagram), arrived.over_stream,
                made->after);
  }

  void offer_again(report_id id) {
    auto& debt = owed_.at(id);
    debt.parked_until.reset();
    ++debt.attempts;
    handle(sender::commands::offer{id, debt.body, debt.made_at, debt.kind});
  }

  void check_limits() {
    const auto shown = sender_.statistics(now);
    if (shown.under_way > window_max) broken_rules.push_back("window exceeded");
    const auto second_ago = now - 1s;
    const auto first = std::upper_bound(sent_at.begin(), sent_at.end(), second_ago);
    if (sent_at.end() - first > send_pace::clean_per_second) broken_rules.push_back("too fast");
  }

  // No two queries of one name while the first may still be answered, unless the first is given up.
  void watch_names(const sender::effects::send& send) {
    const auto query = parse_query(send.octets);
    const std::string name(as_text(query->name));
    const auto last = names_.find(name);
    const bool given_up = last == names_.end() || send.over_stream ||
                          now - last->second >= sender_.statistics(now).timeout;
    if (!given_up) broken_rules.push_back("one name twice under way: " + lines_.back());
    names_[name] = now;
  }

  seeded_entropy chance_;
  seeded_entropy entropy_;
  sender sender_;
  std::priority_queue<event, std::vector<event>, std::greater<>> events_;
  std::map<report_id, owing> owed_;
  std::map<std::string, instant> names_;
  std::vector<std::string> lines_;
  std::uint64_t order_ = 0;
  std::uint32_t next_sequence_ = 0;
  std::size_t steps_ = 0;
  std::size_t idle_ = 0;
};

/// How often these words stand in a transcript.
inline std::size_t times(const std::string& text, const std::string& words) {
  const auto at = text.find(words);
  return at == text.npos ? 0 : 1 + times(text.substr(at + 1), words);
}

/// Octets that no compression makes smaller.
inline bytes incompressible(std::size_t size, std::uint64_t seed = 9) {
  seeded_entropy entropy(seed);
  bytes body(size);
  entropy.fill(body);
  return body;
}

}  // namespace aviary
