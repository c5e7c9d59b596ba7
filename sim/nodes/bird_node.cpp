#include "sim/nodes/bird_node.hpp"

#include <chrono>
#include <utility>

#include "actors/retry_queue.hpp"
#include "messages/report.hpp"
#include "messages/report_id.hpp"
#include "sim/checkers/read_event.hpp"
#include "sim/nodes/bird_ids.hpp"

namespace aviary {
namespace {

/// A person carries the request to the console, and again when no answer came back.
constexpr std::chrono::seconds registration_retry{5};

registration_secret draw_secret(const bird_id& id, entropy_port& entropy) {
  registration_secret out;
  out.bird = id;
  out.keys = make_key_pair(key_seed::filled_by([&entropy](std::uint8_t* octets) {
    entropy.fill({octets, key_seed::size});
  }));
  return out;
}

incarnation log_id(std::uint64_t ordinal) {
  return incarnation{id_of_bird(ordinal).value};
}

}  // namespace

bird_node::bird_node(const bird_surroundings& around, std::uint64_t ordinal)
    : around_(around),
      ordinal_(ordinal),
      clock_(around.time, wall_time{}),
      entropy_(prng(around.seed, "bird entropy", ordinal)),
      log_(around.time, prng(around.seed, "bird disk", ordinal), log_id(ordinal),
           around.slow_writes),
      units_(around.checkers, ordinal, log_),
      own_(draw_secret(id_of_bird(ordinal), entropy_)),
      impatient_(around.plan.source("registered_twice", ordinal)) {
  listen_to_log();
}

bird_node::bird_node(const bird_surroundings& around, std::uint64_t ordinal,
                     const bird_node& original)
    : bird_node(around, ordinal) {
  counters_ = original.counters_;
  log_.copy_from(original.log_);
  own_.bird = original.own_.bird;
  registration_ = original.registration_;
  boot_ = original.boot_;
  life_ = original.life_;
  goes_on_ = life_ != boot_id{};  // one that was registered a moment ago has no life yet
}

void bird_node::listen_to_log() {
  log_.on_append([this] { tell_moment(); });
  log_.on_request([this](const append_request& what) {
    around_.checkers.see(sightings::bird_appends{ordinal_, &what});
  });
}

// -- its lives ------------------------------------------------------------------------------------

void bird_node::start() {
  if (!registration_) return ask_for_registration();
  counters_.reopen();
  if (!std::exchange(goes_on_, false)) life_ = {{++boot_.value}, entropy_.draw<std::uint32_t>()};
  bird_ports ports{&log_, &clock_, &entropy_, this, &counters_};
  ports.observer = &units_;
  uplink_settings settings;
  settings.name = "bird-" + std::to_string(ordinal_);
  settings.location = "a world";
  settings.interval = around_.interval;
  settings.probes_paths = around_.probes_paths;
  settings.resolvers = {"192.0.2.1:53"};
  settings.registration = registration_->number;
  self_ = std::make_shared<bird>(around_.time.system(), ports, life_, std::move(settings),
                                 sender_settings{around_.zone,
                                                 registration_->tag,
                                                 derive_up_keys(registration_->root),
                                                 derive_down_keys(registration_->root),
                                                 {unknown_path()}});
  around_.checkers.see(sightings::started{ordinal_, &registration_->root});
}

void bird_node::crash() {
  self_.reset();
  around_.time.run_ready();
  log_.crash();
  around_.checkers.see(sightings::crashed{ordinal_});
}

void bird_node::touch(const std::string& source, std::size_t password_octets) {
  if (!self_) return;
  around_.checkers.see(sightings::touched{ordinal_});
  bytes password(password_octets);
  entropy_.fill(password);
  report made;
  made.type = log_types::ssh_login;
  made.src_host = source;
  put_logdata(made, "PASSWORD", password);
  self_->submit(std::move(made), [this](const result<report_id, failure>& stored) {
    if (stored) around_.checkers.see(sightings::stored{ordinal_, *stored});
  });
}

// -- faults ---------------------------------------------------------------------------------------

void bird_node::put_counters_back(std::uint64_t counters) {
  if (!registration_) return;
  counters_.put_back(counters);
  around_.checkers.see(sightings::counters_put_back{registration_->tag});
}

void bird_node::put_disk_back(const disk_image& old) {
  if (!registration_) return;
  sightings::disk_put_back seen{ordinal_, {}};
  log_.scan(old.last, [&seen](const record& one) {
    if (const auto gone = read_event<retry_queue::events::enqueued>(one))
      if (const auto id = report_id_from_text(gone->id)) seen.gone.push_back(*id);
    return true;
  });
  log_.put_back(old.last, log_.id());
  counters_.put_back_to(old.limit);
  around_.checkers.see(sightings::counters_put_back{registration_->tag});
  around_.checkers.see(seen);
}

// -- registration ---------------------------------------------------------------------------------

void bird_node::ask_for_registration() {
  if (registration_) return;
  registration_request request;
  request.bird = own_.bird;
  request.pk_bird = own_.keys.open;
  request.next_counter = counters_.peek();
  for (int copies = impatient_.strikes(impatience_) ? 2 : 1; copies > 0; --copies)
    around_.console.admit(encode(request),
                          [this](const std::string& line) { take_registration(line); });
  around_.time.after(registration_retry, [this] { ask_for_registration(); });
}

void bird_node::take_registration(const std::string& line) {
  if (registration_) return;
  const auto answer = open_registration_answer(line, own_);
  AVIARY_INVARIANT(answer.has_value(), "the console answers the bird that asks");
  const auto root = agree_root_on_bird(
      own_.keys.hidden, {own_.bird, answer->number, own_.keys.open, answer->pk_console});
  AVIARY_INVARIANT(root.has_value(), "the console draws a good key");
  registration_ = registered{answer->tag, answer->number, *root};
  around_.time.after({}, [this] { start(); });
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
  around_.checkers.see(sightings::query_sent{ordinal_, message});
  around_.network.ask(ordinal_, message, over,
                      [this, resolver, life = std::weak_ptr(self_)](byte_view told) {
                        if (life.expired()) return;
                        around_.checkers.see(sightings::answer_received{ordinal_, told});
                        on_receive_(resolver, told);
                      });
  tell_moment();
}

}  // namespace aviary
