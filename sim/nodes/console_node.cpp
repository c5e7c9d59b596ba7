#include "sim/nodes/console_node.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "actors/alert_desk.hpp"
#include "console/channels/channel_orders.hpp"

namespace aviary {
namespace {

using std::chrono::milliseconds;

/// Well into the year 2027.
constexpr wall_time birthday{std::chrono::hours(500'000)};
constexpr milliseconds channel_delay{100};

std::shared_ptr<const registration::console_identity> draw_identity(const zone_name& zone,
                                                                    entropy_port& entropy) {
  const auto key = master_key::octets_of_key::filled_by([&entropy](std::uint8_t* out) {
    entropy.fill({out, master_key::octets_of_key::size});
  });
  return std::make_shared<const registration::console_identity>(
      registration::console_identity{master_key::in_memory(key), zone, update_key{}});
}

key_table::unseal_root unsealer(std::shared_ptr<const registration::console_identity> identity) {
  return [identity](byte_view sealed) -> std::optional<root_key> {
    const auto plain = identity->master.open_sealed(sealed);
    if (!plain || plain->size() != root_key::size) return {};
    return root_key(std::span<const std::uint8_t, root_key::size>(*plain));
  };
}

zone_answers answers_of(const zone_name& zone) {
  return *zone_answers::of(zone, {*parse_name_server_record("ns1.c.example.net=192.0.2.53")});
}

const std::string& header(const http_post& what, std::string_view name) {
  const auto found = std::find_if(what.headers.begin(), what.headers.end(),
                                  [name](const auto& one) { return one.first == name; });
  AVIARY_INVARIANT(found != what.headers.end(), "an alert carries its id");
  return found->second;
}

}  // namespace

/// What one start of the program makes, in that order. The console goes first and its actors end
/// before the rest does: until then they use it.
struct console_node::life {
  explicit life(console_node& node)
      : keys(unsealer(node.identity_)),
        edge(node.time_, node.clock_, node.entropy_, node.zone_, keys, node.settings_.slots,
             [&node](byte_view text) { node.checkers_.see(sightings::answer_made{text}); }) {
    console_ports ports{&node.log_, &node.fragments_, &node.clock_, &node.entropy_, &edge,
                        &node,      node.identity_,   &node.units_};
    if (node.lingers_.chance(0.5)) ports.incident_linger = {};
    self.emplace(node.time_.system(), ports, keys);
    edge.start([this](authentic_batch batch) { self->receive(std::move(batch)); });
  }

  key_table keys;
  simulated_edge edge;
  std::optional<console> self;
};

console_node::console_node(timeline& time, fault_plan& plan, checker_panel& checkers,
                           settings wanted)
    : time_(time),
      checkers_(checkers),
      settings_(wanted),
      receiver_fails_(plan.source("webhook_refused")),
      receiver_takes_(plan.source("webhook_taken_all_the_same")),
      delays_(wanted.seed, "webhook delay"),
      lingers_(wanted.seed, "incidents linger"),
      clock_(time, birthday),
      entropy_(prng(wanted.seed, "console entropy")),
      zone_(answers_of(wanted.zone)),
      log_(time, prng(wanted.seed, "console disk"), incarnation{{1}}, wanted.slow_writes),
      fragments_(time, prng(wanted.seed, "fragments' disk"), incarnation{{2}}, wanted.slow_writes),
      units_(checkers, 0, log_),
      identity_(draw_identity(wanted.zone, entropy_)) {
  for (auto* log : {&log_, &fragments_}) {
    log->on_append([this] { tell_moment(); });
    log->on_request(
        [this](const append_request& what) { checkers_.see(sightings::console_appends{&what}); });
  }
}

console_node::~console_node() = default;

// -- its lives ------------------------------------------------------------------------------------

void console_node::start() {
  watch_log();
  self_ = std::make_shared<life>(*this);
  time_.after(channel_delay, [this, life = std::weak_ptr(self_)] {
    if (life.lock()) add_channel();
  });
  checkers_.see(sightings::started{0});
}

void console_node::watch_log() {
  watching_ = log_.subscribe(seen_, [this](const record& one) {
    seen_ = one.at_position;
    checkers_.see(sightings::console_record{&one});
  });
}

void console_node::add_channel() {
  const std::string url = "http://receiver.example.net/hook";
  if (!channel_to(log_, url)) self_->self->api().add_channel(url, "", [](const auto&) {});
}

void console_node::crash() {
  auto dying = std::move(self_);
  if (dying) dying->self.reset();
  time_.run_ready();
  dying.reset();
  watching_.reset();
  log_.crash();
  fragments_.crash();
  checkers_.see(sightings::crashed{0});
}

// -- faults ---------------------------------------------------------------------------------------

position console_node::oldest_backup() const {
  position set_up{};
  log_.scan({}, [&set_up](const record& one) {
    const bool sets_up = one.type == registration::events::bird_admitted::name ||
                         one.type == alert_desk::events::channel_added::name;
    if (sets_up) set_up = one.at_position;
    return true;
  });
  return set_up;
}

void console_node::restore(position backup) {
  log_.put_back(backup, log_.id());
  seen_ = {};
  checkers_.see(sightings::console_restored{backup});
}

void console_node::lose_fragments() {
  incarnation fresh;
  entropy_.fill(fresh.value);
  fragments_.put_back({}, fresh);
}

// -- what reaches it ------------------------------------------------------------------------------

void console_node::receive(byte_view message, const return_path& from,
                           simulated_edge::way_back answer) {
  if (!self_) return;
  self_->edge.receive(message, from, [this, back = std::move(answer)](byte_view told) {
    back(told);
    tell_moment();
  });
}

void console_node::admit(const std::string& request_line,
                         std::function<void(std::string answer)> told) {
  if (!self_) return;
  self_->self->api().register_bird(request_line, false, "",
                                   [told](const result<json_object, failure>& given) {
                                     if (given) told(std::string(given->at("answer").as_string()));
                                   });
}

void console_node::post(http_post what, std::function<void(http_outcome)> done) {
  const bool fails = receiver_fails_.strikes(receiver_.fails);
  const bool takes = receiver_takes_.strikes(receiver_.takes) || !fails;
  checkers_.see(sightings::alert_posted{header(what, "webhook-id"), what.body, takes});
  const http_outcome outcome =
      fails ? http_outcome{500, "HTTP 500"} : http_outcome{200, "HTTP 200"};
  const auto longest = static_cast<std::uint64_t>(receiver_.delay_max.count());
  time_.after(milliseconds(delays_.between(1, longest)), [done, outcome] { done(outcome); });
  tell_moment();
}

}  // namespace aviary
