#include "console/dns/key_table.hpp"

#include <algorithm>
#include <span>

#include "actors/addresses.hpp"
#include "actors/bird_session.hpp"

namespace aviary {
namespace {

/// Nothing for the stream of another unit.
std::optional<bird_id> bird_of(std::string_view stream) {
  constexpr std::string_view unit = "bird_session/";
  if (!stream.starts_with(unit)) return {};
  return octets_from_hex<bird_id>(stream.substr(unit.size()));
}

}  // namespace

void registered_bird::note_used(counter at) const {
  auto known = highest_used.load(std::memory_order_relaxed);
  while (known < at.value && !highest_used.compare_exchange_weak(known, at.value)) continue;
}

// -- looking up ----------------------------------------------------------------------------------

const registered_bird* key_table::find(bird_tag tag) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_tag_.find(tag);
  return found != by_tag_.end() && found->second->valid ? found->second : nullptr;
}

const registered_bird* key_table::find(const bird_id& bird) const {
  const std::shared_lock lock(mutex_);
  const auto found = newest_.find(bird);
  return found != newest_.end() && found->second->valid ? found->second : nullptr;
}

std::size_t key_table::birds() const {
  const std::shared_lock lock(mutex_);
  return newest_.size();
}

// -- what the log says ---------------------------------------------------------------------------

void key_table::apply(const record& one) {
  if (one.retired) return;
  if (one.type == bird_session::events::registered::name) {
    if (!one.stream.starts_with("bird_session/")) return;
    const auto event = decode_event<bird_session::event>(one.type, one.payload);
    if (!event) return;
    const auto& birth = std::get<bird_session::events::registered>(*event);
    admit(birth.bird, birth.tag, birth.number, birth.sealed_root);
  } else if (one.type == "revoked") {
    if (const auto bird = bird_of(one.stream)) revoke(*bird);
  }
}

void key_table::admit(const bird_id& bird, bird_tag tag, registration_no number,
                      byte_view sealed_root) {
  const auto root = unseal_(sealed_root);
  if (!root) {
    ++unreadable_roots_;
    return;
  }
  const std::unique_lock lock(mutex_);
  if (by_tag_.contains(tag)) return;  // a record that is shown again
  auto& added = registered_.emplace_back();
  by_tag_.emplace(tag, &added);
  added.tag = tag;
  added.number = number;
  added.id = bird;
  added.root = *root;
  auto [newest, first] = newest_.try_emplace(bird, &added);
  if (first) {
    added.ordinal = static_cast<std::uint32_t>(newest_.size() - 1);
    return;
  }
  auto& former = *newest->second;
  former.valid = false;
  added.ordinal = former.ordinal;
  added.highest_used = former.highest().value;
  newest->second = &added;
}

void key_table::revoke(const bird_id& bird) {
  const std::unique_lock lock(mutex_);
  const auto found = newest_.find(bird);
  if (found != newest_.end()) found->second->valid = false;
}

// -- unknown tags --------------------------------------------------------------------------------

void key_table::note_unknown(bird_tag tag, wall_time now) {
  constexpr std::size_t sharing = 4;
  static_assert(unknown_max % sharing == 0);
  const std::lock_guard lock(unknown_mutex_);
  const auto first = tag.value % (unknown_max / sharing) * sharing;
  const auto places = std::span(unknown_).subspan(first, sharing);
  auto place = std::ranges::find_if(
      places, [tag](const auto& one) { return one.queries > 0 && one.tag == tag; });
  if (place == places.end()) {
    place = std::ranges::min_element(places, {}, &unknown_tag::queries);
    *place = {tag, 0, now, now};
  }
  ++place->queries;
  place->last_seen = now;
}

std::vector<unknown_tag> key_table::unknown() const {
  const std::lock_guard lock(unknown_mutex_);
  std::vector<unknown_tag> out;
  std::ranges::copy_if(unknown_, std::back_inserter(out),
                       [](const auto& one) { return one.queries > 0; });
  return out;
}

}  // namespace aviary
