#include "console/presence/life_table.hpp"

#include <algorithm>
#include <array>

#include "messages/bytes.hpp"
#include "messages/hash.hpp"
#include "messages/short_mac.hpp"

namespace aviary {
namespace {

std::uint64_t seconds_of(instant now) {
  return static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count());
}

std::uint64_t slice_of(instant now) {
  return seconds_of(now) / static_cast<std::uint64_t>(life_table::slice_time.count());
}

}  // namespace

// -- tokens --------------------------------------------------------------------------------------

life_token life_table::token_of_slice(const bird_id& bird, std::uint64_t slice) const {
  std::array<std::uint8_t, bird_id::size + 8> text;
  std::ranges::copy(bird.value, text.begin());
  std::ranges::copy(big_endian(slice), text.begin() + bird_id::size);
  return life_token{sip_hash(epoch_.view(), text).value};
}

life_token life_table::token(const bird_id& bird, instant now) const {
  return token_of_slice(bird, slice_of(now));
}

// -- heartbeats ----------------------------------------------------------------------------------

life_table::verdict life_table::hear(const registered_bird& bird, counter at_counter,
                                     const heartbeat_head& head, const heartbeat* body, instant now,
                                     wall_time wall) {
  verdict out;
  auto slice = slice_of(now);
  const auto carries = [&](std::uint64_t minute) {
    return equal_in_constant_time(token_of_slice(bird.id, minute).value, head.token.value);
  };
  if (!carries(slice) && (slice == 0 || !carries(--slice))) {
    out.stale_token = true;
    return out;
  }
  auto& record = at(bird);
  out.repeated = record.bird != nullptr && at_counter == record.heartbeat;
  if (at_counter <= record.heartbeat) return out;
  out.counts = true;
  out.returned = record.state == life::silent;
  record.bird = &bird;
  record.heartbeat = at_counter;
  record.last_seen = wall;
  record.digest = head.digest;
  record.state = life::alive;
  if (body != nullptr) {
    const auto settings = hash_settings(body->name, body->location, body->interval_seconds);
    out.settings_changed = settings != record.settings;
    record.settings = settings;
    record.interval_seconds = static_cast<std::uint16_t>(body->interval_seconds);
    record.waiting = static_cast<std::uint16_t>(body->waiting);
    out.dropped_changed = record.dropped != body->dropped;
    record.dropped = body->dropped;
    record.oldest_seconds = body->oldest_seconds;
    record.uptime_seconds = body->uptime_seconds;
  }
  await(record, slice * static_cast<std::uint64_t>(slice_time.count()));
  return out;
}

std::uint64_t life_table::hash_settings(std::string_view name, std::string_view location,
                                        std::uint32_t interval_seconds) const {
  bytes text;
  byte_writer writer(text);
  writer.u32(interval_seconds);
  writer.u8(static_cast<std::uint8_t>(name.size()));
  writer.octets(as_bytes(name));
  writer.octets(as_bytes(location));
  return byte_reader(sip_hash(epoch_.view(), text).value).u64();
}

presence_record& life_table::at(const registered_bird& bird) {
  if (records_.size() <= bird.ordinal) {
    records_.resize(bird.ordinal + std::size_t{1}, {.interval_seconds = interval_default});
    silent_at_.resize(records_.size(), never);
  }
  return records_[bird.ordinal];
}

// -- silence -------------------------------------------------------------------------------------

void life_table::await(const presence_record& record, std::uint64_t made_seconds) {
  // One second less, because the sweep comes up to a second late.
  const auto until = made_seconds + static_cast<std::uint64_t>(token_life.count()) +
                     std::uint64_t{intervals_missed} * record.interval_seconds - 1;
  silent_at_[record.bird->ordinal] =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(until, never - 1));
}

void life_table::sweep(instant now,
                       const std::function<void(const presence_record&)>& fell_silent) {
  const auto seconds = seconds_of(now);
  for (std::size_t i = 0; i < silent_at_.size(); ++i) {
    if (silent_at_[i] > seconds) continue;
    silent_at_[i] = never;
    records_[i].state = life::silent;
    fell_silent(records_[i]);
  }
}

// -- what the log knows at the start -------------------------------------------------------------

presence_record& life_table::recall(const registered_bird& bird, wall_time wall) {
  auto& record = at(bird);
  record.bird = &bird;
  record.last_seen = wall;
  if (record.state == life::unheard) record.state = life::awaited;
  return record;
}

void life_table::recall_settings(const registered_bird& bird, std::string_view name,
                                 std::string_view location, std::uint32_t interval_seconds,
                                 instant now, wall_time wall) {
  auto& record = recall(bird, wall);
  record.settings = hash_settings(name, location, interval_seconds);
  record.interval_seconds =
      static_cast<std::uint16_t>(std::min(interval_seconds, heartbeat_interval_max));
  if (record.state == life::awaited) await(record, seconds_of(now));
}

void life_table::recall_silence(const registered_bird& bird, wall_time wall) {
  recall(bird, wall).state = life::silent;
  silent_at_[bird.ordinal] = never;
}

void life_table::recall_return(const registered_bird& bird, instant now, wall_time wall) {
  auto& record = recall(bird, wall);
  record.state = life::awaited;
  await(record, seconds_of(now));
}

// -- for views -----------------------------------------------------------------------------------

std::size_t life_table::octets() const {
  return records_.capacity() * sizeof(presence_record) +
         silent_at_.capacity() * sizeof(std::uint32_t);
}

}  // namespace aviary
