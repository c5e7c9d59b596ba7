#include "sim/checkers/memory_checker.hpp"

#include "actors/addresses.hpp"
#include "actors/bird_session.hpp"
#include "actors/fragment_stream_actor.hpp"
#include "sim/checkers/read_event.hpp"

namespace aviary {
namespace {

/// `fragment_stream/0badcafe`.
std::string_view beginning_of(std::string_view stream) {
  return stream.substr(0, stream.find('-'));
}

}  // namespace

void memory_checker::see(const sighting& one) {
  if (const auto* seen = std::get_if<sightings::console_record>(&one)) {
    read(*seen->what);
  } else if (const auto* rested = std::get_if<sightings::unit_at_rest>(&one)) {
    if (rested->stream.starts_with("incident/")) incidents_[std::string(rested->stream)] = now_;
  } else if (const auto* passed = std::get_if<sightings::second_passed>(&one)) {
    now_ = passed->now;
    if (passed->fragments != nullptr && console_is_up_) look(passed->now, *passed->fragments);
  } else if (const auto* dead = std::get_if<sightings::crashed>(&one)) {
    if (dead->node == 0) console_is_up_ = false, held_since_.clear();
  } else if (const auto* alive = std::get_if<sightings::started>(&one)) {
    if (alive->node == 0) console_is_up_ = true;
  }
}

void memory_checker::read(const record& one) {
  const auto made = read_event<bird_session::events::registered>(one);
  if (!made) return;
  sessions_.insert(addresses::bird_session(made->bird));
  gathering_.emplace(beginning_of(fragment_stream_address({made->tag, {}})));
}

std::size_t memory_checker::incidents_awake() const {
  std::size_t out = 0;
  for (const auto& [stream, at] : incidents_) out += now_ - at <= lingering ? 1 : 0;
  return out;
}

void memory_checker::look(instant now, const event_log& fragments) {
  std::map<stream_name, instant> held;
  std::map<std::string_view, std::size_t> for_long;  // by bird
  fragments.for_each_stream([&](const stream_name& stream, const stream_head& head) {
    if (!head.owes) return;
    const auto known = held_since_.find(stream);
    held.emplace(stream, known == held_since_.end() ? now : known->second);
  });
  held_since_ = std::move(held);
  if (!broken_promises().empty()) return;  // said once
  for (const auto& [stream, since] : held_since_)
    if (now - since > settling && ++for_long[beginning_of(stream)] == messages_in_flight_max + 1)
      broken("more than " + std::to_string(messages_in_flight_max) + " messages are held of " +
             std::string(beginning_of(stream)));
}

void memory_checker::conclude(const outcome& end) {
  judge_streams(end);
  const auto share = awake_of_console + end.birds * awake_of_bird + incidents_awake();
  if (end.awake > share)
    broken(std::to_string(end.awake) + " actors are awake; " + std::to_string(end.birds) +
           " birds need " + std::to_string(share));
}

void memory_checker::judge_streams(const outcome& end) {
  if (end.fragments != nullptr) {
    std::map<std::string, std::size_t> of_bird;
    end.fragments->for_each_stream([&](const stream_name& stream, const stream_head& head) {
      if (!gathering_.contains(beginning_of(stream))) broken(stream + " is a stranger's");
      if (head.owes) ++of_bird[std::string(beginning_of(stream))];
    });
    for (const auto& [bird, count] : of_bird)
      if (count > messages_in_flight_max)
        broken(std::to_string(count) + " messages are held of " + bird);
  }
  if (end.logs.empty()) return;
  end.logs.front().second->for_each_stream([this](const stream_name& stream, const stream_head&) {
    const bool is_session = stream.starts_with("bird_session/");
    if (is_session && !sessions_.contains(stream) &&
        stream != addresses::bird_session(console_itself))
      broken(stream + " is a stranger's");
  });
}

}  // namespace aviary
