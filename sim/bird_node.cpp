#include "sim/bird_node.hpp"

#include <chrono>
#include <utility>

#include "messages/report.hpp"

namespace aviary {
namespace {

/// A person carries the request to the console, and again when no answer came back. Some hand it in
/// twice at once.
constexpr std::chrono::seconds registration_retry{5};
constexpr double impatient = 0.5;
/// Some starts are from a snapshot of the machine.
constexpr double from_snapshot = 0.05;
constexpr std::uint64_t counters_back_max = 4 * simulated_counters::block;

registration_secret draw_secret(const bird_id& id, entropy_port& entropy) {
  registration_secret out;
  out.bird = id;
  out.keys = make_key_pair(key_seed::filled_by([&entropy](std::uint8_t* octets) {
    entropy.fill({octets, key_seed::size});
  }));
  return out;
}

}  // namespace

bird_node::bird_node(timeline& time, std::uint64_t seed, std::uint8_t ordinal, link_faults faults,
                     const zone_name& zone, console_node& console, ledger& witness,
                     nonce_witness& nonces)
    : time_(time),
      ordinal_(ordinal),
      zone_(zone),
      clock_(time, wall_time{}),
      entropy_(prng(seed, "bird entropy", ordinal)),
      log_(time, prng(seed, "bird disk", ordinal), incarnation{{ordinal}}),
      own_(draw_secret(bird_id{{ordinal}}, entropy_)),
      console_(console),
      witness_(witness),
      nonces_(nonces),
      mishaps_(seed, "mishaps", ordinal),
      up_link_(time, prng(seed, "up", ordinal), faults),
      down_link_(time, prng(seed, "down", ordinal), faults) {}

// -- its lives ------------------------------------------------------------------------------------

void bird_node::start() {
  if (!registration_) return ask_for_registration();
  ++boot_.value;
  counters_.reopen();
  if (mishaps_.chance(from_snapshot)) put_counters_back();
  const boot_id life{boot_, entropy_.draw<std::uint32_t>()};
  const bird_ports ports{&log_, &clock_, &entropy_, this, &counters_};
  uplink_settings settings;
  settings.name = "bird-" + std::to_string(ordinal_);
  settings.location = "a world";
  self_ = std::make_shared<bird>(
      time_.system(), ports, life, std::move(settings),
      sender_settings{zone_, registration_->tag, derive_up_keys(registration_->root),
                      derive_down_keys(registration_->root), path_profile{}, 1});
}

void bird_node::crash() {
  self_.reset();
  time_.run_ready();
  log_.crash();
}

void bird_node::touch(const std::string& source, std::size_t password_octets) {
  if (!self_) return;
  bytes password(password_octets);
  entropy_.fill(password);
  report made;
  made.type = log_types::ssh_login;
  made.src_host = source;
  put_logdata(made, "PASSWORD", password);
  self_->submit(std::move(made), [this](const result<report_id, failure>& stored) {
    if (stored) witness_.stored(to_text(*stored));
  });
}

void bird_node::put_counters_back() {
  counters_.put_back(mishaps_.between(1, counters_back_max));
  nonces_.put_back(registration_->tag);
}

void bird_node::heal() {
  up_link_.heal();
  down_link_.heal();
}

// -- registration ---------------------------------------------------------------------------------

void bird_node::ask_for_registration() {
  if (registration_) return;
  registration_request request;
  request.bird = own_.bird;
  request.pk_bird = own_.keys.open;
  request.next_counter = counters_.peek();
  for (int copies = mishaps_.chance(impatient) ? 2 : 1; copies > 0; --copies)
    console_.admit(encode(request), [this](const std::string& line) { take_registration(line); });
  time_.after(registration_retry, [this] { ask_for_registration(); });
}

void bird_node::take_registration(const std::string& line) {
  if (registration_) return;
  const auto answer = open_registration_answer(line, own_);
  AVIARY_INVARIANT(answer.has_value(), "the console answers the bird that asks");
  const auto root = agree_root_on_bird(
      own_.keys.hidden, {own_.bird, answer->number, own_.keys.open, answer->pk_console});
  AVIARY_INVARIANT(root.has_value(), "the console draws a good key");
  registration_ = registered{answer->tag, *root};
  time_.after({}, [this] { start(); });
}

// -- the network ----------------------------------------------------------------------------------

void bird_node::send(std::size_t resolver, byte_view datagram) {
  carry(resolver, datagram, return_path::transport::udp);
}

void bird_node::send_over_stream(std::size_t resolver, byte_view message) {
  carry(resolver, message, return_path::transport::tcp);
}

void bird_node::carry(std::size_t resolver, byte_view message, return_path::transport over) {
  if (!self_) return;
  nonces_.asked(message);
  return_path from;
  from.peer.back() = ordinal_;
  from.over = over;
  const auto answer = [this, resolver, life = std::weak_ptr(self_)](byte_view octets) {
    down_link_.carry([this, resolver, life, told = bytes(octets.begin(), octets.end())] {
      if (life.lock()) on_receive_(resolver, told);
    });
  };
  up_link_.carry([this, from, answer, asked = bytes(message.begin(), message.end())] {
    console_.receive(asked, from, answer);
  });
}

}  // namespace aviary
