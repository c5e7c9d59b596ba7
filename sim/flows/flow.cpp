#include "sim/flows/flow.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "sim/flows/flow_recorder.hpp"
#include "sim/world.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t rows_max = 90;
/// Behind this a bird knows that its path is clean, and repeats no more than the rules ask for.
constexpr seconds known_path{330};
constexpr std::size_t four_fragments_of_password = 160;
constexpr int third_fragment = 2;
constexpr std::uint64_t birds_drawn_max = 4;

world_options quiet_world(seconds length) {
  world_options out;
  out.seed = 1;
  out.workload = "quiet";
  out.probes = 0;
  out.reports = 0;
  out.delay_min_ms = out.delay_max_ms = 20;
  out.slow_writes = 0;
  out.seconds = static_cast<std::uint64_t>(length.count());
  return out;
}

/// A world and who watches it, which outlives it.
struct recorded_world {
  recorded_world(const trace& one, std::uint64_t birds) : where(one.options, one.strikes) {
    recorder.emplace(where, birds);
  }

  std::optional<flow_recorder> recorder;
  world where;
};

/// One bird in a quiet world, recorded from `from` to `to`.
class stage {
 public:
  stage(instant::duration from, instant::duration to)
      : made_({quiet_world(std::chrono::ceil<seconds>(to) + seconds(1)), {}}, 1) {
    made_.where.time().after(from, [this] { made_.recorder->begin(); });
    made_.where.time().after(to, [this] { made_.recorder->end(); });
  }
  void at(instant::duration when, std::function<void(world&)> what) {
    made_.where.time().after(when, [this, what = std::move(what)] { what(made_.where); });
  }
  void touch_at(instant::duration when, std::size_t octets) {
    at(when, [octets](world& where) { where.bird(1).touch("192.0.2.9", octets); });
  }
  sequence_chart play(std::string_view name) {
    made_.where.run();
    auto out = made_.recorder->chart(rows_max);
    out.title = find_flow(name)->title;
    out.subtitle = find_flow(name)->what;
    return out;
  }

 private:
  recorded_world made_;
};

sequence_chart play_heartbeat() {
  return stage(seconds(14), seconds(62)).play("heartbeat");
}

sequence_chart play_reboot() {
  stage out(seconds(29), seconds(52));
  out.at(seconds(35), [](world& where) { where.power_cut(where.bird(1), seconds(5)); });
  return out.play("reboot");
}

sequence_chart play_event() {
  stage out(known_path - seconds(1), known_path + seconds(3));
  out.touch_at(known_path, four_fragments_of_password);
  return out.play("event");
}

/// The third fragment does not pass until its message was parked; then it does.
sequence_chart play_retransmission() {
  stage out(known_path - milliseconds(500), known_path + seconds(13));
  out.touch_at(known_path, four_fragments_of_password);
  out.at(known_path, [](world& where) {
    where.network().up_of(1).stop_what(
        [reader = message_reader(where.zone(), *where.bird(1).root())](byte_view datagram) {
          return reader.fragment_of(datagram) == third_fragment;
        });
  });
  out.at(known_path + milliseconds(8'000),
         [](world& where) { where.network().up_of(1).stop_what(nullptr); });
  return out.play("retransmission");
}

constexpr std::array kinds{
    flow_kind{
        "heartbeat", "A heartbeat every 15 seconds",
        "One query, one answer. The answer carries the console's time and a token that proves "
        "the next heartbeat fresh.",
        play_heartbeat},
    flow_kind{"reboot", "A bird loses its power and comes back",
              "It says at once that it lives; its old token may be stale by then. An instruction "
              "that waits would come in the answer: instructions are not built yet.",
              play_reboot},
    flow_kind{
        "settings", "Settings, pulled in segments",
        "pulls are not built yet: the layouts are there (docs/PROTOCOL.md section 6), the bird "
        "asks for none",
        nullptr},
    flow_kind{
        "event", "A touch becomes an alert",
        "The report is stored before the visitor is answered, leaves in four fragments, and is "
        "let go when the console says that it is on disk.",
        play_event},
    flow_kind{"retransmission", "The third of four fragments does not pass",
              "It is sent three more times, after 1, 2 and 4 seconds. Then the whole message is "
              "parked, offered again, and goes through.",
              play_retransmission},
};

}  // namespace

std::span<const flow_kind> flow_kinds() {
  return kinds;
}

const flow_kind* find_flow(std::string_view name) {
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [name](const auto& one) { return one.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

sequence_chart draw_trace(const trace& one) {
  recorded_world played(one, std::min(one.options.birds, birds_drawn_max));
  const auto told = played.where.run();
  auto out = played.recorder->chart(rows_max);
  out.title = "Seed " + std::to_string(one.options.seed);
  out.subtitle = told.broken_promises.empty() ? "Every promise was kept."
                                              : "Broken: " + told.broken_promises.front();
  return out;
}

}  // namespace aviary
