#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "console/console.hpp"
#include "sim/checkers/checker.hpp"
#include "sim/nodes/faulty_log.hpp"
#include "sim/nodes/sim_node.hpp"
#include "sim/nodes/simulated_edge.hpp"
#include "sim/nodes/state_window.hpp"
#include "sim/timeline.hpp"
#include "sim/trace/fault_plan.hpp"

// A console in a world: its disks, which outlive it, and the console itself, which does not. Behind
// it stands a webhook receiver.

namespace aviary {

/// How the webhook receiver answers.
struct receiver_mood {
  double fails = 0;  ///< share of the calls that get a 500
  double takes = 0;  ///< share of those that it took all the same
  std::chrono::milliseconds delay_max{500};
};

class console_node final : public sim_node, public http_post_port {
 public:
  struct settings {
    zone_name zone;
    std::uint64_t seed = 0;
    std::size_t slots = 64;  ///< queries that wait for an answer at once
    double slow_writes = 0;
  };

  console_node(timeline& time, fault_plan& plan, checker_panel& checkers, settings wanted);
  ~console_node() override;

  /// A DNS message arrives. Nobody answers when the console is down.
  void receive(byte_view message, const return_path& from, simulated_edge::way_back answer);
  /// A person hands a bird's request in; `told` may never be called, when the console dies.
  void admit(const std::string& request_line, std::function<void(std::string answer)> told);
  /// From here on the webhook receiver does that.
  void set_receiver(const receiver_mood& mood) { receiver_ = mood; }

  // -- sim_node -----------------------------------------------------------------------------------

  std::uint64_t ordinal() const override { return 0; }
  std::string name() const override { return "console"; }
  void start() override;
  void crash() override;
  bool is_up() const override { return self_ != nullptr; }

  // -- faults, behind a crash ---------------------------------------------------------------------

  /// Where the oldest backup ends from which it may start: with the newest registration and the
  /// newest channel in it. Who restores an older one has to register the bird anew, and then both
  /// sides count from zero.
  position oldest_backup() const;
  /// The console starts from a backup that ends there, or goes on without what stood behind it: the
  /// birds have to say what is missing. The log looks as it did then, its incarnation too: nothing
  /// in it tells that it went back. Only an accepted loss ends within what one append wrote.
  void restore(position backup);
  /// The fragments' disk is gone.
  void lose_fragments();
  virtual_clock& clock() { return clock_; }
  faulty_log& log() { return log_; }
  const faulty_log& log() const { return log_; }
  faulty_log& fragments() { return fragments_; }
  const faulty_log& fragments() const { return fragments_; }

  // -- http_post_port -----------------------------------------------------------------------------

  void post(http_post what, std::function<void(http_outcome)> done) override;

 private:
  struct life;

  void add_channel();
  void watch_log();

  timeline& time_;
  checker_panel& checkers_;
  settings settings_;
  fault_source receiver_fails_;
  fault_source receiver_takes_;
  prng delays_;
  prng lingers_;  // half of its lives wake an incident for each report
  virtual_clock clock_;
  seeded_entropy entropy_;
  zone_answers zone_;
  faulty_log log_;
  faulty_log fragments_;
  state_window units_;
  std::shared_ptr<const registration::console_identity> identity_;
  receiver_mood receiver_;
  position seen_{};  // the last record that the checkers saw
  std::optional<subscription> watching_;
  std::shared_ptr<life> self_;  // null while it is down
};

}  // namespace aviary
