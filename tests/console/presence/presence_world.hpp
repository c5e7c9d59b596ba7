#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "actors/addresses.hpp"
#include "actors/event_sourced.hpp"
#include "console/presence/presence.hpp"
#include "messages/envelope.hpp"
#include "messages/fragmentation.hpp"
#include "messages/hash.hpp"
#include "messages/heartbeat.hpp"
#include "messages/report.hpp"
#include "messages/report_id.hpp"
#include "messages/sealed_message.hpp"

// A console without threads around a real PRESENCE: real sessions and fragment streams over a disk
// that a test may hold or crash, birds that seal and cut, and an edge of a few lines that verifies
// as the name server does.

namespace aviary {

using namespace std::chrono_literals;

// -- a bird --------------------------------------------------------------------------------------

struct test_bird {
  bird_id id{};
  bird_tag tag{};
  root_key root;
  counter next{1};
  life_token token{};
  std::uint32_t reports = 0;
  std::uint8_t salts = 0;

  up_keys up() const { return derive_up_keys(root); }
};

inline const zone_name& test_zone() {
  static const auto zone = *zone_name::parse("c.example.net");
  return zone;
}

/// A query on its way, and what the bird needs to read the answer.
struct sent_query {
  dns_name name;
  short_mac query{};
  answer_code code = answer_code::raw_1232;
};

inline sent_query ask(test_bird& bird, decltype(bird_request::body) body,
                      answer_code code = answer_code::raw_1232) {
  const bird_request wanted{minimisation::nodata, bird.tag,
                            salt{static_cast<std::uint8_t>(bird.salts++ % 32)}, code, body};
  const auto encoded = encode_request(wanted, test_zone(), bird.up().fragment);
  return {encoded.name, encoded.query, code};
}

/// A sealed message and its name.
struct sealed_message {
  message_name name;
  bytes sealed;
};

inline sealed_message seal(test_bird& bird, byte_view plain) {
  const auto at = bird.next;
  ++bird.next.value;
  auto sealed = seal_up(bird.up(), at, plain);
  const auto tail = tail_of(sealed);
  return {{at, tail}, std::move(sealed)};
}

inline sent_query one_shot(test_bird& bird, const sealed_message& message) {
  return ask(bird, one_shot_request{low_of(message.name.at), message.sealed});
}

inline constexpr std::size_t fragment_size = 126;

inline sent_query fragment_of(test_bird& bird, const sealed_message& message, std::size_t index) {
  const auto cut = *fragmentation::of(message.sealed.size(), fragment_size);
  const fragment_index place{static_cast<std::uint16_t>(index)};
  return ask(bird, fragment_request{low_of(message.name.at), place, cut.last(),
                                    cut.fragment(message.sealed, place)});
}

inline std::size_t fragments_in(const sealed_message& message) {
  return fragmentation::of(message.sealed.size(), fragment_size)->count();
}

inline bytes heartbeat_plain(const test_bird& bird,
                             heartbeat body = {.name = "ada", .interval_seconds = 15}) {
  return encode(envelope{heartbeat_head{bird.token, {}}, encode(body)}, 113);
}

struct made_report {
  report_id id{};
  bytes plain;
  std::string body;
};

/// A new report whose body grows with `filling`: random text that does not compress.
inline made_report touch(test_bird& bird, std::size_t filling = 0) {
  report made;
  made.type = log_types::ssh_login;
  made.src_host = "192.0.2.9";
  std::string text;
  std::mt19937 random(bird.reports);
  while (text.size() < filling) text += static_cast<char>('!' + random() % 90);
  put_logdata(made, "PASSWORD", as_bytes(text));
  made_report out;
  const auto body = encode(made);
  out.body = std::string(as_text(body));
  out.id = make_report_id({{7}, 42}, {bird.reports++}, body);
  out.plain = encode(envelope{report_head{out.id, 30}, body}, 113);
  return out;
}

// -- the console ---------------------------------------------------------------------------------

/// Streams of one unit over a disk.
template <class Unit>
class unit_host {
 public:
  using perform_effect = std::function<void(const typename Unit::effect&)>;
  using perform_hint = std::function<void(const typename Unit::hint&)>;

