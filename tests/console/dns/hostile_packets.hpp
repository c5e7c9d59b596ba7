#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/zone_name.hpp"
#include "tests/console/dns/registered_birds.hpp"

// What strangers send: noise, names of the zone, requests of nobody, and requests of real birds
// with something wrong in them. One seed, one sequence.

namespace aviary {

class hostile_packets {
 public:
  hostile_packets(std::uint64_t seed, const zone_name& zone, std::vector<known_bird> birds)
      : random_(seed), zone_(zone), birds_(std::move(birds)) {}

  /// Half of them carry the tag of a registered bird.
  bytes next() {
    if (below(2) == 0) return mutated(query_for(forged_name(birds_[below(birds_.size())])));
    switch (below(4)) {
      case 0:
        return noise(below(600));
      case 1:
        return mutated(query_for(forged_name(known_bird(static_cast<std::uint8_t>(200)))));
      case 2:
        return mutated(some_query());
      default:
        return some_query();
    }
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }

  bytes noise(std::size_t size) {
    bytes octets(size);
    for (auto& octet : octets) octet = static_cast<std::uint8_t>(random_());
    return octets;
  }

  /// A request of the bird's whose MAC or box is wrong in one bit at least.
  dns_name forged_name(const known_bird& bird) {
    const auto content = noise(1 + below(100));
    const counter_low at{static_cast<std::uint32_t>(random_())};
    const fragment_request fragment{at, {0}, {static_cast<std::uint16_t>(below(4096))}, content};
    auto forged = bird;
    forged.up.fragment = known_bird(static_cast<std::uint8_t>(100 + below(100))).up.fragment;
    switch (below(5)) {
      case 0: {
        auto sealed = seal_up(bird.up, {random_()}, content);
        sealed[below(sealed.size())] ^= static_cast<std::uint8_t>(1 << below(8));
        return bird.ask(zone_, one_shot_request{at, sealed}).name;
      }
      case 1:
        return forged.ask(zone_, fragment).name;
      case 2:
        return forged.ask(zone_, status_request{at}).name;
      case 3:
        return forged.ask(zone_, pull_request{{at.value}, {at.value % 1000}}).name;
      default:
        return forged.ask(zone_, hello_request{at.value, 255}).name;
    }
  }

  /// A query as any resolver could send it, for a name in or near the zone.
  bytes some_query() {
    static constexpr std::string_view letters = "abijmnopqAZ27-_";
    made_query query;
    bytes wire;
    for (auto labels = below(4); labels > 0; --labels) {
      const auto size = 1 + below(below(4) == 0 ? 63 : 8);
      if (wire.size() + size > 180) break;
      wire.push_back(static_cast<std::uint8_t>(size));
      for (std::size_t i = 0; i < size; ++i)
        wire.push_back(static_cast<std::uint8_t>(letters[below(letters.size())]));
    }
    const auto zone = zone_.wire();
    if (below(8) > 0)
      wire.insert(wire.end(), zone.begin(), zone.end());
    else
      wire.push_back(0);
    query.name = dns_name(wire);
    static constexpr std::uint16_t types[] = {1, 2, 5, 6, 16, 28, 41, 43, 251, 252, 255, 65};
    query.type = static_cast<rr_type>(below(4) == 0 ? random_() : types[below(std::size(types))]);
    if (below(3) == 0) query.edns_payload_octets = std::nullopt;
    query.dnssec_ok = below(2) == 0;
    query.edns_version = below(8) == 0 ? 1 : 0;
    if (below(8) == 0) query.flags = static_cast<std::uint16_t>(random_());
    return query.encode();
  }

  /// Sometimes as it was, sometimes with a few octets changed, cut, or added.
  bytes mutated(bytes packet) {
    switch (below(6)) {
      case 0:
        packet.resize(below(packet.size() + 1));
        break;
      case 1: {
        const auto more = noise(1 + below(40));
        packet.insert(packet.end(), more.begin(), more.end());
        break;
      }
      case 2:
      case 3:
        for (auto times = 1 + below(8); times > 0; --times)
          packet[below(packet.size())] = static_cast<std::uint8_t>(random_());
        break;
      default:
        break;
    }
    return packet;
  }

  std::mt19937_64 random_;
  zone_name zone_;
  std::vector<known_bird> birds_;
};

}  // namespace aviary
