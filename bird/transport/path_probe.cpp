#include "bird/transport/path_probe.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "messages/dns_question.hpp"
#include "messages/dns_stub.hpp"
#include "messages/limits.hpp"
#include "messages/qname.hpp"
#include "messages/request.hpp"

namespace aviary {
namespace {

/// The first that passes is taken. The last passed already, and must again: somebody who is not
/// there any more passes nothing.
constexpr std::array codes_tried{answer_code::raw_1232, answer_code::base64_1232,
                                 answer_code::raw_512, answer_code::base64_512};

/// RFC 8767 section 4: no TTL is longer than a week in practice.
constexpr std::chrono::seconds kept_max = std::chrono::hours(7 * 24);

bool names_have_one_label(const zone_name& zone, std::size_t name_octets) {
  return name_characters(zone.wire().size(), name_octets) <= label_octets_max;
}

std::chrono::nanoseconds median(std::vector<std::chrono::nanoseconds> times) {
  if (times.empty()) return {};
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  return *middle;
}

}  // namespace

path_probe::path_probe(path_probe_settings settings, entropy_port& entropy)
    : settings_(std::move(settings)), entropy_(entropy) {}

std::vector<path_probe::effect> path_probe::handle(const command& wanted, instant now) {
  effects_.clear();
  if (const auto* begin = std::get_if<commands::begin>(&wanted)) {
    resolver_ = begin->resolver;
    found_ = {};
    losses_ = loss_memory(loss_assumed);
    modes_passed_ = 0;
    sparse_answered_ = 0;
    slow_downs_ = 0;
    denied_ = false;
    round_trips_.clear();
    queries_.clear();
    begin_trial(step::best, {}, now);
  }
  advance(now);
  return std::exchange(effects_, {});
}

std::optional<std::vector<path_probe::effect>> path_probe::receive(std::size_t resolver,
                                                                   byte_view datagram,
                                                                   instant now) {
  byte_reader header(datagram);
  const auto id = header.u16();
  const auto asked = std::ranges::find(queries_, id, &query::id);
  if (!header.ok() || resolver != resolver_ || asked == queries_.end()) return {};
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto dns = parse_stub_answer(datagram, id, asked->name, text);
  if (!dns) return {};  // the sender may have a query with this id as well
  effects_.clear();
  if (dns->truncated) {
    if (!asked->over_stream) take_truncated(*asked, now);
  } else {
    const auto answered = *asked;
    queries_.erase(asked);
    if (dns->has_text) {
      const auto overlay = decode_answer(dns->text, answered.of.code, settings_.ack, answered.mac);
      if (overlay) take_answer(answered, *overlay, dns->ttl, now);
    } else {
      take_denial(answered, dns->rcode, now);
    }
  }
  advance(now);
  return std::exchange(effects_, {});
}

std::optional<instant> path_probe::next_due() const {
  if (step_ == step::idle) return {};
  if (step_ == step::burst) return last_asked_ + burst_patience;
  return attempts_ < attempts_wanted() ? next_ask_ : last_asked_ + patience;
}

// -- answers --------------------------------------------------------------------------------------

void path_probe::take_answer(const query& asked, const console_answer& answer, std::uint32_t ttl,
                             instant now) {
  if (const auto* hello = std::get_if<hello_answer>(&answer)) {
    take_hello(asked, *hello, ttl, now);
  } else if (const auto* ack = std::get_if<fragment_ack_answer>(&answer)) {
    if (ack->status == message_status::slow_down)
      take_slow_down(asked, std::chrono::seconds(ack->seconds), now);
  }
}

void path_probe::take_hello(const query& asked, const hello_answer& hello, std::uint32_t ttl,
                            instant now) {
  if (hello.first != asked.first ||
      hello.fill_octets != hello_fill_octets(asked.of.code, asked.name.wire().size()))
    return;
  if (step_ == step::burst || step_ == step::sparse) {
    if (asked.trial != trial_) return;
    ++(step_ == step::burst ? found_.burst_answered : sparse_answered_);
    return;
  }
  // A late answer to the best form proves it, whatever was tried since.
  const bool best = asked.of.name_octets == name_octets_max &&
                    asked.of.code == answer_code::raw_1232 && !asked.over_stream;
  const bool searching = step_ == step::any || step_ == step::names || step_ == step::codes;
  if (best && searching) step_ = step::best;
  if (asked.trial == trial_ || step_ == step::best) passed(asked, ttl, now);
}

// A console that is busy says nothing of what passes, and wants to be left alone for a while; at
// last for so long as one that does not answer.
void path_probe::take_slow_down(const query& asked, std::chrono::seconds pause, instant now) {
  if (asked.trial != trial_) return;
  if (step_ == step::burst) {
    ++found_.burst_answered;
  } else if (step_ == step::sparse) {
    ++sparse_answered_;
  } else if (++slow_downs_ == slow_downs_max) {
    return end({});
  } else if (attempts_ > 0 && step_ != step::kept_again) {
    --attempts_;
  }
  next_ask_ = std::max(next_ask_, now + pause);
}

// Of several resolvers behind one address one may believe NXDOMAIN, so a single denial tells.
void path_probe::take_denial(const query& asked, dns_rcode rcode, instant now) {
  if (rcode == dns_rcode::no_error) denied_ = true;
  if (asked.trial != trial_) return;
  if (step_ == step::mode) return failed(now);
  const bool refused = rcode != dns_rcode::no_error && rcode != dns_rcode::name_error;
  if (step_ == step::burst && refused) ++found_.burst_refused;
}

// An answer that is cut tells at once that this form does not pass; where all are cut, everything
// goes over TCP.
void path_probe::take_truncated(query& asked, instant now) {
  if (asked.trial != trial_ || step_ == step::burst || step_ == step::sparse) return;
  if (step_ != step::any && !found_.over_stream) return failed(now);
  asked.over_stream = true;
  send(asked, now);
}

void path_probe::passed(const query& by, std::uint32_t ttl, instant now) {
  losses_.got_through(by.attempt == 1);
  if (!by.over_stream && step_ != step::kept_again) round_trips_.push_back(now - by.sent_at);
  switch (step_) {
    case step::best:
      found_ = {};
      return begin_mode(now);
    case step::any:
      found_.over_stream = by.over_stream;
      place_ = 0;
      return begin_trial(step::names, {name_octets_tried[0], form_.code, form_.mode}, now);
    case step::names:
      if (!by.over_stream) found_.over_stream = false;  // what was cut before was no rule
      found_.name_octets = form_.name_octets;
      place_ = 0;
      return begin_trial(step::codes, {found_.name_octets, codes_tried[0], form_.mode}, now);
    case step::codes:
      if (!by.over_stream) found_.over_stream = false;
      found_.code = form_.code;
      return begin_mode(now);
    case step::mode:
      if (++modes_passed_ < mode_passes) return begin_trial(step::mode, form_, now);
      found_.mode = minimisation::nxdomain;
      return begin_trial(step::kept, {found_.name_octets, found_.code, found_.mode}, now);
    case step::kept:
      kept_query_ = by;
      kept_ttl_ = ttl;
      if (ttl > authentic_ttl_seconds) found_.kept = std::min(std::chrono::seconds(ttl), kept_max);
      if (found_.kept) return begin_burst(now);
      return begin_trial(step::kept_again, form_, now + kept_gap);
    case step::kept_again:
      if (ttl < kept_ttl_) found_.kept = std::chrono::seconds(authentic_ttl_seconds);
      return begin_burst(now);
    case step::idle:
    case step::burst:
    case step::sparse:
      return;
  }
}

void path_probe::failed(instant now) {
  switch (step_) {
    case step::best:
      return begin_trial(step::any,
                         {name_octets_tried.back(), answer_code::base64_512, minimisation::nodata},
                         now);
    case step::any:
      return end({});
    case step::names:
      // The last of them passed already, in the step before.
      found_.name_octets = name_octets_tried[++place_];
      if (place_ + 1 < name_octets_tried.size())
        return begin_trial(step::names, {found_.name_octets, form_.code, form_.mode}, now);
      place_ = 0;
      return begin_trial(step::codes, {found_.name_octets, codes_tried[0], form_.mode}, now);
    case step::codes:
      if (++place_ == codes_tried.size()) return end({});
      return begin_trial(step::codes, {form_.name_octets, codes_tried[place_], form_.mode}, now);
    case step::mode:
      return begin_trial(step::kept, {found_.name_octets, found_.code, found_.mode}, now);
    case step::kept:
    case step::kept_again:
      return begin_burst(now);
    case step::sparse:
      found_.share_lost =
          1 - static_cast<double>(sparse_answered_) / static_cast<double>(sparse_queries);
      return end(found_);
    case step::idle:
    case step::burst:
      return;
  }
}

// -- what comes next ------------------------------------------------------------------------------

void path_probe::advance(instant now) {
  while (step_ != step::idle) {
    if (step_ == step::burst) {
      if (found_.burst_answered < burst_queries && now < last_asked_ + burst_patience) return;
      end_burst(now);
    } else if (attempts_ < attempts_wanted()) {
      if (now < next_ask_) return;
      ask(now);
    } else if (now >= last_asked_ + patience) {
      failed(now);
    } else {
      return;
    }
  }
}

std::size_t path_probe::attempts_wanted() const {
  if (step_ == step::sparse) return sparse_queries;
  const auto wanted = std::max(attempts_min, losses_.dead_after());
  return step_ == step::kept_again ? std::min(wanted, same_name_max) : wanted;
}

void path_probe::begin_trial(step next, const form& tried, instant now) {
  step_ = next;
  form_ = tried;
  ++trial_;
  attempts_ = 0;
  next_ask_ = now;
}

// A resolver that minimises asks for the label next to the zone first: a name without another one
// tells nothing. Over TCP nothing more is asked than must be.
void path_probe::begin_mode(instant now) {
  if (found_.over_stream) {
    found_.share_lost = losses_.share_lost();
    return end(found_);
  }
  if (names_have_one_label(settings_.zone, found_.name_octets))
    return begin_trial(step::kept, {found_.name_octets, found_.code, found_.mode}, now);
  begin_trial(step::mode, {found_.name_octets, found_.code, minimisation::nxdomain}, now);
}

void path_probe::begin_burst(instant now) {
  begin_trial(step::burst, {name_octets_tried.back(), found_.code, found_.mode}, now);
  found_.burst_asked = burst_queries;
  for (std::size_t i = 0; i < burst_queries; ++i) ask_hello(form_, now);
}

// Was that loss, or does somebody hold back what comes at once?
void path_probe::end_burst(instant now) {
  found_.share_lost = losses_.share_lost();
  if (2 * found_.burst_answered >= burst_queries) return end(found_);
  begin_trial(step::sparse, form_, now);
}

void path_probe::end(std::optional<path_findings> found) {
  if (found) {
    found->rtt_median = median(round_trips_);
    if (!round_trips_.empty()) found->rtt_min = std::ranges::min(round_trips_);
  }
  step_ = step::idle;
  queries_.clear();
  effects_.push_back(effects::ended{resolver_, std::move(found), denied_});
}

// -- asking ---------------------------------------------------------------------------------------

void path_probe::ask(instant now) {
  next_ask_ = now + attempt_gap;
  if (step_ != step::kept_again) return ask_hello(form_, now);
  auto again = kept_query_;
  again.trial = trial_;
  again.attempt = ++attempts_;
  send(std::move(again), now);
}

void path_probe::ask_hello(const form& of, instant now) {
  hello_request hello;
  hello.random = entropy_.draw<std::uint32_t>();
  hello.name_octets = static_cast<std::uint16_t>(of.name_octets);
  bird_request wanted;
  wanted.mode = of.mode;
  wanted.bird = settings_.bird;
  wanted.attempt = {static_cast<std::uint8_t>(entropy_.draw<std::uint8_t>() % 32)};
  wanted.code = of.code;
  wanted.body = hello;
  const auto encoded = encode_request(wanted, settings_.zone, settings_.fragment);
  query asked;
  asked.name = encoded.name;
  asked.mac = encoded.query;
  asked.of = of;
  asked.first = static_cast<std::uint8_t>(hello.random);
  asked.trial = trial_;
  asked.attempt = ++attempts_;
  send(std::move(asked), now);
}

// Over TCP it is the same query, under its id.
void path_probe::send(query asked, instant now) {
  if (!asked.over_stream) {
    do {
      asked.id = entropy_.draw<std::uint16_t>();
    } while (std::ranges::find(queries_, asked.id, &query::id) != queries_.end());
    asked.sent_at = last_asked_ = now;
    queries_.push_back(asked);
  }
  effects_.push_back(
      effects::send{resolver_, encode_question(asked.id, {asked.name}), asked.over_stream});
}

}  // namespace aviary
