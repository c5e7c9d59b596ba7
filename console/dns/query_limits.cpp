#include "console/dns/query_limits.hpp"

#include <algorithm>
#include <bit>
#include <chrono>

#include "messages/dns_name.hpp"
#include "messages/invariant.hpp"
#include "messages/short_mac.hpp"

namespace aviary {
namespace {

constexpr unsigned count_bits = 8;
constexpr std::uint32_t count_max = (1u << count_bits) - 1;
/// Seconds are kept modulo 2^24: after 194 days an entry that nobody evicted could look young again
/// and turn one query away to TCP.
constexpr std::uint32_t seconds_mask = 0xFFFFFF;
static_assert(same_query_max < count_max);

std::uint32_t count_of(std::uint32_t packed) {
  return packed & count_max;
}

std::uint32_t age_of(std::uint32_t packed, std::uint32_t now_seconds) {
  return (now_seconds - (packed >> count_bits)) & seconds_mask;
}

/// Whether the entry's window is over; an empty one's always is.
bool is_over(std::uint32_t packed, std::uint32_t now_seconds) {
  return count_of(packed) == 0 || age_of(packed, now_seconds) >= same_query_window_seconds;
}

/// What gives way first has the lowest: over, then counted least, then oldest.
std::uint32_t worth_of(std::uint32_t packed, std::uint32_t now_seconds) {
  if (is_over(packed, now_seconds)) return 0;
  return count_of(packed) << count_bits | (count_max - age_of(packed, now_seconds));
}
static_assert(same_query_window_seconds < count_max);

}  // namespace

query_limits::query_limits(const key& secret, std::size_t buckets)
    : secret_(secret), table_(buckets) {
  static_assert(sizeof(bucket) == 64);
  AVIARY_INVARIANT(std::has_single_bit(buckets), "the bucket is a mask of the hash");
}

query_limits::place query_limits::find(const source_address& source, const dns_query& query) const {
  std::array<std::uint8_t, std::tuple_size_v<source_address> + 2 + name_octets_max> text;
  auto out = std::ranges::copy(source, text.begin()).out;
  *out++ = static_cast<std::uint8_t>(static_cast<unsigned>(query.type) >> 8);
  *out++ = static_cast<std::uint8_t>(query.type);
  out = put_lower_case(query.name, out);
  const auto mac = sip_hash(secret_, byte_view(text.begin(), out));
  const place at{std::bit_cast<std::uint64_t>(mac.value)};
  __builtin_prefetch(&table_[bucket_of(at)], 1);
  return at;
}

bool query_limits::admit(place at, instant now) {
  const auto fingerprint = static_cast<std::uint32_t>(at.hash >> 32);
  const auto seconds = static_cast<std::uint32_t>(
      std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count() & seconds_mask);

  auto& entries = table_[bucket_of(at)].entries;
  entry* weakest = entries.data();
  auto weakest_worth = ~std::uint32_t{0};
  for (auto& held : entries) {
    auto& packed = held.first_seen_and_count;
    if (held.fingerprint == fingerprint && !is_over(packed, seconds)) {
      const auto count = count_of(packed);
      if (count < count_max) ++packed;
      return count < same_query_max;
    }
    const auto worth = worth_of(packed, seconds);
    if (worth < weakest_worth) {
      weakest = &held;
      weakest_worth = worth;
    }
  }
  *weakest = {fingerprint, seconds << count_bits | 1};
  return true;
}

}  // namespace aviary
