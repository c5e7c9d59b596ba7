#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "actors/addresses.hpp"
#include "bird/uplink.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_query.hpp"
#include "tests/console/presence/presence_world.hpp"

// Both halves of the witness without threads: a real UPLINK and RETRY QUEUE on the one side of a
// lossy link, the real PRESENCE and SESSION on the other. Either side's process may end at any
// step, and either disk may be put back.

namespace aviary {

struct link_faults {
  double loss = 0;
  instant::duration delay_max = 20ms;
};

// -- the bird ------------------------------------------------------------------------------------

class witness_bird {
 public:
  using send_query = std::function<void(bytes datagram)>;

  witness_bird(test_bird keys, std::uint32_t seed, instant now, send_query send)
      : keys_(std::move(keys)), entropy_(seed), random_(seed), send_(std::move(send)), clock_(now) {
    boot();
  }

  // -- its lives ---------------------------------------------------------------------------------

  /// The process ends, with what is not on disk, and starts anew.
  void crash() {
    queue_.crash();
    boot();
  }
  struct disk {
    std::map<std::string, std::vector<record>> log;
    std::uint64_t counters = 0;
  };
  disk snapshot() const { return {queue_.disk(), counters_.limit}; }
  void put_back(const disk& old) {
    queue_.crash();
    queue_.put_back(old.log);
    counters_.limit = old.counters;
    boot();
  }

  /// A report that is on disk when this returns.
  report_id touch() {
    const std::string body = R"({"logtype":4002,"src_port":)" + std::to_string(reports_) + "}";
    const auto id = make_report_id(life_, {next_sequence_++}, as_bytes(body));
    ++reports_;
    tell(retry_queue::commands::enqueue{to_text(id), body, stamp_now()});
    run();
    queue_.sync();
    run();
    return id;
  }

  // -- time and the network ----------------------------------------------------------------------

  void step(instant now) {
    clock_.now_ = now;
    queue_.tick(now);
    run();
    if (uplink_->next_due() <= now) perform(uplink_->tick());
    run();
    if (random_() % 4 != 0) queue_.sync();  // now and then the disk takes longer
    run();
  }
  void receive(byte_view datagram) {
    perform(uplink_->receive(0, datagram));
    run();
  }

  const retry_queue::state& queue() { return queue_.state(stream()); }
  uplink_status status() const { return uplink_->status(); }
  std::uint32_t life() const { return lives_; }

 private:
  struct step_clock final : clock_port {
    explicit step_clock(instant now) : now_(now) {}
    instant now() const override { return now_; }
    std::uint64_t machine_boot() const override { return 1; }
    wall_time wall_now() const override { return {}; }
    instant now_;
  };
  /// As the counter file: a start goes on at the limit.
  struct block_counters final : counter_source {
    counter next() override {
      if (at == limit) limit += 16;
      return {at++};
    }
    bool raise_above(counter highest) override {
      if (at > highest.value) return false;
      at = highest.value + 1;
      limit = at + 16;
      return true;
    }
    std::uint64_t at = 1;
    std::uint64_t limit = 1;
  };

  static std::string stream() { return std::string(addresses::report_queue); }
  stamp stamp_now() const { return {1, clock_.now_.time_since_epoch().count()}; }

  void boot() {
    ++lives_;
    mail_.clear();
    counters_.at = counters_.limit;
    life_ = {{lives_}, entropy_.draw<std::uint32_t>()};
    next_sequence_ = {};
    uplink_settings settings;
    settings.name = "ada";
    settings.probes_paths = false;
    uplink_ = std::make_unique<uplink>(settings,
                                       sender_settings{test_zone(),
                                                       keys_.tag,
                                                       derive_up_keys(keys_.root),
                                                       derive_down_keys(keys_.root),
                                                       {path_profile{}}},
                                       counters_, entropy_, clock_);
    queue_.resume_owing(clock_.now_);
    tell(retry_queue::commands::keep_journal{{1}});
    run();
    queue_.sync();
    run();
  }

  void tell(retry_queue::command wanted) {
    mail_.push_back([this, wanted] { queue_.deliver(stream(), wanted, clock_.now_); });
  }
  /// As between actors: one thing after the other.
  void run() {
    while (!mail_.empty()) {
      const auto next = std::move(mail_.front());
      mail_.pop_front();
      next();
    }
  }
  void perform(std::vector<uplink::effect> effects) {
    for (auto& one : effects) {
      if (auto* send = std::get_if<uplink::effects::send>(&one)) {
        send_(std::move(send->octets));
      } else if (auto* told = std::get_if<uplink::effects::tell_queue>(&one)) {
        tell(std::move(told->what));
      } else {
        const auto body = encode(std::get<uplink::effects::notice>(one).seen);
        const auto id = make_report_id(life_, {next_sequence_++}, body);
        tell(retry_queue::commands::enqueue{to_text(id), std::string(as_text(body)), stamp_now()});
      }
    }
  }
  void release(const retry_queue::effect& effect) {
    if (const auto* count = std::get_if<retry_queue::effects::counted>(&effect)) {
      mail_.push_back([this, news = *count] { perform(uplink_->count(news)); });
    } else if (const auto* offer = std::get_if<retry_queue::effects::offer>(&effect)) {
      mail_.push_back([this, item = *offer] { perform(uplink_->offer(item)); });
    } else if (const auto* wanted = std::get_if<retry_queue::effects::recall>(&effect)) {
      retry_queue::commands::recalled answer;
      for (const auto& one : wanted->items) {
        const auto& kept = queue_.disk().at(stream()).at(one.at_sequence);
        const auto event = *decode_event<retry_queue::event>(kept.type, kept.payload);
        const auto& enqueued = std::get<retry_queue::events::enqueued>(event);
        answer.items.push_back({one.ordinal, enqueued.id, enqueued.body, enqueued.made});
      }
      tell(std::move(answer));
    }
  }