  unit_host(perform_effect effect, perform_hint hint)
      : effect_(std::move(effect)), hint_(std::move(hint)) {}

  void deliver(const std::string& stream, const typename Unit::command& command, instant now) {
    auto step = awake(stream).handle(command, now, {}, {});
    if (step.append) {
      for (auto& event : step.append->events)
        disk_[stream].push_back({.at_position = {++last_},
                                 .stream = stream,
                                 .at_sequence = {disk_[stream].size()},
                                 .type = event.type,
                                 .payload = event.payload});
      appending_.emplace_back(stream, step.append->events.size());
    }
    for (const auto& hint : step.hints) hint_(hint);
    for (const auto& one : step.effects) effect_(one.what);
  }
  /// Everything appended is on disk.
  void sync() {
    while (!appending_.empty()) {
      const auto [stream, count] = appending_.front();
      appending_.pop_front();
      durable_[stream] += count;
      for (const auto& one : runners_.at(stream)->durable({last_})) effect_(one.what);
    }
  }
  void tick(instant now) {
    for (const auto& stream : names())
      if (const auto due = runners_.at(stream)->next_due(); due && *due <= now)
        deliver(stream, aviary::tick{}, now);
  }
  void crash() {
    runners_.clear();
    appending_.clear();
    for (auto& [stream, records] : disk_) records.resize(durable_[stream]);
    std::erase_if(disk_, [](const auto& one) { return one.second.empty(); });
  }
  void resume_owing(instant now) {
    for (const auto& [stream, records] : disk_) awake(stream);
    for (const auto& stream : names())
      if (runners_.at(stream)->owes()) deliver(stream, resume{}, now);
  }
  void retire(const std::string& stream) { retiring_.insert(stream); }
  /// What the registry does with actors that are over.
  void forget_retired() {
    for (const auto& stream : std::exchange(retiring_, {})) {
      disk_.erase(stream);
      durable_.erase(stream);
      runners_.erase(stream);
    }
  }
  const std::map<std::string, std::vector<record>>& disk() const { return disk_; }
  const typename Unit::state& state(const std::string& stream) { return awake(stream).state(); }
  /// Behind a crash: another disk.
  void put_back(std::map<std::string, std::vector<record>> disk) {
    disk_ = std::move(disk);
    durable_.clear();
    for (const auto& [stream, records] : disk_) durable_[stream] = records.size();
  }

 private:
  event_sourced<Unit>& awake(const std::string& stream) {
    auto& runner = runners_[stream];
    if (runner) return *runner;
    runner = std::make_unique<event_sourced<Unit>>(stream);
    for (const auto& one : disk_[stream]) runner->replay(one);
    return *runner;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& [stream, runner] : runners_) out.push_back(stream);
    return out;
  }

  perform_effect effect_;
  perform_hint hint_;
  std::map<std::string, std::unique_ptr<event_sourced<Unit>>> runners_;
  std::map<std::string, std::vector<record>> disk_;
  std::map<std::string, std::size_t> durable_;
  std::deque<std::pair<std::string, std::size_t>> appending_;
  std::set<std::string> retiring_;
  std::uint64_t last_ = 0;
};

class test_entropy final : public entropy_port {
 public:
  explicit test_entropy(std::uint32_t seed) : random_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    for (auto& octet : out) octet = static_cast<std::uint8_t>(random_());
  }

 private:
  std::mt19937 random_;
};

/// The edge's slots: what each was answered, and what it would be after 40 ms.
struct test_slots final : answer_sink {
  bool answer(answer_slot slot, byte_view text) override {
    AVIARY_INVARIANT(!nodata.contains(slot.value), "a slot is answered once");
    // `2 | nonce 24 | ...` is a REPLY, in the raw answer codes.
    if (text.size() > 33 && text[0] == 2) nonces.emplace_back(text.begin() + 1, text.begin() + 25);
    return answers.emplace(slot.value, bytes(text.begin(), text.end())).second;
  }
  void answer_later(answer_slot slot, byte_view text) override {
    later.emplace(slot.value, bytes(text.begin(), text.end()));
  }
  void answer_nodata(answer_slot slot) override { nodata.insert(slot.value); }
  void flush() override { flushed = answers.size() + nodata.size(); }
  /// Whether nothing is left to wait for the next batch.
  bool all_left() const { return flushed == answers.size() + nodata.size(); }

