#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/dns_name.hpp"
#include "messages/envelope.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/reply.hpp"
#include "messages/request.hpp"
#include "messages/short_mac.hpp"
#include "messages/zone_name.hpp"

// Says anything in a bird's name, as somebody can who has its keys: each query is well-formed and
// authentic, whatever it holds. What comes back it can read, too.

namespace aviary {

struct thief_query {
  bytes datagram;
  dns_name name;
  short_mac mac{};
};

class key_thief {
 public:
  key_thief(const zone_name& zone, bird_tag bird, const root_key& root);

  /// All queries that bring over that plaintext under that counter, one or several fragments.
  std::vector<thief_query> message(counter at, byte_view plain);
  std::vector<thief_query> message(counter at, const envelope& said);
  /// One fragment with any content; 1 octet or more is sent. index <= last < 4,096.
  thief_query fragment(counter at, std::uint64_t index, std::uint64_t last, byte_view payload);
  thief_query query(const decltype(bird_request::body)& body);

  /// The REPLY that an answer to that query holds.
  std::optional<reply> reply_in(byte_view answer, const thief_query& asked) const;

 private:
  zone_name zone_;
  bird_tag bird_;
  up_keys up_;
  down_keys down_;
  std::uint8_t salts_ = 0;
};

}  // namespace aviary
