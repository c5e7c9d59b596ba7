#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "messages/bytes.hpp"
#include "messages/time.hpp"

// What bird and console are wired to, and the only interfaces that a simulator puts something else
// in place of. Everything behind them is the same code in a program and in a simulated world.

namespace aviary {

/// Reads both kinds of time.
class clock_port {
 public:
  virtual ~clock_port() = default;
  /// CLOCK_BOOTTIME: never jumps, counts suspend.
  virtual instant now() const = 0;
  /// Which boot of the machine `now` is reckoned in; instants of two boots cannot be compared.
  /// Never zero.
  virtual std::uint64_t machine_boot() const = 0;
  /// UTC. On a bird it may be years off until a heartbeat's REPLY tells the time.
  virtual wall_time wall_now() const = 0;
};

/// The one door for randomness.
class entropy_port {
 public:
  virtual ~entropy_port() = default;
  /// Fills `out` with octets that nobody can guess.
  virtual void fill(std::span<std::uint8_t> out) = 0;

  /// A value of a fixed-size integer type.
  template <class Integer>
  Integer draw() {
    std::uint8_t octets[sizeof(Integer)];
    fill(octets);
    return static_cast<Integer>(byte_reader(octets).uint(sizeof(Integer)));
  }
};

/// A bird's way to its resolvers: datagrams out, datagrams in.
class datagram_port {
 public:
  virtual ~datagram_port() = default;
  /// Sends one DNS message to the resolver of that ordinal; a loss is not reported.
  virtual void send(std::size_t resolver, byte_view datagram) = 0;
  /// The same over TCP (RFC 7766), where an answer was truncated; its answer comes as a datagram
  /// does.
  virtual void send_over_stream(std::size_t resolver, byte_view message) = 0;
  /// Called with each datagram that a resolver sent back, on whatever thread received it.
  virtual void on_receive(std::function<void(std::size_t resolver, byte_view datagram)>) = 0;
  /// Called when the network below refused to take a query.
  virtual void on_send_failed(std::function<void(std::size_t resolver)>) = 0;
};

}  // namespace aviary
