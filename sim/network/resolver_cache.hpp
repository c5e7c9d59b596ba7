#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/time.hpp"
#include "sim/network/upstream_message.hpp"

// What a resolver keeps: answers, the knowledge that there is none, and failures, by name (in any
// case) and type. Bounded: the oldest makes room, whatever its TTL, as nobody asks a bird's name
// twice but soon after the first time.

namespace aviary {

class resolver_cache {
 public:
  static constexpr std::size_t entries_max_default = 32'768;

  explicit resolver_cache(std::size_t entries_max = entries_max_default)
      : entries_max_(entries_max) {}

  struct entry {
    dns_rcode rcode = dns_rcode::no_error;
    record_sections records;
    instant kept_at;
    instant expires;
  };

  /// Name and type of a question as the key under which it is kept.
  static std::string key_of(byte_view name, rr_type type);

  /// Nothing when it is not kept or has expired. The pointer lives until the next `keep`.
  const entry* find(std::string_view key, instant now) const;
  /// Replaces what was kept under this key.
  void keep(std::string key, entry&& what);

  std::size_t size() const { return entries_.size(); }

 private:
  struct node {
    std::string key;
    entry what;
  };
  void forget_oldest();

  std::size_t entries_max_;
  /// Oldest first.
  std::list<node> entries_;
  std::unordered_map<std::string_view, std::list<node>::iterator> by_key_;
};

}  // namespace aviary
