#pragma once

#include <algorithm>
#include <cstdint>

#include "actors/addresses.hpp"
#include "actors/bird_session.hpp"
#include "console/dns/key_table.hpp"
#include "messages/hash.hpp"
#include "messages/key_schedule.hpp"
#include "messages/request.hpp"
#include "messages/sealed_message.hpp"
#include "messages/zone_name.hpp"
#include "tests/console/dns/made_queries.hpp"

// Birds that a key table knows, and what they would ask.

namespace aviary {

struct known_bird {
  bird_tag tag{};
  root_key root;
  up_keys up;
  down_keys down;

  /// Different for each ordinal from 1, the same in every run.
  explicit known_bird(std::uint8_t ordinal)
      : tag{0x0B12D000u | ordinal},
        root(root_key::filled_by([&](std::uint8_t* octets) {
          for (std::size_t i = 0; i < root_key::size; ++i)
            octets[i] = static_cast<std::uint8_t>(ordinal + i);
        })),
        up(derive_up_keys(root)),
        down(derive_down_keys(root)) {}

  /// The name that asks `body`.
  encoded_request ask(const zone_name& zone, decltype(bird_request::body) body,
                      answer_code code = answer_code::raw_1232, salt attempt = {}) const {
    bird_request wanted;
    wanted.bird = tag;
    wanted.code = code;
    wanted.attempt = attempt;
    wanted.body = body;
    return encode_request(wanted, zone, up.fragment);
  }

  /// The name of a one-shot that says `plain`.
  encoded_request say(const zone_name& zone, counter at, byte_view plain) const {
    const auto sealed = seal_up(up, at, plain);
    return ask(zone, one_shot_request{low_of(at), sealed});
  }
};

/// A table without a log: its roots are not sealed.
inline key_table::unseal_root unsealed() {
  return [](byte_view octets) -> std::optional<root_key> {
    if (octets.size() != root_key::size) return std::nullopt;
    return root_key(octets.first<root_key::size>());
  };
}

inline void admit(key_table& table, const known_bird& bird) {
  bird_id id;
  std::ranges::copy(big_endian(bird.tag.value), id.value.begin());
  const auto root = bird.root.view();
  const bird_session::event birth = bird_session::events::registered{
      id, bird.tag, registration_no{1}, bytes(root.begin(), root.end())};
  record written;
  written.stream = addresses::bird_session(id);
  written.type = event_name(birth);
  written.payload = encode_event(birth);
  table.apply(written);
}

/// A TXT query for a name.
inline bytes query_for(const dns_name& name) {
  made_query query;
  query.name = name;
  return query.encode();
}

}  // namespace aviary
