#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/dns_query.hpp"
#include "messages/time.hpp"

// Counts how often one question came from one address, in a table that is as large at the first
// query as after a flood. A question that comes too often is answered with TC=1 over UDP: who
// really asks comes again over TCP, who had its address forged is left alone.
//
//     8 entries in a bucket, a cache line each:   | fingerprint 4 | first seen, s 3 | count 1 |
//
// The bucket and the fingerprint come from a keyed hash: nobody can choose whom to collide with. In
// a full bucket the entry that counted least gives way, and of those the oldest: a flood of ever
// new questions never evicts the ones that repeat. The window begins with the first query and is
// not slid on: across two windows a question may pass twice as often as the limit says, which costs
// nobody anything.

namespace aviary {

/// Where a query came from: an IPv6 address or a mapped IPv4 one (RFC 4291 section 2.5.5.2). The
/// port is left out: a resolver draws a new one for each query.
using source_address = std::array<std::uint8_t, 16>;

/// A minimising resolver repeats a name a few times, a lossy path makes it repeat twice.
inline constexpr unsigned same_query_max = 10;
inline constexpr std::uint32_t same_query_window_seconds = 60;

class query_limits {
 public:
  using key = std::array<std::uint8_t, 16>;

  /// 2 MiB: at 4,000 different questions a second each is remembered for the whole window.
  static constexpr std::size_t buckets_default = 32 * 1024;

  /// `secret`: random. `buckets`: a power of two.
  explicit query_limits(const key& secret, std::size_t buckets = buckets_default);

  /// Where one question from one address is counted.
  struct place {
    std::uint64_t hash = 0;
  };
  /// The place of the query (name case-blind, type). Its bucket is on its way to the processor when
  /// this returns: it lies nowhere near in a table of this size, and who looks up the places of a
  /// whole batch first does not wait for each (0.1 us of 3.9 a query, bench/authorities_bench).
  place find(const source_address& source, const dns_query& query) const;

  /// Counts one more query there; false when it came more than `same_query_max` times within the
  /// window. Allocates nothing.
  bool admit(place at, instant now);

 private:
  struct entry {
    std::uint32_t fingerprint = 0;
    std::uint32_t first_seen_and_count = 0;
  };
  static constexpr std::size_t bucket_entries = 8;
  struct alignas(64) bucket {
    std::array<entry, bucket_entries> entries;
  };

  std::uint64_t bucket_of(place at) const { return at.hash & (table_.size() - 1); }

  key secret_;
  std::vector<bucket> table_;
};

}  // namespace aviary
