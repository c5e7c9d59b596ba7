#include "sim/flows/flow_recorder.hpp"

#include <algorithm>
#include <utility>

#include "actors/alert_desk.hpp"
#include "actors/bird_session.hpp"
#include "actors/incident.hpp"
#include "actors/retry_queue.hpp"

namespace aviary {
namespace {

using kind = chart_mark::kind;

/// What a record of the console's log says in a chart; empty when it is left out.
std::string console_words(const record& one) {
  using session = bird_session::events;
  if (one.type == session::registered::name) return "bird registered";
  if (one.type == session::report_accepted::name) return "report accepted";
  if (one.type == session::fell_silent::name) return "bird fell silent";
  if (one.type == session::returned::name) return "bird returned";
  if (one.type == incident::events::opened::name) return "incident opened";
  if (one.type == incident::events::report_added::name) return "report added to incident";
  if (one.type == alert_desk::events::alert_routed::name) return "alert owed to the webhook";
  return {};
}

std::string bird_words(const new_event& one) {
  using queue = retry_queue::events;
  if (one.type == queue::enqueued::name) return "report stored";
  if (one.type == queue::acknowledged::name) return "report done";
  if (one.type == queue::dropped::name) return "report given up";
  return {};
}

}  // namespace

flow_recorder::flow_recorder(world& where, std::uint64_t birds) : world_(where), birds_(birds) {
  all_.lanes = {"someone"};
  for (std::uint64_t bird = 1; bird <= birds; ++bird) {
    all_.lanes.push_back(birds == 1 ? "bird" : "bird " + std::to_string(bird));
    watch_links(bird);
  }
  all_.lanes.insert(all_.lanes.end(), {"console", "webhook"});
  where.checkers().on_sighting([this](const sighting& one) { see(one); });
}

void flow_recorder::watch_links(std::uint64_t bird) {
  auto& network = world_.network();
  const auto draw = [this](std::size_t from, std::size_t to, read_message what,
                           std::optional<instant> arrives) {
    all_.arrows.push_back({world_.time().now(), arrives, from, to, std::move(what.label),
                           std::move(what.detail), false});
  };
  network.up_of(bird).watch([=, this](byte_view octets, std::optional<instant> arrives) {
    if (auto* reader = reader_of(bird))
      draw(lane_of_bird(bird), lane_of_console(), reader->query(octets), arrives);
  });
  network.down_of(bird).watch([=, this](byte_view octets, std::optional<instant> arrives) {
    if (auto* reader = reader_of(bird))
      draw(lane_of_console(), lane_of_bird(bird), reader->answer(octets), arrives);
  });
}

message_reader* flow_recorder::reader_of(std::uint64_t bird) {
  const auto found = readers_.find(bird);
  if (found != readers_.end()) return &found->second;
  const auto* root = world_.bird(bird).root();
  if (root == nullptr) return nullptr;
  return &readers_.emplace(bird, message_reader(world_.zone(), *root)).first->second;
}

// -- what happens ---------------------------------------------------------------------------------

void flow_recorder::mark(std::size_t lane, std::string label, kind what) {
  if (!label.empty()) all_.marks.push_back({world_.time().now(), lane, std::move(label), what});
}

void flow_recorder::see(const sighting& one) {
  const auto lane_of = [this](std::uint64_t node) {
    return node == 0 ? lane_of_console() : lane_of_bird(node);
  };
  if (const auto* seen = std::get_if<sightings::console_record>(&one)) {
    mark(lane_of_console(), console_words(*seen->what), kind::stored);
  } else if (const auto* call = std::get_if<sightings::alert_posted>(&one)) {
    const auto now = world_.time().now();
    all_.arrows.push_back({now, call->taken ? std::optional(now) : std::nullopt, lane_of_console(),
                           lane_of_webhook(), "alert", "", false});
  } else if (const auto* append = std::get_if<sightings::bird_appends>(&one)) {
    if (append->bird > birds_) return;
    for (const auto& event : append->what->events)
      mark(lane_of_bird(append->bird), bird_words(event), kind::stored);
  } else if (const auto* touch = std::get_if<sightings::touched>(&one)) {
    if (touch->bird > birds_) return;
    const auto now = world_.time().now();
    all_.arrows.push_back(
        {now, now, someone, lane_of_bird(touch->bird), "touches the decoy", "", false});
  } else if (const auto* dead = std::get_if<sightings::crashed>(&one)) {
    if (dead->node <= birds_) mark(lane_of(dead->node), "power lost", kind::crash);
  } else if (const auto* alive = std::get_if<sightings::started>(&one)) {
    if (alive->node <= birds_) mark(lane_of(alive->node), "started", kind::restart);
  }
}

// -- the chart ------------------------------------------------------------------------------------

sequence_chart flow_recorder::chart(std::size_t most) const {
  auto out = all_;
  const auto outside = [this](instant at) { return (from_ && at < *from_) || (to_ && at > *to_); };
  std::erase_if(out.arrows, [&](const auto& one) { return outside(one.sent); });
  std::erase_if(out.marks, [&](const auto& one) { return outside(one.at); });
  std::vector<instant> times;
  for (const auto& one : out.arrows) times.push_back(one.sent);
  for (const auto& one : out.marks) times.push_back(one.at);
  if (times.size() <= most) return out;
  std::nth_element(times.begin(), times.end() - static_cast<std::ptrdiff_t>(most), times.end());
  const auto oldest = *(times.end() - static_cast<std::ptrdiff_t>(most));
  std::erase_if(out.arrows, [&](const auto& one) { return one.sent < oldest; });
  std::erase_if(out.marks, [&](const auto& one) { return one.at < oldest; });
  return out;
}

}  // namespace aviary
