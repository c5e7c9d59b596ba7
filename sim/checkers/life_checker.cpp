#include "sim/checkers/life_checker.hpp"

#include <algorithm>

#include "actors/bird_session.hpp"
#include "sim/checkers/read_event.hpp"
#include "sim/nodes/bird_ids.hpp"

namespace aviary {

void life_checker::see(const sighting& one) {
  if (const auto* seen = std::get_if<sightings::console_record>(&one)) {
    read(*seen->what);
  } else if (const auto* passed = std::get_if<sightings::second_passed>(&one)) {
    sweep(passed->now);
  } else if (const auto* dead = std::get_if<sightings::crashed>(&one)) {
    if (dead->node == 0)
      console_since_.reset();
    else
      birds_[dead->node].dead_since = now_, dead_.insert(dead->node);
  } else if (const auto* alive = std::get_if<sightings::started>(&one)) {
    if (alive->node == 0)
      console_since_ = now_;
    else
      birds_[alive->node].dead_since.reset(), dead_.erase(alive->node);
  } else if (const auto* copy = std::get_if<sightings::cloned>(&one)) {
    birds_[copy->bird].has_clone = true;
  } else if (const auto* lost = std::get_if<sightings::turned>(&one)) {
    birds_[ordinal_of_bird(lost->id)].has_clone = true;
  } else if (std::holds_alternative<sightings::console_restored>(one)) {
    for (auto& [ordinal, bird] : birds_) bird.heard = bird.silent = false;
  }
}

void life_checker::read(const record& one) {
  using events = bird_session::events;
  if (const auto settings = read_event<events::settings_reported>(one))
    birds_[ordinal_of_bird(settings->bird)].heard = true;
  else if (const auto silent = read_event<events::fell_silent>(one))
    birds_[ordinal_of_bird(silent->bird)].silent = true;
  else if (const auto back = read_event<events::returned>(one))
    birds_[ordinal_of_bird(back->bird)].silent = false;
}

void life_checker::sweep(instant now) {
  now_ = now;
  if (!console_since_) return;
  for (const auto ordinal : dead_) {
    auto& bird = birds_[ordinal];
    const auto since = std::max(*bird.dead_since, *console_since_);
    if (!bird.heard || bird.silent || bird.has_clone || now - since <= bound_) continue;
    broken("bird " + std::to_string(ordinal) + " is dead and still shown alive");
    bird.silent = true;  // said once
  }
}

void life_checker::conclude(const outcome&) {
  if (!console_since_) return;
  for (const auto& [ordinal, bird] : birds_)
    if (!bird.dead_since && bird.silent && !bird.has_clone)
      broken("bird " + std::to_string(ordinal) + " is alive and shown silent");
}

}  // namespace aviary