  test_bird keys_;
  test_entropy entropy_;
  std::mt19937 random_;
  send_query send_;
  step_clock clock_;
  block_counters counters_;
  std::uint32_t lives_ = 0;
  std::uint32_t reports_ = 0;
  boot_id life_{};
  std::uint32_t next_sequence_ = 0;
  std::deque<std::function<void()>> mail_;
  std::unique_ptr<uplink> uplink_;
  unit_host<retry_queue> queue_{[this](const auto& effect) { release(effect); },
                                [](const auto&) {}};
};

// -- the world -----------------------------------------------------------------------------------

class witness_world {
 public:
  explicit witness_world(std::uint32_t seed = 1, link_faults drawn = {})
      : link(drawn), console(seed + 1), random_(seed), keys_(console.add_bird()) {
    add_bird(seed + 2);
  }

  link_faults link;
  presence_world console;
  witness_bird& bird() { return birds_.front(); }
  /// Another machine with the same disk, from now on.
  witness_bird& clone_bird() {
    const auto disk = bird().snapshot();
    auto& clone = add_bird(static_cast<std::uint32_t>(random_()));
    clone.put_back(disk);
    return clone;
  }

  // -- what a test does --------------------------------------------------------------------------

  void touch(int times = 1) {
    while (times-- > 0) touched.insert(bird().touch());
  }
  void pass(instant::duration time) {
    constexpr auto tick_time = 50ms;
    for (const auto end = console.now() + time; console.now() < end;) {
      console.pass(tick_time);
      deliver_due();
      for (auto& one : birds_) one.step(console.now());
    }
  }
  void restore_console(const presence_world::backup& kept) { console.restore(kept); }
  /// From 0 to 1.
  double chance() { return std::uniform_real_distribution<>()(random_); }

  // -- what it looks at --------------------------------------------------------------------------

  std::set<report_id> touched;

  const test_bird& keys() const { return keys_; }
  std::size_t count(std::string_view type) const { return console.count(keys_, type); }
  const session_witness& session() { return console.witness_of(keys_); }
  bool agree() { return bird().queue().journal.digest == session().digest; }
  bool settled() {
    return agree() && !retry_queue::owes(bird().queue()) && !session().differs &&
           !bird().queue().journal.reconciling();
  }
  /// Reports that the console does not have exactly once.
  std::size_t wrong() const {
    std::map<report_id, int> times;
    for (const auto& event : console.events(keys_, bird_session::events::report_accepted::name))
      ++times[std::get<bird_session::events::report_accepted>(event).id];
    return static_cast<std::size_t>(
        std::ranges::count_if(touched, [&](const auto& id) { return times[id] != 1; }));
  }

 private:
  struct packet {
    instant at{};
    bool to_console = false;
    bytes octets;
    std::size_t bird = 0;
    std::uint32_t life = 0;
  };

  witness_bird& add_bird(std::uint32_t seed) {
    const auto ordinal = birds_.size();
    return birds_.emplace_back(keys_, seed, console.now(), [this, ordinal](bytes datagram) {
      carry({{}, true, std::move(datagram), ordinal, 0});
    });
  }
  void carry(packet sent) {
    if (chance() < link.loss) return;
    sent.at =
        console.now() + std::chrono::duration_cast<instant::duration>(link.delay_max * chance());
    packets_.push_back(std::move(sent));
  }
  void deliver_due() {
    for (std::size_t i = 0; i < packets_.size();) {
      if (packets_[i].at > console.now()) {
        ++i;
        continue;
      }
      const auto arrived = std::move(packets_[i]);
      packets_.erase(packets_.begin() + static_cast<std::ptrdiff_t>(i));
      if (arrived.to_console)
        ask_console(arrived);
      else if (arrived.life == birds_[arrived.bird].life())
        birds_[arrived.bird].receive(arrived.octets);
    }
  }
  void ask_console(const packet& asked) {
    const auto query = *parse_query(asked.octets);
    const auto slot = console.send({sent_query{dns_name(query.name), {}, {}}}).front();
    const auto* text = slot.value == 0 ? nullptr : console.text_of(slot);
    if (text == nullptr) return;
    std::array<std::uint8_t, 2048> answer;
    const auto size = write_txt_answer(answer, query, *text, 15);
    carry({{},
           false,
           bytes(answer.begin(), answer.begin() + static_cast<std::ptrdiff_t>(size)),
           asked.bird,
           birds_[asked.bird].life()});
  }

  std::mt19937 random_;
  std::deque<packet> packets_;
  test_bird keys_;
  std::deque<witness_bird> birds_;  // the first, and its clones
};

}  // namespace aviary
