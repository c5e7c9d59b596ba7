#include "sim/bird_node.hpp"

#include <utility>

#include "actors/addresses.hpp"
#include "actors/machine_messages.hpp"
#include "actors/retry_queue_actor.hpp"
#include "messages/report.hpp"

namespace aviary {
namespace {

constexpr std::chrono::seconds answer_timeout{3};

}  // namespace

bird_node::bird_node(timeline& time, std::uint64_t seed, std::uint8_t ordinal, link_faults faults,
                     console_node& console, ledger& witness)
    : time_(time),
      clock_(time, wall_time{}),
      log_(time, prng(seed, "bird disk", ordinal), incarnation{{ordinal}}),
      id_{{ordinal}},
      console_(console),
      witness_(witness),
      up_link_(time, prng(seed, "up", ordinal), faults),
      down_link_(time, prng(seed, "down", ordinal), faults) {
  console_.know(id_);
}

void bird_node::post(caf::message what) {
  caf::anon_send(registry_, mail{address(addresses::report_queue), std::move(what)});
}

void bird_node::start() {
  unit_table units;
  units["retry_queue"] = {
      spawn_retry_queue({address(addresses::uplink), address(addresses::report_desk), {}}), true,
      &log_};
  registry_ = time_.system().spawn(registry_behavior, &clock_, units);
  ++boot_.number.value;
  boot_.random = id_.value[0];
  next_sequence_ = {};
  up_ = true;
  const auto uplink = time_.system().spawn([this]() -> caf::behavior {
    return {[this](const offered& one) { send(one.item.id, one.item.body); }};
  });
  const auto report_desk = time_.system().spawn([this]() -> caf::behavior {
    return {[this](const queued_in& news) { witness_.stored(news.id); }};
  });
  caf::anon_send(registry_, bind_address{address(addresses::uplink), uplink});
  caf::anon_send(registry_, bind_address{address(addresses::report_desk), report_desk});
  caf::anon_send(registry_, resume_streams{});
}

void bird_node::crash() {
  up_ = false;
  caf::anon_send_exit(registry_, caf::exit_reason::kill);
  registry_ = nullptr;
  time_.run_ready();
  log_.crash();
}

void bird_node::touch(const std::string& source) {
  if (!up_) return;
  report made;
  made.type = log_types::ssh_login;
  made.src_host = source;
  put_logdata(made, "PASSWORD", as_bytes(std::to_string(next_sequence_.value)));
  const auto body = encode(made);
  const auto id = make_report_id(boot_, next_sequence_, body);
  ++next_sequence_.value;
  const stamp now{clock_.machine_boot(), clock_.now().time_since_epoch().count()};
  post(caf::make_message(deliver<retry_queue>{
      retry_queue::commands::enqueue{to_text(id), std::string(as_text(body)), now}, {}}));
}

void bird_node::send(const std::string& report, const std::string& body) {
  const auto life = boot_.number;
  const auto outcome = [this, life](retry_queue::command what) {
    if (up_ && life == boot_.number) post(caf::make_message(deliver<retry_queue>{what, {}}));
  };
  bird_session::commands::accept_report wanted;
  wanted.id = *report_id_from_text(report);
  wanted.body = body;
  up_link_.carry([this, wanted, report, outcome] {
    console_.receive(id_, wanted, [this, report, outcome](const auto&) {
      down_link_.carry([report, outcome] {
        outcome(retry_queue::commands::acknowledge{report, "accepted"});
        outcome(retry_queue::commands::other_side_answers{});
      });
    });
  });
  time_.after(answer_timeout, [report, outcome] {
    outcome(retry_queue::commands::park{report, "no answer"});
  });
}

void bird_node::heal() {
  up_link_.heal();
  down_link_.heal();
}

}  // namespace aviary