  std::size_t flushed = 0;
  std::map<std::uint64_t, bytes> answers;
  std::map<std::uint64_t, bytes> later;
  std::set<std::uint64_t> nodata;
  std::vector<bytes> nonces;
};

class presence_world {
 public:
  explicit presence_world(std::uint32_t seed = 1) : entropy_(seed) { start(); }

  // -- birds and queries -------------------------------------------------------------------------

  test_bird add_bird() {
    test_bird bird;
    entropy_.fill(bird.id.value);
    bird.tag = {entropy_.draw<std::uint32_t>()};
    register_bird(bird, {1});
    return bird;
  }
  /// (Again): draws a root.
  void register_bird(test_bird& bird, registration_no number) {
    bird.root = root_key::filled_by([&](std::uint8_t* out) { entropy_.fill({out, 32}); });
    const auto root = bird.root.view();
    to_session(bird.id, bird_session::commands::register_bird{bird.id, bird.tag, number,
                                                              bytes(root.begin(), root.end())});
    sessions_.sync();
    read_log();
  }

  /// The edge: nothing for what it answers itself (NODATA to strangers).
  std::optional<authentic_request> verify(const sent_query& query) {
    const auto name = unpack_name(query.name.wire(), test_zone());
    if (!name) return {};
    const auto received = decode_request(*name, test_zone());
    if (!received) return {};
    const auto* bird = keys_->find(received->value.bird);
    if (bird == nullptr) return {};
    const auto keys = derive_up_keys(bird->root);
    const auto mac = verify_request(*received, *name, test_zone(), keys.fragment);
    if (!mac) return {};
    authentic_request out;
    out.bird = bird;
    out.query = {answer_slot{++slots_}, *mac, received->value.code,
                 static_cast<std::uint8_t>(query.name.wire().size())};
    out.arrived = wall();
    const auto& body = received->value.body;
    if (const auto* one = std::get_if<one_shot_request>(&body)) {
      const auto at = restore_counter(one->at, bird->highest());
      bytes plain;
      if (!open_up(keys, at, one->sealed, plain)) return {};
      out.asked = opened_one_shot{at, tail_of(one->sealed), query_octets(plain)};
    } else if (const auto* piece = std::get_if<fragment_request>(&body)) {
      out.asked = authentic_fragment{restore_counter(piece->at, bird->highest()), piece->index,
                                     piece->last, query_octets(piece->payload)};
    } else if (const auto* status = std::get_if<status_request>(&body)) {
      out.asked = authentic_status{restore_counter(status->at, bird->highest())};
    } else if (const auto* pull = std::get_if<pull_request>(&body)) {
      out.asked = *pull;
    } else {
      out.asked = std::get<hello_request>(body);
    }
    return out;
  }

  /// One receive batch. The slots, 0 for what the edge refused.
  std::vector<answer_slot> send(const std::vector<sent_query>& queries) {
    authentic_batch batch;
    std::vector<answer_slot> slots;
    for (const auto& query : queries) {
      auto verified = verify(query);
      slots.push_back(verified ? verified->query.slot : answer_slot{});
      if (verified) batch.requests.push_back(std::move(*verified));
    }
    perform(machine_->handle(batch, now_, wall()));
    if (!holding_) sync();
    return slots;
  }

