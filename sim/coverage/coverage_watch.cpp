#include "sim/coverage/coverage_watch.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aviary {
namespace {

using std::chrono::seconds;

/// What is older is no longer under way, and no longer what a second is about.
constexpr seconds under_way_for{10};
constexpr seconds recent{1};
/// Loss alone is no silence.
constexpr std::uint64_t silent_queries = 4;
/// Faults that always say which message they concern; when they say nothing, they did nothing.
constexpr std::array<std::string_view, 4> says_which{"replay", "reflection", "forgery",
                                                     "byzantine"};

}  // namespace

std::shared_ptr<coverage_watch> coverage_watch::on(world& where) {
  const std::shared_ptr<coverage_watch> out(new coverage_watch(where));
  where.checkers().on_sighting([out](const sighting& one) { out->see(one); });
  where.plan().on_strike([out](const strike& one) { out->struck(one); });
  where.plan().on_concern([out](std::string_view fault, std::uint64_t bird, byte_view message) {
    out->concerns(fault, bird, message);
  });
  return out;
}

const coverage_table& coverage_watch::table() {
  flush();
  return table_;
}

// -- what happens ---------------------------------------------------------------------------------

void coverage_watch::see(const sighting& one) {
  const auto read = [this](byte_view datagram) {
    return read_datagram(datagram, world_.zone(), [this](bird_tag tag) { return keys_of(tag); });
  };
  if (const auto* query = std::get_if<sightings::query_sent>(&one)) {
    note(query->bird, read(query->datagram), false);
  } else if (const auto* answer = std::get_if<sightings::answer_received>(&one)) {
    note(answer->bird, read(answer->datagram), true);
  } else if (const auto* append = std::get_if<sightings::bird_appends>(&one)) {
    note_last(birds_[append->bird], subject_of_bird_append(*append->what));
  } else if (const auto* write = std::get_if<sightings::console_appends>(&one)) {
    note_last(console_, subject_of_console_append(*write->what));
  } else if (const auto* made = std::get_if<sightings::answer_made>(&one)) {
    constexpr std::uint8_t reply_kind = 2;
    const bool is_reply = !made->text.empty() && made->text[0] == reply_kind;
    note_last(console_, is_reply ? subject_kind::reply : subject_kind::fragment_ack);
  } else if (std::holds_alternative<sightings::alert_posted>(one)) {
    note_last(console_, subject_kind::alert);
  } else if (const auto* back = std::get_if<sightings::counters_put_back>(&one)) {
    birds_[bird_of(back->bird)].is_rolled_back = true;
  } else if (const auto* dead = std::get_if<sightings::crashed>(&one)) {
    birds_[dead->node].crashed_at = world_.time().now();
  } else if (const auto* alive = std::get_if<sightings::started>(&one)) {
    auto& bird = birds_[alive->node];
    bird.messages.clear();
    bird.last = subject_kind::nothing;
    bird.unanswered = 0;
    bird.last_answer = world_.time().now();
  }
}

void coverage_watch::note(std::uint64_t ordinal, const read_subject& seen, bool is_answer) {
  auto& bird = birds_[ordinal];
  const auto now = world_.time().now();
  note_last(bird, seen.about);
  if (!is_answer) {
    ++bird.unanswered;
    if (!seen.message || seen.about == subject_kind::status) return;
    auto& known = bird.messages[*seen.message];
    if (known.how != exchange::pending)
      known.how = seen.about == subject_kind::fragment ? exchange::gathering : exchange::one_shot;
    known.touched = now;
    return;
  }
  if (seen.about == subject_kind::other) return;
  bird.unanswered = 0;
  bird.last_answer = now;
  if (seen.about == subject_kind::reply) bird.is_rolled_back = false;
  const auto known = seen.message ? bird.messages.find(*seen.message) : bird.messages.end();
  if (known == bird.messages.end()) return;
  if (seen.about == subject_kind::reply)
    bird.messages.erase(known);
  else if (seen.is_complete)
    known->second = {exchange::pending, now};
}

