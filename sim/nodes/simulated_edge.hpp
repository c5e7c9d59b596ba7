#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "actors/ports.hpp"
#include "console/dns/name_server.hpp"
#include "sim/timeline.hpp"

// A console's port 53 in a world: the name server and its slots as they are, with virtual time in
// the place of the sockets and the thread. It lives as long as one life of the console.

namespace aviary {

class simulated_edge final : public answer_sink {
 public:
  using way_back = std::function<void(byte_view message)>;

  /// Reads along: the raw content of each TXT record that the console makes.
  using answer_tap = std::function<void(byte_view text)>;

  /// What is passed by reference outlives it. `slots`: queries that wait for an answer at once.
  simulated_edge(timeline& time, const clock_port& clock, entropy_port& entropy,
                 const zone_answers& zone, key_table& keys, std::size_t slots, answer_tap tap);

  void start(deliver_batch deliver) { deliver_ = std::move(deliver); }
  /// One DNS message arrives. `answer` is called once or, as with a datagram that is dropped,
  /// never.
  void receive(byte_view message, const return_path& path, way_back answer);

  // -- answer_sink --------------------------------------------------------------------------------

  bool answer(answer_slot slot, byte_view text) override;
  void answer_later(answer_slot slot, byte_view text) override;
  void answer_nodata(answer_slot slot) override { slots_.answer_nodata(slot); }
  void flush() override { slots_.flush(); }

 private:
  void later(instant::duration delay, void (simulated_edge::*what)());
  void send_finished();
  void expire();

  timeline& time_;
  const clock_port& clock_;
  answer_tap tap_;
  edge_counters counters_;
  answer_slots slots_;
  name_server server_;
  deliver_batch deliver_;
  std::uint64_t next_connection_ = 1;
  std::map<std::uint64_t, way_back> waiting_;  // by the path's connection
  std::array<std::uint8_t, name_server::tcp_answer_octets_max> out_;
  /// Gone with the edge, so that what was to happen later does not.
  std::shared_ptr<simulated_edge*> life_;
};

}  // namespace aviary