  /// Sends one query and reads the answer that comes, at the latest after 40 ms; nothing for
  /// NODATA.
  std::optional<console_answer> exchange(const test_bird& bird, const sent_query& query) {
    const auto slot = send({query}).front();
    return read(bird, query, slot);
  }
  std::optional<console_answer> read(const test_bird& bird, const sent_query& query,
                                     answer_slot slot) {
    if (slot.value == 0 || answered_.nodata.contains(slot.value)) return {};
    const auto& at_once = answered_.answers;
    const auto& later = answered_.later;
    const auto found = at_once.find(slot.value);
    AVIARY_INVARIANT(found != at_once.end() || later.contains(slot.value),
                     "each query is answered");
    last_text_ = found != at_once.end() ? found->second : later.at(slot.value);
    const auto read =
        decode_answer(last_text_, query.code, derive_down_keys(bird.root).ack, query.query);
    AVIARY_INVARIANT(read.has_value(), "the bird can read its answers");
    return *read;
  }
  /// The REPLY to the query; nothing when the answer is something else.
  std::optional<reply> reply_to(const test_bird& bird, const sent_query& query) {
    const auto got = exchange(bird, query);
    return got ? open_reply(bird, *got) : std::nullopt;
  }
  static std::optional<reply> open_reply(const test_bird& bird, const console_answer& got) {
    const auto* sealed = std::get_if<reply_answer>(&got);
    if (sealed == nullptr) return {};
    bytes plain;
    AVIARY_INVARIANT(open_down(derive_down_keys(bird.root), sealed->sealed, plain).has_value(),
                     "a REPLY opens");
    return *decode_reply(plain);
  }
  /// A heartbeat as a bird sends it: repeated at once when the token is stale.
  reply beat(test_bird& bird, const heartbeat& body = {.name = "ada", .interval_seconds = 15}) {
    auto got = *reply_to(bird, one_shot(bird, seal(bird, heartbeat_plain(bird, body))));
    bird.token = got.token;
    if (got.stale_token)
      got = *reply_to(bird, one_shot(bird, seal(bird, heartbeat_plain(bird, body))));
    return got;
  }

  // -- time, disk, power -------------------------------------------------------------------------

  void pass(instant::duration time) {
    for (const auto end = now_ + time; now_ < end;) {
      now_ += std::min<instant::duration>(1s, end - now_);
      streams_.tick(now_);
      perform(machine_->sweep(now_, wall(), has_room_));
      if (!holding_) sync();
    }
  }
  void hold() { holding_ = true; }
  void release() {
    holding_ = false;
    sync();
  }
  void set_room(bool has_room) { has_room_ = has_room; }
  void restart() {
    sessions_.crash();
    streams_.crash();
    start_again();
  }
  /// What a backup of the sessions' log holds, and its restoration.
  using backup = std::map<std::string, std::vector<record>>;
  backup back_up() const { return sessions_.disk(); }
  void restore(const backup& kept) {
    sessions_.crash();
    streams_.crash();
    sessions_.put_back(kept);
    streams_.put_back({});
    start_again();
  }

  // -- what tests look at ------------------------------------------------------------------------