void coverage_watch::note_last(bird_track& of, subject_kind about) {
  of.last = about;
  of.last_at = world_.time().now();
}

// -- strikes --------------------------------------------------------------------------------------

void coverage_watch::struck(const strike& one) {
  flush();
  fault_ = one.fault;
  presumed_ = cells_of(one);
}

void coverage_watch::concerns(std::string_view fault, std::uint64_t bird, byte_view message) {
  if (fault == fault_) presumed_.clear();
  auto about = read_subject{};
  if (!message.empty()) {
    about = read_datagram(message, world_.zone(), [this](bird_tag tag) { return keys_of(tag); });
    if (bird == 0) bird = bird_of(about.bird);
  }
  if (bird == 0) return;  // a stranger's
  auto cell = cell_of(std::string(fault), bird);
  if (!message.empty()) cell.about = about.about;
  table_.add(cell);
}

void coverage_watch::flush() {
  for (const auto& cell : std::exchange(presumed_, {})) table_.add(cell);
}

std::vector<coverage_cell> coverage_watch::cells_of(const strike& one) {
  if (std::find(says_which.begin(), says_which.end(), one.fault) != says_which.end()) return {};
  if (one.entity != 0) return {cell_of(one.fault, one.entity)};
  std::vector<coverage_cell> out;
  for (std::uint64_t bird = 1; bird <= world_.birds(); ++bird) {
    out.push_back(cell_of(one.fault, bird));
    // These strike the console at a moment of its own.
    if (one.fault == "console_crash") out.back().about = console_.last;
    if (one.fault.starts_with("webhook_") && one.fault != "webhook_trouble")
      out.back().about = subject_kind::alert;
  }
  return out;
}

coverage_cell coverage_watch::cell_of(const std::string& fault, std::uint64_t ordinal) {
  const auto state = state_of(ordinal);
  const auto& bird = birds_[ordinal];
  const bool is_recent = world_.time().now() - bird.last_at <= recent;
  auto about = is_recent ? bird.last : subject_kind::nothing;
  if (state == exchange::unregistered) about = subject_kind::registration;
  if (state == exchange::down) about = subject_kind::nothing;
  return {fault, state, about};
}

// -- how a bird stands ----------------------------------------------------------------------------

exchange coverage_watch::state_of(std::uint64_t ordinal) {
  if (ordinal > world_.birds()) return exchange::unregistered;
  const auto& node = world_.bird(ordinal);
  const auto& bird = birds_[ordinal];
  const auto now = world_.time().now();
  if (!node.is_registered()) return exchange::unregistered;
  // What strikes behind a crash meets the bird as it was.
  if (!node.is_up() && bird.crashed_at != now) return exchange::down;
  if (bird.is_rolled_back) return exchange::rolled_back;
  if (bird.unanswered >= silent_queries && now - bird.last_answer > under_way_for)
    return exchange::silent;
  auto out = owes(ordinal) ? exchange::parked : exchange::idle;
  for (const auto& [at, message] : bird.messages)
    if (now - message.touched <= under_way_for) out = std::min(out, message.how);
  return out;
}

bool coverage_watch::owes(std::uint64_t ordinal) {
  bool out = false;
  world_.bird(ordinal).log().for_each_stream(
      [&out](const stream_name&, const stream_head& head) { out = out || head.owes; });
  return out;
}

const reading_keys* coverage_watch::keys_of(bird_tag tag) {
  const auto ordinal = bird_of(tag);
  if (ordinal == 0) return nullptr;
  auto& bird = birds_[ordinal];
  if (!bird.keys) bird.keys.emplace(*world_.bird(ordinal).root());
  return &*bird.keys;
}

/// The bird itself, not its clones. 0 when there is none.
std::uint64_t coverage_watch::bird_of(bird_tag tag) {
  for (std::uint64_t bird = 1; bird <= world_.birds(); ++bird)
    if (world_.bird(bird).is_registered() && world_.bird(bird).tag() == tag) return bird;
  return 0;
}

}  // namespace aviary
