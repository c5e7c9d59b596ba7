#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bird/bird.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/registration.hpp"
#include "sim/console_node.hpp"
#include "sim/faulty_log.hpp"
#include "sim/ledger.hpp"
#include "sim/lossy_link.hpp"
#include "sim/simulated_counters.hpp"
#include "sim/timeline.hpp"

// A bird in a world: its disk, its counters and its registration, which outlive it, and the bird
// itself, which does not. Now and then its counters are older than what was sent: somebody started
// it from a snapshot. Its way to the console is a link in each direction that carries DNS
// messages; a resolver that only forwards would look the same.

namespace aviary {

class bird_node final : public datagram_port {
 public:
  bird_node(timeline& time, std::uint64_t seed, std::uint8_t ordinal, link_faults faults,
            const zone_name& zone, console_node& console, ledger& witness, nonce_witness& nonces);

  /// A bird that is not registered yet asks the console for it first.
  void start();
  void crash();
  bool is_up() const { return self_ != nullptr; }
  bool is_registered() const { return registration_.has_value(); }
  /// Somebody touches the decoy and leaves a password of so many octets. Lost when the bird is
  /// down: nobody is there to be touched.
  void touch(const std::string& source, std::size_t password_octets);
  void heal();

  void on_append(const std::function<void()>& hook) { log_.on_append(hook); }
  const faulty_log& log() const { return log_; }

  // -- datagram_port ------------------------------------------------------------------------------

  void send(std::size_t resolver, byte_view datagram) override;
  void send_over_stream(std::size_t resolver, byte_view message) override;
  void on_receive(std::function<void(std::size_t, byte_view)> hand) override {
    on_receive_ = std::move(hand);
  }
  void on_send_failed(std::function<void(std::size_t)>) override {}

 private:
  struct registered {
    bird_tag tag{};
    root_key root;
  };

  void put_counters_back();
  void ask_for_registration();
  void take_registration(const std::string& answer);
  void carry(std::size_t resolver, byte_view message, return_path::transport over);

  timeline& time_;
  std::uint8_t ordinal_;
  zone_name zone_;
  virtual_clock clock_;
  seeded_entropy entropy_;
  simulated_counters counters_;
  faulty_log log_;
  registration_secret own_;
  std::optional<registered> registration_;
  boot_number boot_{};
  console_node& console_;
  ledger& witness_;
  nonce_witness& nonces_;
  prng mishaps_;
  lossy_link up_link_;
  lossy_link down_link_;
  std::function<void(std::size_t, byte_view)> on_receive_;
  std::shared_ptr<bird> self_;  // null while it is down or not registered
};

}  // namespace aviary
