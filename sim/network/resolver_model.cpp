#include "sim/network/resolver_model.hpp"

#include <algorithm>
#include <utility>

#include "messages/dns_answer.hpp"
#include "messages/dns_name.hpp"

namespace aviary {
namespace {

std::uint32_t seconds_of(instant::duration time) {
  return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(time).count());
}

bool is_usable(dns_rcode rcode) {
  return rcode == dns_rcode::no_error || rcode == dns_rcode::name_error;
}

bool is_letter(std::uint8_t octet) {
  const auto letter = lower_case(octet);
  return letter >= 'a' && letter <= 'z';
}

stub_query stub_query_of(const dns_query& query) {
  return {query.id, query.recursion_desired, query.checking_disabled, query.edns,
          bytes(query.question.begin(), query.question.end())};
}

upstream_answer without_records(const upstream_answer& said) {
  upstream_answer out;
  out.id = said.id;
  out.rcode = said.rcode;
  out.ttl = said.ttl;
  return out;
}

}  // namespace

resolver_model::resolver_model(const resolver_profile& profile, const zone_name& zone, prng draws)
    : profile_(profile), zone_(zone), draws_(draws), health_(profile.retry, profile.outage) {}

// -- what comes in --------------------------------------------------------------------------------

std::vector<resolver_effect> resolver_model::ask(std::uint64_t client, byte_view message,
                                                 bool over_stream, instant now) {
  out effects;
  const auto query = parse_query(message);
  if (!query) {
    refuse(client, query.error(), effects);
    return effects;
  }
  waiter who{client, over_stream, now, stub_query_of(*query)};
  const auto& stub = profile_.stub;
  if (stub.queries_per_second_max > 0 &&
      !quota_.within_rate(client, stub.queries_per_second_max, now)) {
    answer_over_limit(who, stub.above_rate, now, effects);
    return effects;
  }
  const auto below = zone_.octets_below(query->name);
  if (!below) {
    answer_over_limit(who, over_limit::server_failure, now, effects);
    return effects;
  }
  auto key = resolver_cache::key_of(query->name, query->type);
  if (answer_from_cache(who, key, now, effects)) return effects;
  if (stub.waiting_per_client_max > 0 && quota_.waiting(client) >= stub.waiting_per_client_max)
    return effects;
  if (stub.merges_duplicates && join(who, key, effects)) return effects;
  if (make_room(who, now, effects))
    begin(std::move(who), std::move(key), *query, *below, now, effects);
  return effects;
}

std::vector<resolver_effect> resolver_model::answered(std::uint64_t upstream, byte_view message,
                                                      instant now) {
  out effects;
  const auto found = attempts_.find(upstream);
  if (found == attempts_.end()) return effects;
  const auto& asked = found->second;
  auto said = parse_upstream_answer(message);
  if (!said || said->id != asked.id) return effects;
  const bool same = profile_.query.mixes_case
                        ? std::ranges::equal(said->question, asked.sent_question)
                        : same_name(said->question, asked.sent_question);
  if (!same) return effects;

  const auto tried = std::move(found->second);
  give_up(resolutions_.at(tried.resolution));
  understood(tried, *said, now, effects);
  return effects;
}

std::vector<resolver_effect> resolver_model::tick(instant now) {
  out effects;
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto number = due_.begin()->second;
    due_.erase(due_.begin());
    if (attempts_.contains(number))
      timed_out(number, now, effects);
    else
      time_is_over(number, now, effects);
  }
  return effects;
}

std::optional<instant> resolver_model::next_due() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

// -- stubs ----------------------------------------------------------------------------------------

void resolver_model::refuse(std::uint64_t client, const refused_query& refused, out& effects) {
  const auto how = profile_.stub.malformed;
  const auto rcode = rcode_of(refused.error);
  if (how == malformed_query::dropped || !rcode) return;
  bytes message(edns_payload_octets);
  message.resize(write_rcode_answer(message, refused.query,
                                    how == malformed_query::refused ? dns_rcode::refused : *rcode));
  effects.emplace_back(resolver_effects::answer{client, std::move(message)});
}

void resolver_model::answer(const waiter& to, stub_answer_shape shape,
                            const record_sections& records, instant now, out& effects) {
  const auto& stub = profile_.stub;
  if (stub.discards_after.count() > 0 && now - to.since > stub.discards_after) return;
  shape.edns_octets = stub.edns_octets_told;
  if (!to.over_stream)
    shape.octets_max = std::clamp<std::size_t>(to.query.edns.payload_octets,
                                               plain_dns_payload_octets, stub.udp_octets_max);
  if (profile_.cache.on) {
    shape.ttl_min = seconds_of(profile_.cache.ttl_min);
    shape.ttl_max = seconds_of(profile_.cache.ttl_max);
  }
  effects.emplace_back(
      resolver_effects::answer{to.client, write_stub_answer(to.query, shape, records)});
}

