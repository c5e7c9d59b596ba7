#include "sim/nodes/simulated_edge.hpp"

#include <utility>

namespace aviary {
namespace {

// A world starts its console hundreds of times.
constexpr std::size_t limits_buckets = 256;

query_limits::key draw_key(entropy_port& entropy) {
  query_limits::key drawn;
  entropy.fill(drawn);
  return drawn;
}

}  // namespace

simulated_edge::simulated_edge(timeline& time, const clock_port& clock, entropy_port& entropy,
                               const zone_answers& zone, key_table& keys, std::size_t slots,
                               answer_tap tap)
    : time_(time),
      clock_(clock),
      tap_(std::move(tap)),
      slots_(
          zone, counters_, entropy.draw<std::uint32_t>(),
          [this] { later({}, &simulated_edge::send_finished); }, slots),
      server_(zone, keys, slots_, counters_, draw_key(entropy), limits_buckets),
      life_(std::make_shared<simulated_edge*>(this)) {}

void simulated_edge::receive(byte_view message, const return_path& from, way_back answer) {
  auto path = from;
  path.connection = next_connection_++;
  const arrival at{clock_.now(), clock_.wall_now()};
  const bool over_tcp = path.over == return_path::transport::tcp;
  const auto room = std::span(out_).first(over_tcp ? name_server::tcp_answer_octets_max
                                                   : name_server::udp_answer_octets_max);
  authentic_batch batch;
  const auto verdict = server_.receive(message, path, at, room, batch);
  if (verdict.what == name_server::outcome::answered) answer(room.first(verdict.octets));
  if (verdict.what == name_server::outcome::waits) {
    waiting_.emplace(path.connection, std::move(answer));
    later(answer_wait, &simulated_edge::expire);
  }
  if (!batch.requests.empty()) deliver_(std::move(batch));
}

bool simulated_edge::answer(answer_slot slot, byte_view text) {
  tap_(text);
  return slots_.answer(slot, text);
}

void simulated_edge::answer_later(answer_slot slot, byte_view text) {
  tap_(text);
  slots_.answer_later(slot, text);
}

void simulated_edge::later(instant::duration delay, void (simulated_edge::*what)()) {
  time_.after(delay, [life = std::weak_ptr(life_), what] {
    if (const auto self = life.lock()) ((*self)->*what)();
  });
}

void simulated_edge::expire() {
  slots_.expire(clock_.now());
  send_finished();
}

void simulated_edge::send_finished() {
  answer_slots::finished_answer one;
  while (slots_.collect({&one, 1}) == 1) {
    auto found = waiting_.extract(one.path->connection);
    found.mapped()(one.message);
    slots_.free(one);
  }
}

}  // namespace aviary
