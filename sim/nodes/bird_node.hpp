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
#include "sim/checkers/checker.hpp"
#include "sim/network/site_network.hpp"
#include "sim/nodes/console_node.hpp"
#include "sim/nodes/faulty_log.hpp"
#include "sim/nodes/sim_node.hpp"
#include "sim/nodes/simulated_counters.hpp"
#include "sim/nodes/state_window.hpp"
#include "sim/timeline.hpp"

// A bird in a world: its disk, its counters and its registration, which outlive it, and the bird
// itself, which does not. Its disk may be put back to what it was once, and a second bird may run
// from a copy of it.

namespace aviary {

/// What the birds of a world share. Outlives them.
struct bird_surroundings {
  timeline& time;
  fault_plan& plan;
  checker_panel& checkers;
  site_network& network;
  console_node& console;
  zone_name zone;
  std::uint64_t seed = 0;
  std::chrono::seconds interval{15};
  bool probes_paths = true;
  double slow_writes = 0;
};

class bird_node final : public sim_node, public datagram_port {
 public:
  bird_node(const bird_surroundings& around, std::uint64_t ordinal);
  /// A bird that runs from a copy of what `original` has on its disks now. A snapshot of a running
  /// machine: its first life has the name of the original's, and counts its reports from 0 again.
  bird_node(const bird_surroundings& around, std::uint64_t ordinal, const bird_node& original);

  bool is_registered() const { return registration_.has_value(); }
  /// Somebody touches the decoy and leaves a password of so many octets. Lost when the bird is
  /// down: nobody is there to be touched.
  void touch(const std::string& source, std::size_t password_octets);

  // -- sim_node -----------------------------------------------------------------------------------

  std::uint64_t ordinal() const override { return ordinal_; }
  std::string name() const override { return "bird " + std::to_string(ordinal_); }
  /// A bird that is not registered yet asks the console for it first.
  void start() override;
  void crash() override;
  bool is_up() const override { return self_ != nullptr; }

  // -- faults -------------------------------------------------------------------------------------

  /// So many of the newest counters were never on the disk, which is that of an earlier day. For
  /// one that is down.
  void put_counters_back(std::uint64_t counters);
  /// What is on its disks now.
  struct disk_image {
    position last{};
    counter limit{};
  };
  disk_image image() const { return {log_.durable(), counters_.limit()}; }
  /// For one that is down.
  void put_disk_back(const disk_image& old);
  /// Its registration request is handed in twice at once with that probability.
  void set_impatience(double probability) { impatience_ = probability; }
  virtual_clock& clock() { return clock_; }
  const faulty_log& log() const { return log_; }
  /// Zero before it is registered.
  bird_tag tag() const { return registration_ ? registration_->tag : bird_tag{}; }
  const bird_id& id() const { return own_.bird; }
  /// For who reads along with the keys; null before it is registered.
  const root_key* root() const { return registration_ ? &registration_->root : nullptr; }

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
    registration_no number{};
    root_key root;
  };

  void listen_to_log();
  void ask_for_registration();
  void take_registration(const std::string& answer);
  void carry(std::size_t resolver, byte_view message, return_path::transport over);

  bird_surroundings around_;
  std::uint64_t ordinal_;
  virtual_clock clock_;
  seeded_entropy entropy_;
  simulated_counters counters_;
  faulty_log log_;
  state_window units_;
  registration_secret own_;
  std::optional<registered> registration_;
  boot_number boot_{};
  boot_id life_{};
  bool goes_on_ = false;  // its next life is the original's
  fault_source impatient_;
  double impatience_ = 0;
  std::function<void(std::size_t, byte_view)> on_receive_;
  std::shared_ptr<bird> self_;  // null while it is down or not registered
};

}  // namespace aviary
