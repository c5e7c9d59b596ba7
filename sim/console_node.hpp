#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "console/console.hpp"
#include "sim/faulty_log.hpp"
#include "sim/ledger.hpp"
#include "sim/simulated_edge.hpp"
#include "sim/timeline.hpp"

// A console in a world: its disks, which outlive it, and the console itself, which does not. The
// webhook receiver behind it fails half of the time, and sometimes takes what it answers 500 to.

namespace aviary {

class console_node final : public http_post_port {
 public:
  console_node(timeline& time, std::uint64_t seed, const zone_name& zone, ledger& witness,
               nonce_witness& nonces);
  ~console_node() override;

  void start();
  /// Its actors die at once, and what its disks had not written is lost.
  void crash();
  bool is_up() const { return self_ != nullptr; }
  /// From here on some of its starts are from a backup: one that is as old as it may be without
  /// anything missing that a bird or a person was told. The same things happen again behind it, and
  /// must get the same names. They happen in the same order only when there is one bird.
  void restore_sometimes() { restored_ = 0.2; }

  /// A DNS message arrives. Nobody answers when the console is down.
  void receive(byte_view message, const return_path& from, simulated_edge::way_back answer);
  /// A person hands a bird's request in; `told` may never be called, when the console dies.
  void admit(const std::string& request_line, std::function<void(std::string answer)> told);
  /// From here on the webhook receiver answers.
  void heal() { receiver_fails_ = 0; }

  void on_append(const std::function<void()>& hook);
  const faulty_log& log() const { return log_; }

  // -- http_post_port -----------------------------------------------------------------------------

  void post(http_post what, std::function<void(http_outcome)> done) override;

 private:
  struct life;

  void add_channel();
  void restore();

  timeline& time_;
  prng faults_;
  virtual_clock clock_;
  seeded_entropy entropy_;
  zone_answers zone_;
  faulty_log log_;
  faulty_log fragments_;
  ledger& witness_;
  nonce_witness& nonces_;
  std::shared_ptr<const registration::console_identity> identity_;
  double receiver_fails_ = 0.5;
  double restored_ = 0;
  std::shared_ptr<life> self_;  // null while it is down
};

}  // namespace aviary