  presence& machine() { return *machine_; }
  instant now() const { return now_; }
  wall_time wall() const {
    return wall_time(std::chrono::hours(24 * 365 * 55)) +
           std::chrono::duration_cast<std::chrono::milliseconds>(now_.time_since_epoch());
  }
  /// Events of the bird's session on disk, by type.
  std::vector<bird_session::event> events(const test_bird& bird, std::string_view type) const {
    std::vector<bird_session::event> out;
    const auto stream = sessions_.disk().find(addresses::bird_session(bird.id));
    if (stream == sessions_.disk().end()) return out;
    for (const auto& one : stream->second)
      if (one.type == type)
        out.push_back(*decode_event<bird_session::event>(one.type, one.payload));
    return out;
  }
  std::size_t count(const test_bird& bird, std::string_view type) const {
    return events(bird, type).size();
  }
  std::size_t streams_on_disk() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        streams_.disk(), [](const auto& one) { return !one.second.empty(); }));
  }
  const session_witness& witness_of(const test_bird& bird) {
    return sessions_.state(addresses::bird_session(bird.id)).witness;
  }
  /// What the edge would send for that slot: the answer, or what it says after 40 ms. Nothing for
  /// NODATA.
  const bytes* text_of(answer_slot slot) const {
    if (const auto found = answered_.answers.find(slot.value); found != answered_.answers.end())
      return &found->second;
    const auto later = answered_.later.find(slot.value);
    return later == answered_.later.end() ? nullptr : &later->second;
  }
  life state_of(const test_bird& bird) const {
    for (const auto& one : machine_->lives().records())
      if (one.bird != nullptr && one.bird->id == bird.id) return one.state;
    return life::unheard;
  }
  /// Of the process that there is now.
  console_run run() const { return {{runs_}}; }
  /// Nonces of all REPLYs, in the order in which they were sealed.
  const std::vector<bytes>& nonces() const { return answered_.nonces; }

 private:
  void start_again() {
    holding_ = false;
    start();
    streams_.resume_owing(now_);
    sessions_.resume_owing(now_);
    sync();
  }
  void start() {
    ++runs_;
    keys_ = std::make_unique<key_table>([](byte_view sealed) {
      return std::optional(root_key(std::span<const std::uint8_t, 32>(sealed)));
    });
    const epoch_key epoch = epoch_key::filled_by([&](std::uint8_t* out) {
      entropy_.fill({out, epoch_key::size});
    });
    machine_ = std::make_unique<presence>(*keys_, answered_, entropy_, epoch, run());
    seen_.clear();
    read_log();
  }
  /// What follow_log does.
  void read_log() {
    for (const auto& [stream, records] : sessions_.disk())
      for (auto& seen = seen_[stream]; seen < records.size(); ++seen) {
        keys_->apply(records[seen]);
        machine_->recall(records[seen], now_, wall());
      }
  }
  void to_session(const bird_id& bird, const bird_session::command& command) {
    sessions_.deliver(addresses::bird_session(bird), command, now_);
  }
  static std::string stream_of(const fragment_stream::message_place& message) {
    return std::to_string(message.tag.value) + '-' + std::to_string(message.at.value);
  }
  void perform(const presence::effects& effects) {
    AVIARY_INVARIANT(answered_.all_left(), "answers do not wait for the next batch");
    for (const auto& effect : effects) {
      if (const auto* session = std::get_if<presence::to_session>(&effect))
        to_session(session->bird, session->what);
      else if (const auto* stream = std::get_if<presence::to_fragment_stream>(&effect))
        streams_.deliver(stream_of(stream->message), stream->what, now_);
    }
  }
  void sync() {
    sessions_.sync();
    streams_.sync();
    streams_.forget_retired();
  }

  test_entropy entropy_;
  std::uint8_t runs_ = 0;
  std::unique_ptr<key_table> keys_;
  std::unique_ptr<presence> machine_;
  unit_host<bird_session> sessions_{
      [this](const bird_session::effect& effect) {
        if (const auto* acked = std::get_if<bird_session::effects::message_acked>(&effect))
          perform(machine_->handle(*acked, now_, wall()));
        else if (const auto* told = std::get_if<bird_session::effects::witness_told>(&effect))
          machine_->handle(*told);
      },
      [](const auto&) {}};
  unit_host<fragment_stream> streams_{
      [this](const fragment_stream::effect& effect) {
        streams_.retire(stream_of(std::get<fragment_stream::effects::retire>(effect).message));
      },
      [this](const fragment_stream::hint& hint) {
        if (const auto* ack = std::get_if<fragment_stream::hints::fragment_ack>(&hint))
          perform(machine_->handle(*ack));
        else if (const auto* whole = std::get_if<fragment_stream::hints::whole>(&hint))
          perform(machine_->handle(*whole, now_, wall()));
        else
          perform(machine_->handle(std::get<fragment_stream::hints::reopened>(hint), now_, wall()));
      }};
  instant now_{std::chrono::hours(1)};
  bool holding_ = false;
  bool has_room_ = true;
  std::uint64_t slots_ = 0;
  std::map<std::string, std::size_t> seen_;
  test_slots answered_;
  bytes last_text_;
};

// -- what a bird reads off an answer -------------------------------------------------------------

inline std::optional<fragment_ack_answer> ack_in(const std::optional<console_answer>& got) {
  if (!got || !std::holds_alternative<fragment_ack_answer>(*got)) return {};
  return std::get<fragment_ack_answer>(*got);
}

/// What the bird is told by a FRAGMENT_ACK; nothing when it is told something else.
inline std::optional<message_status> status_in(const std::optional<console_answer>& got) {
  const auto ack = ack_in(got);
  return ack ? std::optional(ack->status) : std::nullopt;
}

inline sent_query status_of(test_bird& bird, counter at) {
  return ask(bird, status_request{low_of(at)});
}

/// A REPLY takes the report off the bird's queue.
inline bool takes(const std::optional<reply>& got, const sealed_message& message,
                  const report_id& id) {
  return got && got->re == message.name && got->hash == id.hash;
}

}  // namespace aviary
