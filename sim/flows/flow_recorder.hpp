#pragma once

#include <map>
#include <memory>
#include <optional>

#include "sim/draw/sequence_chart.hpp"
#include "sim/flows/message_reader.hpp"
#include "sim/world.hpp"

// Watches a world and draws what went between its first birds and its console, and what they wrote
// to their disks. Attach it before the run; it must live as long as the world.

namespace aviary {

class flow_recorder {
 public:
  /// Lanes: someone, a bird each for the first `birds`, console, webhook.
  flow_recorder(world& where, std::uint64_t birds);

  /// Only what happens from here on is wanted.
  void begin() { from_ = world_.time().now(); }
  /// Up to here.
  void end() { to_ = world_.time().now(); }
  /// The newest `most` arrows and marks of the wanted time.
  sequence_chart chart(std::size_t most) const;

 private:
  static constexpr std::size_t someone = 0;
  std::size_t lane_of_bird(std::uint64_t bird) const { return bird; }
  std::size_t lane_of_console() const { return birds_ + 1; }
  std::size_t lane_of_webhook() const { return birds_ + 2; }

  void watch_links(std::uint64_t bird);
  message_reader* reader_of(std::uint64_t bird);
  void see(const sighting& one);
  void mark(std::size_t lane, std::string label, chart_mark::kind what);

  world& world_;
  std::uint64_t birds_;
  std::optional<instant> from_;
  std::optional<instant> to_;
  std::map<std::uint64_t, message_reader> readers_;
  sequence_chart all_;
};

}  // namespace aviary
