#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "bird/decoys/decoy_host.hpp"
#include "bird/intake.hpp"

// Brings a decoy's reports to the bird, and starts the decoy again when it ends. Of the reports
// that a decoy has made, only a few are taken from it before they are durable; the rest waits in
// the socket and then in the decoy, so a flood slows the attacker and loses nothing.

namespace aviary {

class decoy_feed {
 public:
  /// `say` gets a line for the operator when a decoy ends or comes back.
  decoy_feed(boost::asio::io_context& io, decoy_host host, take_report take,
             std::function<void(const std::string&)> say);
  ~decoy_feed();

  /// Asks the decoy to end and tell what it has in hand; `done` is called once, when all of that is
  /// stored. It is not started again.
  void wind_down(std::function<void()> done);

  static constexpr std::size_t unstored_max = 16;
  /// When the disk is full.
  static constexpr std::chrono::seconds retry_pause{1};
  static constexpr std::chrono::seconds respawn_first{1};
  static constexpr std::chrono::seconds respawn_max{60};

 private:
  struct feed;
  std::shared_ptr<feed> feed_;
};

}  // namespace aviary
