#include <benchmark/benchmark.h>

#include <array>

#include "messages/answer.hpp"
#include "messages/base32.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_query.hpp"
#include "messages/dns_question.hpp"
#include "messages/dns_stub.hpp"
#include "messages/request.hpp"

// What one query costs between the socket and an authentic request, and one answer on the way back.
// The budget of an authenticated heartbeat is 7 to 8 us in all (docs/ARCHITECTURE.md); the wire may
// take a tenth of it each way.

namespace aviary {
namespace {

const zone_name zone = *zone_name::parse("c.example.net");
const fragment_key query_key;
const ack_key answer_key;

bird_request fragment_of(byte_view payload) {
  bird_request wanted;
  wanted.body = fragment_request{{7}, {3}, {9}, payload};
  return wanted;
}

bird_request one_shot_of(byte_view sealed) {
  bird_request wanted;
  wanted.body = one_shot_request{{7}, sealed};
  return wanted;
}

bird_request status() {
  bird_request wanted;
  wanted.body = status_request{{7}};
  return wanted;
}

bytes datagram_of(const bird_request& wanted) {
  bytes datagram(question_octets_max);
  datagram.resize(write_question(datagram, 1, {encode_request(wanted, zone, query_key).name}));
  return datagram;
}

// -- the console ----------------------------------------------------------------------------------

void receive(benchmark::State& state, const bytes& datagram) {
  for (auto _ : state) {
    const auto query = parse_query(datagram);
    const auto unpacked = unpack_name(query->name, zone);
    const auto received = decode_request(*unpacked, zone);
    auto verified = verify_request(*received, *unpacked, zone, query_key);
    if (!verified) state.SkipWithError("not authentic");
    benchmark::DoNotOptimize(verified);
  }
}

void receive_fragment(benchmark::State& state) {
  receive(state, datagram_of(fragment_of(bytes(126))));
}
void receive_one_shot(benchmark::State& state) {
  receive(state, datagram_of(one_shot_of(bytes(137))));
}
void receive_status(benchmark::State& state) {
  receive(state, datagram_of(status()));
}
BENCHMARK(receive_fragment);
BENCHMARK(receive_one_shot);
BENCHMARK(receive_status);

void parse_only(benchmark::State& state) {
  const auto datagram = datagram_of(fragment_of(bytes(126)));
  for (auto _ : state) {
    auto query = parse_query(datagram);
    benchmark::DoNotOptimize(query);
  }
}
BENCHMARK(parse_only);

void unpack_only(benchmark::State& state) {
  const auto name = encode_request(fragment_of(bytes(126)), zone, query_key).name;
  for (auto _ : state) {
    auto unpacked = unpack_name(name.wire(), zone);
    benchmark::DoNotOptimize(unpacked);
  }
}
BENCHMARK(unpack_only);

void mac_only(benchmark::State& state) {
  const auto name = encode_request(fragment_of(bytes(126)), zone, query_key).name;
  const auto unpacked = *unpack_name(name.wire(), zone);
  for (auto _ : state) {
    auto mac = query_mac(unpacked, zone, query_key);
    benchmark::DoNotOptimize(mac);
  }
}
BENCHMARK(mac_only);

void respond(benchmark::State& state, const console_answer& given, answer_code code) {
  const auto datagram = datagram_of(fragment_of(bytes(126)));
  const auto query = *parse_query(datagram);
  std::array<std::uint8_t, answer_text_octets_max> text;
  std::array<std::uint8_t, edns_payload_octets> out;
  for (auto _ : state) {
    const auto size = encode_answer(given, code, answer_key, {}, text);
    auto written = write_txt_answer(out, query, {text.data(), size}, 15);
    if (written == 0) state.SkipWithError("does not fit");
    benchmark::DoNotOptimize(written);
    benchmark::ClobberMemory();
  }
}

void answer_fragment_ack(benchmark::State& state) {
  fragment_ack_answer ack;
  ack.received.set({0});
  respond(state, ack, answer_code::raw_1232);
}
void answer_reply(benchmark::State& state) {
  const bytes sealed(24 + 16 + 49);
  respond(state, reply_answer{sealed}, answer_code::raw_1232);
}
void answer_reply_base64(benchmark::State& state) {
  const bytes sealed(24 + 16 + 49);
  respond(state, reply_answer{sealed}, answer_code::base64_1232);
}
void answer_segment(benchmark::State& state) {
  const bytes box(900);
  respond(state, segment_answer{{1}, box}, answer_code::raw_1232);
}
BENCHMARK(answer_fragment_ack);
BENCHMARK(answer_reply);
BENCHMARK(answer_reply_base64);
BENCHMARK(answer_segment);

void answer_stranger(benchmark::State& state) {
  const auto datagram = datagram_of(fragment_of(bytes(126)));
  soa_fields fields;
  fields.primary = *dns_name::parse("ns.c.example.net");
  fields.mailbox = *dns_name::parse("hostmaster.c.example.net");
  const auto query = *parse_query(datagram);
  std::array<std::uint8_t, edns_payload_octets> out;
  for (auto _ : state) {
    auto written = write_negative_answer(out, query, zone, fields);
    benchmark::DoNotOptimize(written);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(answer_stranger);

// -- the bird -------------------------------------------------------------------------------------

void ask(benchmark::State& state) {
  const bytes payload(126);
  const auto wanted = fragment_of(payload);
  std::array<std::uint8_t, question_octets_max> out;
  for (auto _ : state) {
    auto size = write_question(out, 1, {encode_request(wanted, zone, query_key).name});
    benchmark::DoNotOptimize(size);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(ask);

void read_segment(benchmark::State& state) {
  const auto asked = encode_request(status(), zone, query_key);
  const auto datagram = datagram_of(status());
  const auto query = *parse_query(datagram);
  const bytes box(1127);
  bytes text(answer_text_octets_max);
  const auto size =
      encode_answer(segment_answer{{1}, box}, answer_code::raw_1232, answer_key, asked.query, text);
  bytes packet(edns_payload_octets);
  packet.resize(write_txt_answer(packet, query, byte_view(text).first(size), 15));
  for (auto _ : state) {
    const auto answered = parse_stub_answer(packet, 1, asked.name, text);
    auto read = decode_answer(answered->text, answer_code::raw_1232, answer_key, asked.query);
    if (!read) state.SkipWithError("not authentic");
    benchmark::DoNotOptimize(read);
  }
}
BENCHMARK(read_segment);

}  // namespace
}  // namespace aviary

BENCHMARK_MAIN();
