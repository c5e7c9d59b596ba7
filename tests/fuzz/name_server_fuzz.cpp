#include "console/dns/name_server.hpp"

#include <algorithm>
#include <array>

#include "messages/invariant.hpp"
#include "tests/console/dns/registered_birds.hpp"

// The whole name server with two birds, and several messages one after the other. Each message of
// the input is `how 1 | length 2 | octets`. It is taken as it is or, because no fuzzer finds a MAC,
// as the payload of a name that a bird signs or seals.
//
//     how:   1 signed   2 over TCP   4 the other bird   8 expire   16 park   32 same peer
//     signed octets:  control 1 | what follows the bird tag, without MAC; of a one-shot counter 4,
//                     attempt 1 and plaintext

namespace {

using namespace aviary;
using outcome = name_server::outcome;

const zone_name zone = *zone_name::parse("c.example.net");

struct world {
  zone_answers answers =
      *zone_answers::of(zone, {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
  key_table keys{unsealed()};
  edge_counters counters;
  std::array<known_bird, 2> birds{known_bird(1), known_bird(2)};
  answer_slots slots{answers, counters, 1, [] {}, 2};
  name_server machine{answers, keys, slots, counters, query_limits::key{}, 16};
  instant now{};
  authentic_batch batch;

  world() {
    for (const auto& bird : birds) admit(keys, bird);
  }
};

/// A query of `bird` for the name that carries these octets, signed.
bytes signed_query(const known_bird& bird, byte_view octets) {
  byte_reader in(octets);
  unpacked_name name;
  name.control = name_control::of(in.u8() & 7);
  name.control.version = protocol_version;
  bytes payload;
  byte_writer out(payload);
  out.u32(bird.tag.value);
  const bool one_shot = name.control.type == request_type::one_shot;
  if (one_shot) {
    const auto at = in.u32();
    out.u32(at);
    out.u8(in.u8());
    out.octets(seal_up(bird.up, {at}, in.rest()));
  } else {
    const std::size_t fields = name.control.type == request_type::hello ? 7 : 8;
    out.octets(in.octets(std::min(fields, in.remaining())));
    out.u64(0);
    out.octets(in.rest());
  }
  payload.resize(std::min(payload.size(), name_payload_octets(zone.wire().size(), 255)));
  std::ranges::copy(payload, name.octets.begin());
  name.size = static_cast<std::uint8_t>(payload.size());
  const auto mac_at = name.control.type == request_type::hello ? 11u : 12u;
  if (!one_shot && payload.size() >= mac_at + short_mac::size)
    std::ranges::copy(query_mac(name, zone, bird.up.fragment).value, name.octets.begin() + mac_at);
  return query_for(pack_name(name.control, name.payload(), zone));
}

void send_finished(world& it) {
  answer_slots::finished_answer one;
  while (it.slots.collect({&one, 1}) == 1) {
    AVIARY_INVARIANT(
        one.message.size() >= dns_header_octets && one.message.size() <= edns_payload_octets,
        "an answer over UDP");
    it.slots.free(one);
  }
}

void answer_waiting(world& it, bool park) {
  for (const auto& one : it.batch.requests) {
    AVIARY_INVARIANT(one.bird != nullptr && one.query.name_octets > 0, "whole requests only");
    constexpr std::array<std::uint8_t, 100> text{};
    if (park)
      it.slots.answer_later(one.query.slot, text);
    else
      AVIARY_INVARIANT(it.slots.answer(one.query.slot, text), "nobody answered before");
  }
  it.batch.requests.clear();
}

void receive(world& it, std::uint8_t how, byte_view octets) {
  return_path path;
  path.over = (how & 2) != 0 ? return_path::transport::tcp : return_path::transport::udp;
  path.peer[0] = (how & 32) != 0 ? 0 : how;
  it.now += std::chrono::milliseconds(how);
  const auto message = (how & 1) != 0 ? signed_query(it.birds[how >> 2 & 1], octets)
                                      : bytes(octets.begin(), octets.end());
  std::array<std::uint8_t, name_server::tcp_answer_octets_max> out;
  const auto room = (how & 2) != 0 ? out.size() : name_server::udp_answer_octets_max;
  const auto taken = it.counters.count(edge_outcome::slow_down);
  const auto verdict =
      it.machine.receive(message, path, {it.now, {}}, std::span(out).first(room), it.batch);
  const bool slowed = it.counters.count(edge_outcome::slow_down) != taken;
  AVIARY_INVARIANT((verdict.what == outcome::answered) == (verdict.octets > 0), "both or none");
  AVIARY_INVARIANT(slowed || verdict.octets <= 512 ||
                       verdict.octets <= message.size() + negative_octets_added_max,
                   "no amplification");
  AVIARY_INVARIANT((verdict.what == outcome::waits) == !it.batch.requests.empty(), "a request");
  answer_waiting(it, (how & 16) != 0);
  if ((how & 8) != 0) it.slots.expire(it.now += answer_wait);
  send_finished(it);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  world it;
  byte_reader in({data, size});
  while (in.remaining() >= 3) {
    const auto how = in.u8();
    const auto length = std::min<std::size_t>(in.u16(), in.remaining());
    receive(it, how, in.octets(length));
  }
  it.slots.expire(instant::max());
  send_finished(it);
  AVIARY_INVARIANT(it.slots.in_use() == 0, "every query was answered");
  return 0;
}