void resolver_model::answer_over_limit(const waiter& who, over_limit how, instant now,
                                       out& effects) {
  if (how == over_limit::dropped) return;
  stub_answer_shape shape;
  shape.rcode = how == over_limit::refused ? dns_rcode::refused : dns_rcode::server_failure;
  answer(who, shape, {}, now, effects);
}

bool resolver_model::answer_from_cache(const waiter& who, std::string_view key, instant now,
                                       out& effects) {
  const auto* found = cache_.find(key, now);
  if (found == nullptr) return false;
  stub_answer_shape shape;
  shape.rcode = found->rcode;
  shape.age = seconds_of(now - found->kept_at);
  answer(who, shape, found->records, now, effects);
  return true;
}

bool resolver_model::join(const waiter& who, const std::string& key, out& effects) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return false;
  auto& of = resolutions_.at(found->second);
  const bool repeated = std::ranges::any_of(of.waiting, [&](const waiter& other) {
    return other.client == who.client && other.query.id == who.query.id;
  });
  if (repeated && profile_.stub.repeated != repeated_query::waits_too) {
    if (profile_.stub.repeated == repeated_query::forwarded) emit(of.attempt, effects);
    return true;
  }
  if (of.waiting.size() < profile_.stub.waiters_max) {
    quota_.waits(who.client);
    of.waiting.push_back(who);
  }
  return true;
}

bool resolver_model::make_room(const waiter& who, instant now, out& effects) {
  const auto& stub = profile_.stub;
  if (resolutions_.size() < stub.open_max) return true;
  const auto oldest = resolutions_.begin();
  if (stub.gives_way_after.count() > 0 && now - oldest->second.began >= stub.gives_way_after) {
    remove(oldest->first);
    return true;
  }
  answer_over_limit(who, stub.above_open, now, effects);
  return false;
}

void resolver_model::begin(waiter&& who, std::string&& key, const dns_query& query,
                           std::size_t below, instant now, out& effects) {
  const auto number = next_number_++;
  auto& of = resolutions_.emplace_hint(resolutions_.end(), number, resolution{})->second;
  of.name.assign(query.name.begin(), query.name.end());
  of.type = query.type;
  of.began = now;
  if (profile_.forwards) {
    of.flags = {query.recursion_desired, query.checking_disabled, query.edns};
    of.flags.edns.payload_octets = std::min(query.edns.payload_octets, profile_.query.edns_octets);
    of.over_stream = who.over_stream;
  } else {
    of.flags = {false, profile_.query.checking_disabled,
                edns_info{true, 0, profile_.query.dnssec_ok, profile_.query.edns_octets}};
    of.minimises = profile_.minimisation.on;
    for (std::size_t at = 0; at < below; at += of.name[at] + std::size_t{1})
      of.labels_left.push_back(at);
  }
  quota_.waits(who.client);
  of.waiting.push_back(std::move(who));
  if (profile_.stub.merges_duplicates) by_key_.emplace(key, number);
  of.key = std::move(key);
  if (profile_.retry.resolution_max.count() > 0)
    due_.emplace(now + profile_.retry.resolution_max, number);
  next_question(of, now);
  send(number, of, now, effects);
}

// -- questions ------------------------------------------------------------------------------------

void resolver_model::next_question(resolution& of, instant now) {
  const auto& how = profile_.minimisation;
  of.attempts_at_question = 0;
  of.asked_first = now;
  while (of.minimises && !of.labels_left.empty() && of.questions_above < how.questions_max) {
    const auto offset = of.labels_left.back();
    of.labels_left.pop_back();
    if (offset == 0 && (!how.asks_whole_name_first || of.type == how.type)) break;
    ++of.questions_above;
    of.current = {offset, how.type, true, of.over_stream};
    if (!knows(of, now)) return;
  }
  of.minimises = false;
  of.current = {0, of.type, false, of.over_stream};
}

bool resolver_model::knows(const resolution& of, instant now) const {
  if (!profile_.minimisation.keeps_answers) return false;
  const auto name = byte_view(of.name).subspan(of.current.offset);
  const auto* kept = cache_.find(resolver_cache::key_of(name, of.current.type), now);
  return kept != nullptr && kept->rcode == dns_rcode::no_error;
}

