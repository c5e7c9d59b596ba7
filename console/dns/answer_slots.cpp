#include "console/dns/answer_slots.hpp"

#include <algorithm>
#include <thread>

#include "messages/answer.hpp"
#include "messages/dns_answer.hpp"
#include "messages/invariant.hpp"

namespace aviary {
namespace {

constexpr unsigned ordinal_bits = 16;
constexpr unsigned phase_bits = 3;
static_assert(answer_slots::count_max == std::size_t{1} << ordinal_bits);

enum class phase : std::uint8_t { free, waiting, parking, parked, claimed };

/// A slot's word: whose turn it is and how far it got.
constexpr std::uint64_t word(std::uint64_t generation, phase at) {
  return generation << phase_bits | static_cast<unsigned>(at);
}

}  // namespace

// -- slow down ------------------------------------------------------------------------------------

counter_low reference_of(const bird_request& asked) {
  struct reference {
    counter_low operator()(const one_shot_request& body) const { return body.at; }
    counter_low operator()(const fragment_request& body) const { return body.at; }
    counter_low operator()(const status_request& body) const { return body.at; }
    counter_low operator()(const pull_request& body) const { return {body.object.value}; }
    counter_low operator()(const hello_request& body) const { return {body.random}; }
  };
  return std::visit(reference{}, asked.body);
}

std::size_t write_slow_down(std::span<std::uint8_t> out, const registered_bird& bird,
                            counter_low reference, const waiting_query& query) {
  const fragment_ack_answer body{reference, message_status::slow_down, slow_down_seconds, {}};
  return encode_answer(body, query.code, derive_down_keys(bird.root).ack, query.query, out);
}

// -- a slot ---------------------------------------------------------------------------------------

struct answer_slots::waiting_slot {
  /// The buffers stay as they are: their pages are touched when the slot is first used.
  waiting_slot() {}

  std::atomic<std::uint64_t> state{0};
  /// Only the edge's thread moves on to the next generation.
  std::uint64_t generation = 0;
  index ordinal = 0;
  index next_finished = none;
  index older = none;
  index newer = none;
  bool listed = false;
  instant due{};

  return_path path;
  const registered_bird* bird = nullptr;
  counter_low reference{};
  waiting_query query;
  dns_query asked;  // its views lie in `question`
  std::array<std::uint8_t, name_octets_max + question_tail_octets> question;
  bool has_message = false;  // of answer_later
  std::size_t message_octets = 0;
  std::array<std::uint8_t, edns_payload_octets> message;

  answer_slot number() const { return {generation << ordinal_bits | ordinal}; }

