#include "sim/console_node.hpp"

#include <utility>

#include "actors/addresses.hpp"
#include "actors/alert_desk_actor.hpp"
#include "actors/bird_session_actor.hpp"
#include "actors/incident_actor.hpp"
#include "actors/incident_desk_actor.hpp"
#include "actors/machine_messages.hpp"
#include "actors/registration_actor.hpp"
#include "actors/retry_queue_actor.hpp"

namespace aviary {

console_node::console_node(timeline& time, std::uint64_t seed, ledger& witness)
    : time_(time),
      faults_(seed, "console"),
      clock_(time, wall_time(std::chrono::hours(500'000))),
      log_(time, prng(seed, "console disk"), incarnation{{1}}),
      witness_(witness) {}

void console_node::post(address to, caf::message what) {
  caf::anon_send(registry_, mail{std::move(to), std::move(what)});
}

void console_node::start() {
  unit_table units;
  units["bird_session"] = {spawn_bird_session(), false, &log_};
  units["incident_desk"] = {spawn_incident_desk(), true, &log_};
  units["incident"] = {spawn_incident(), false, &log_};
  units["alert_desk"] = {spawn_alert_desk(), true, &log_};
  units["registration"] = {spawn_registration({}), true, &log_};  // hears that birds are known
  units["retry_queue"] = {
      spawn_retry_queue({address(addresses::channels), address(addresses::alert_desk), {}}), false,
      &log_};
  registry_ = time_.system().spawn(registry_behavior, &clock_, units);
  const auto life = ++lives_;
  up_ = true;

  const auto presence = time_.system().spawn([this]() -> caf::behavior {
    return {[this](const message_acked& acked) {
      const auto found = waiting_.find(acked.slot);
      if (found == waiting_.end()) return;
      const auto answer = std::exchange(found->second, {});
      waiting_.erase(found);
      answer(acked);
    }};
  });
  const auto channels = time_.system().spawn([this, life]() -> caf::behavior {
    return {[this, life](const offered& one) {
      const bool down = faults_.chance(receiver_is_down_);
      if (!down) witness_.delivered(one.item.id, one.item.body);
      const std::chrono::milliseconds answer_time(faults_.between(1, 500));
      time_.after(answer_time, [this, life, down, one] {
        if (life != lives_ || !up_) return;
        const retry_queue::command outcome =
            down ? retry_queue::command(retry_queue::commands::park{one.item.id, "HTTP 500"})
                 : retry_queue::commands::acknowledge{one.item.id, "HTTP 200"};
        post(one.from, caf::make_message(deliver<retry_queue>{outcome, {}}));
      });
    }};
  });
  caf::anon_send(registry_, bind_address{address(addresses::presence), presence});
  caf::anon_send(registry_, bind_address{address(addresses::channels), channels});
  caf::anon_send(registry_, resume_streams{});
  for (const auto& bird : birds_) {
    const bird_session::commands::register_bird wanted{bird, {bird.value[0]}, {1}, {}};
    post(addresses::bird_session(bird), caf::make_message(deliver<bird_session>{wanted, {}}));
  }
}

void console_node::crash() {
  up_ = false;
  waiting_.clear();
  caf::anon_send_exit(registry_, caf::exit_reason::kill);
  registry_ = nullptr;
  time_.run_ready();
  log_.crash();
}

void console_node::receive(const bird_id& bird, bird_session::commands::accept_report report,
                           ack on_ack) {
  if (!up_) return;
  report.slot = next_slot_++;
  report.arrived = clock_.wall_now();
  waiting_.emplace(report.slot, std::move(on_ack));
  post(addresses::bird_session(bird), caf::make_message(deliver<bird_session>{report, {}}));
}

}  // namespace aviary