void resolver_model::send(std::uint64_t number, resolution& of, instant now, out& effects) {
  if (!health_.admits(now)) return fail(number, now, effects);
  attempt made;
  made.resolution = number;
  made.id = static_cast<std::uint16_t>(draws_.next() >> 48);
  made.sent_question.reserve(of.name.size() - of.current.offset + question_tail_octets);
  made.sent_question.assign(of.name.begin() + static_cast<std::ptrdiff_t>(of.current.offset),
                            of.name.end());
  if (profile_.query.mixes_case) draw_case(made.sent_question);
  byte_writer tail(made.sent_question);
  tail.u16(static_cast<std::uint16_t>(of.current.type));
  tail.u16(class_in);
  const auto after = profile_.retry.stream_after_attempts;
  made.asks = of.current;
  made.asks.over_stream =
      of.current.over_stream || (after > 0 && of.attempts >= after) || health_.prefers_stream(now);
  made.sent = now;
  made.timeout =
      made.asks.over_stream ? profile_.retry.stream_timeout : health_.timeout(of.attempts);
  if (const auto most = profile_.retry.question_max; most.count() > 0 && of.current.minimised)
    made.timeout = std::min<instant::duration>(made.timeout, of.asked_first + most - now);
  if (!made.asks.over_stream) health_.sent(made.timeout, now);
  of.attempt = next_number_++;
  due_.emplace(now + made.timeout, of.attempt);
  attempts_.emplace(of.attempt, std::move(made));
  emit(of.attempt, effects);
  if (profile_.query.doubled > 0 && draws_.chance(profile_.query.doubled))
    emit(of.attempt, effects);
}

void resolver_model::emit(std::uint64_t upstream, out& effects) const {
  const auto& asked = attempts_.at(upstream);
  const auto& flags = resolutions_.at(asked.resolution).flags;
  effects.emplace_back(resolver_effects::ask{
      upstream, write_query(asked.id, flags, asked.sent_question), asked.asks.over_stream});
}

void resolver_model::draw_case(bytes& name) {
  std::uint64_t bits = 0;
  int left = 0;
  for (auto& octet : name) {  // length octets are below 64 and so no letters
    if (!is_letter(octet)) continue;
    if (left == 0) {
      bits = draws_.next();
      left = 64;
    }
    octet ^= static_cast<std::uint8_t>((bits & 1) << 5);
    bits >>= 1;
    --left;
  }
}

// -- the name server ------------------------------------------------------------------------------

void resolver_model::timed_out(std::uint64_t upstream, instant now, out& effects) {
  const auto& retry = profile_.retry;
  const auto& tried = attempts_.at(upstream);
  const auto number = tried.resolution;
  const auto timeout = tried.timeout;
  const bool over_stream = tried.asks.over_stream;
  auto& of = resolutions_.at(number);
  give_up(of);
  if (!over_stream && ++of.sends_of_attempt < retry.sends_per_attempt &&
      timeout < retry.resend_below)
    return send(number, of, now, effects);
  of.sends_of_attempt = 0;
  if (!over_stream) health_.timed_out(timeout, now);
  if (const auto most = retry.question_max;
      most.count() > 0 && of.current.minimised && now >= of.asked_first + most) {
    of.attempts = 0;
    next_question(of, now);
    return send(number, of, now, effects);
  }
  ++of.attempts;
  const auto& above = profile_.minimisation;
  const bool goes_whole =
      ++of.attempts_at_question >= above.attempts_max && of.current.minimised && !above.strict;
  if (goes_whole && retry.begins_anew_with_whole_name) of.attempts = 0;
  if (gives_up_the_name(of)) return fail(number, now, effects);
  if (goes_whole) {
    of.minimises = false;
    next_question(of, now);
  }
  send(number, of, now, effects);
}

bool resolver_model::gives_up_the_name(const resolution& of) const {
  const auto& retry = profile_.retry;
  const bool stream_next =
      retry.stream_after_attempts > 0 && of.attempts >= retry.stream_after_attempts;
  return of.attempts >= retry.attempts_max || (health_.dead() && !stream_next);
}

void resolver_model::give_up(resolution& of) {
  const auto found = attempts_.find(std::exchange(of.attempt, 0));
  if (found == attempts_.end()) return;
  due_.erase({found->second.sent + found->second.timeout, found->first});
  attempts_.erase(found);
}