  /// Room for the message: what the asker takes over UDP, where a longer one goes to TCP.
  std::span<std::uint8_t> room() {
    const bool udp = path.over == return_path::transport::udp;
    return std::span(message).first(udp ? asked.udp_octets_max() : message.size());
  }
  void write(byte_view text) {
    message_octets = write_txt_answer(room(), asked, text, authentic_ttl_seconds);
    if (message_octets == 0) message_octets = write_truncated_answer(room(), asked);
  }
  void write_slow_down() {
    std::array<std::uint8_t, answer_text_octets_max> text;
    const auto octets = aviary::write_slow_down(text, *bird, reference, query);
    write(byte_view(text).first(octets));
  }
};

answer_slots::answer_slots(const zone_answers& zone, edge_counters& counters,
                           std::uint32_t generation, std::function<void()> wake, std::size_t count)
    : zone_(zone),
      counters_(counters),
      count_(count),
      wake_(std::move(wake)),
      slots_(std::make_unique<waiting_slot[]>(count)) {
  AVIARY_INVARIANT(count > 0 && count <= count_max, "the ordinal of a slot has 16 bits");
  for (std::size_t i = count; i-- > 0;) {
    auto& held = slots_[i];
    held.ordinal = static_cast<index>(i);
    held.generation = generation;
    held.state.store(word(generation, phase::free), std::memory_order_relaxed);
    held.next_finished = first_free_;
    first_free_ = held.ordinal;
  }
}

answer_slots::~answer_slots() = default;

// -- the edge's thread ----------------------------------------------------------------------------

bool answer_slots::take(waiting_query& query, const dns_query& asked, const return_path& path,
                        const registered_bird& bird, counter_low reference, instant now) {
  if (first_free_ == none) return false;
  auto& held = slots_[first_free_];
  first_free_ = held.next_finished;
  ++in_use_;

  query.slot = held.number();
  held.path = path;
  held.bird = &bird;
  held.reference = reference;
  held.query = query;
  held.asked = asked;
  std::ranges::copy(asked.question, held.question.begin());
  held.asked.question = byte_view(held.question).first(asked.question.size());
  held.asked.name = held.asked.question.first(asked.name.size());
  held.has_message = false;
  append(held, now + answer_wait);
  held.state.store(word(held.generation, phase::waiting), std::memory_order_release);
  return true;
}

void answer_slots::append(waiting_slot& held, instant due) {
  held.due = due;
  held.listed = true;
  held.older = newest_;
  held.newer = none;
  (newest_ == none ? oldest_ : slots_[newest_].newer) = held.ordinal;
  newest_ = held.ordinal;
}

void answer_slots::remove(waiting_slot& held) {
  if (!held.listed) return;
  held.listed = false;
  (held.older == none ? oldest_ : slots_[held.older].newer) = held.newer;
  (held.newer == none ? newest_ : slots_[held.newer].older) = held.older;
}

std::optional<instant> answer_slots::next_due() const {
  if (oldest_ == none) return std::nullopt;
  return slots_[oldest_].due;
}

void answer_slots::expire(instant now) {
  while (oldest_ != none && slots_[oldest_].due <= now) {
    auto& held = slots_[oldest_];
    remove(held);
    if (claim(held.number()) == nullptr) continue;  // answered, and on its way here
    if (!held.has_message) held.write_slow_down();
    counters_.add(held.has_message ? edge_outcome::reply_pending : edge_outcome::slow_down);
    held.next_finished = collected_;
    collected_ = held.ordinal;
  }
}

std::size_t answer_slots::collect(std::span<finished_answer> out) {
  std::size_t count = 0;
  while (count < out.size()) {
    if (collected_ == none) {
      // First, so that whoever finishes behind it wakes the edge anew.
      woken_.exchange(false, std::memory_order_acq_rel);
      collected_ = finished_.exchange(none, std::memory_order_acquire);
    }
    if (collected_ == none) break;
    const auto& held = slots_[collected_];
    out[count++] = {held.ordinal, &held.path, byte_view(held.message).first(held.message_octets)};
    collected_ = held.next_finished;
  }
  return count;
}

void answer_slots::free(const finished_answer& sent) {
  auto& held = slots_[sent.ordinal];
  remove(held);
  ++held.generation;
  held.state.store(word(held.generation, phase::free), std::memory_order_relaxed);
  held.next_finished = first_free_;
  first_free_ = held.ordinal;
  --in_use_;
}

// -- any thread -----------------------------------------------------------------------------------

answer_slots::waiting_slot* answer_slots::find(answer_slot slot) const {
  const auto ordinal = slot.value & (count_max - 1);
  return ordinal < count_ ? &slots_[ordinal] : nullptr;
}

/// The slot, which is then the caller's to write; nothing when it is answered already. Who finds
/// answer_later() at work waits for it: a microsecond, or until its thread runs again.
answer_slots::waiting_slot* answer_slots::claim(answer_slot slot) {
  auto* held = find(slot);
  if (held == nullptr) return nullptr;
  const auto generation = slot.value >> ordinal_bits;
  for (auto seen = held->state.load(std::memory_order_acquire);;) {
    if (seen == word(generation, phase::parking)) {
      std::this_thread::yield();
      seen = held->state.load(std::memory_order_acquire);
      continue;
    }
    if (seen != word(generation, phase::waiting) && seen != word(generation, phase::parked))
      return nullptr;
    if (held->state.compare_exchange_weak(seen, word(generation, phase::claimed),
                                          std::memory_order_acq_rel))
      return held;
  }
}

void answer_slots::finish(waiting_slot& held) {
  auto head = finished_.load(std::memory_order_relaxed);
  do held.next_finished = head;
  while (!finished_.compare_exchange_weak(head, held.ordinal, std::memory_order_release,
                                          std::memory_order_relaxed));
}

void answer_slots::flush() {
  // None: they are on their way already.
  if (finished_.load(std::memory_order_acquire) == none) return;
  if (!woken_.exchange(true, std::memory_order_acq_rel)) wake_();
}

bool answer_slots::answer(answer_slot slot, byte_view text) {
  auto* held = claim(slot);
  if (held == nullptr) return false;
  held->write(text);
  finish(*held);
  return true;
}

void answer_slots::answer_later(answer_slot slot, byte_view text) {
  auto* held = find(slot);
  if (held == nullptr) return;
  const auto generation = slot.value >> ordinal_bits;
  auto seen = word(generation, phase::waiting);
  if (!held->state.compare_exchange_strong(seen, word(generation, phase::parking),
                                           std::memory_order_acq_rel))
    return;
  held->write(text);
  held->has_message = true;
  held->state.store(word(generation, phase::parked), std::memory_order_release);
}

void answer_slots::answer_nodata(answer_slot slot) {
  auto* held = claim(slot);
  if (held == nullptr) return;
  held->message_octets = zone_.write_nodata(held->room(), held->asked);
  finish(*held);
}

}  // namespace aviary