void resolver_model::understood(const attempt& tried, const upstream_answer& said, instant now,
                                out& effects) {
  const auto number = tried.resolution;
  auto& of = resolutions_.at(number);
  if (!tried.asks.over_stream)
    health_.answered(now - tried.sent);
  else if (of.attempts > 0)
    health_.stream_worked(now);
  of.attempts = of.sends_of_attempt = 0;
  if (profile_.forwards) return finish(number, said, now, effects);
  if (said.truncated && !tried.asks.over_stream) {
    of.current.over_stream = true;
    return send(number, of, now, effects);
  }
  if (!is_usable(said.rcode)) return answered_badly(number, of, now, effects);
  if (of.current.minimised) return answered_above(number, of, said, now, effects);
  keep(of.name, of.type, said, now);
  finish(number, said, now, effects);
}

void resolver_model::answered_above(std::uint64_t number, resolution& of,
                                    const upstream_answer& said, instant now, out& effects) {
  const auto& how = profile_.minimisation;
  if (said.rcode == dns_rcode::name_error) {
    if (how.strict) {
      // The records point into a shorter question; without them the answer means the same.
      const auto none = without_records(said);
      keep(of.name, of.type, none, now);
      return finish(number, none, now, effects);
    }
    of.minimises = false;
  } else if (how.keeps_answers) {
    keep(byte_view(of.name).subspan(of.current.offset), of.current.type, said, now);
  }
  next_question(of, now);
  send(number, of, now, effects);
}

void resolver_model::answered_badly(std::uint64_t number, resolution& of, instant now,
                                    out& effects) {
  if (of.current.minimised && !profile_.minimisation.strict) {
    of.minimises = false;
    next_question(of, now);
  } else if (++of.bad_rcodes >= profile_.retry.bad_rcode_attempts) {
    return fail(number, now, effects);
  }
  send(number, of, now, effects);
}

// -- what is kept ---------------------------------------------------------------------------------

instant::duration resolver_model::lifetime(const upstream_answer& said) const {
  if (!said.ttl) return {};
  const auto& how = profile_.cache;
  const bool negative = said.rcode == dns_rcode::name_error || said.records.answers == 0;
  const auto most = negative ? std::min(how.negative_ttl_max, how.ttl_max) : how.ttl_max;
  return std::max<milliseconds>(how.ttl_min,
                                std::min<milliseconds>(std::chrono::seconds(*said.ttl), most));
}

void resolver_model::keep(byte_view name, rr_type type, const upstream_answer& said, instant now) {
  const auto time = lifetime(said);
  if (!profile_.cache.on || time.count() <= 0) return;
  cache_.keep(resolver_cache::key_of(name, type), {said.rcode, said.records, now, now + time});
}

// -- ends -----------------------------------------------------------------------------------------

void resolver_model::finish(std::uint64_t number, const upstream_answer& said, instant now,
                            out& effects) {
  stub_answer_shape shape;
  shape.rcode = said.rcode;
  shape.truncated = said.truncated;
  const auto of = remove(number);
  for (const auto& who : of.waiting) answer(who, shape, said.records, now, effects);
}

void resolver_model::fail(std::uint64_t number, instant now, out& effects) {
  auto of = remove(number);
  tell_failure(of, now, effects);
}

void resolver_model::tell_failure(resolution& of, instant now, out& effects) {
  if (profile_.cache.on && profile_.cache.failure_ttl.count() > 0)
    cache_.keep(of.key, {dns_rcode::server_failure, {}, now, now + profile_.cache.failure_ttl});
  if (!profile_.retry.tells_failure) return;
  stub_answer_shape shape;
  shape.rcode = dns_rcode::server_failure;
  for (const auto& who : of.waiting) answer(who, shape, {}, now, effects);
}

void resolver_model::time_is_over(std::uint64_t number, instant now, out& effects) {
  auto& of = resolutions_.at(number);
  const auto lingers = profile_.retry.lingers;
  if (of.told || lingers.count() == 0) return fail(number, now, effects);
  of.told = true;
  due_.emplace(of.began + profile_.retry.resolution_max + lingers, number);
  tell_failure(of, now, effects);
  for (const auto& who : of.waiting) quota_.waits_no_more(who.client);
  of.waiting.clear();
}

resolver_model::resolution resolver_model::remove(std::uint64_t number) {
  const auto found = resolutions_.find(number);
  auto of = std::move(found->second);
  resolutions_.erase(found);
  give_up(of);
  due_.erase({of.began + profile_.retry.resolution_max, number});
  due_.erase({of.began + profile_.retry.resolution_max + profile_.retry.lingers, number});
  if (profile_.stub.merges_duplicates) by_key_.erase(of.key);
  for (const auto& who : of.waiting) quota_.waits_no_more(who.client);
  return of;
}

}  // namespace aviary
