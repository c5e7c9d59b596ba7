#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bird/transport/sender.hpp"
#include "messages/answer.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_query.hpp"
#include "messages/envelope.hpp"
#include "messages/fragment_bitmap.hpp"
#include "messages/fragmentation.hpp"
#include "messages/ids.hpp"
#include "messages/reply.hpp"
#include "messages/report_id.hpp"
#include "messages/request.hpp"
#include "messages/sealed_message.hpp"
#include "messages/test_object.hpp"
#include "messages/time.hpp"
#include "tests/bird/transport/test_ports.hpp"

// As much of a console as a sender can notice, for one bird: it reassembles, opens, files and
// answers with the real codecs, and it watches that the bird keeps the rules that only the other
// side can see.

namespace aviary {

/// What its clock says, always.
inline constexpr wall_time fake_console_time{std::chrono::milliseconds(1'700'000'000'000)};

class fake_console {
 public:
  struct filing {
    report_id id{};
    bytes body;
    std::optional<std::uint32_t> age_seconds;
    std::size_t times = 0;
  };

  fake_console(zone_name zone, bird_tag bird, root_key root, std::uint64_t seed);

  // -- what a test sets ---------------------------------------------------------------------------

  /// The log takes that long; a message is `complete, reply pending` until then.
  std::chrono::nanoseconds log_delay{};
  /// How long an answer waits for the log before it says so.
  std::chrono::nanoseconds patience = std::chrono::milliseconds(40);
  /// Answers each authentic query like that, when set: "slow down" and the like.
  std::function<std::optional<fragment_ack_answer>(const bird_request&)> override_answer;
  life_token token{{1, 1, 1, 1, 1, 1, 1, 1}};
  json_array instructions;
  std::optional<reconcile_request> reconcile;
  bool knows_bird = true;
  bool offers_test_object = true;
  /// Forgets what is in memory; `lost`: of what it has of unfinished messages as well.
  void restart(bool lost);
  counter highest{};

  // -- what it does -------------------------------------------------------------------------------

  /// A DNS message in answer, and how long after `now` it leaves; nothing for junk.
  struct answered {
    bytes datagram;
    std::chrono::nanoseconds after{};
  };
  std::optional<answered> answer(byte_view datagram, instant now);
  /// What a query asks; for transcripts and links that look.
  std::optional<bird_request> read(byte_view datagram) const;

  // -- what it saw --------------------------------------------------------------------------------

  /// By report id.
  std::map<report_id, filing> filed;
  std::vector<bytes> uploads;
  std::size_t heartbeats = 0;
  std::size_t heartbeats_counted = 0;
  /// Rules that the bird broke, in words.
  std::vector<std::string> broken_rules;

 private:
  struct incoming {
    fragment_bitmap have;
    std::map<std::uint16_t, bytes> fragments;
    std::uint16_t last = 0;
  };
  struct finished {
    message_name name{};
    report_hash hash{};
    bool is_heartbeat = false;
    bool stale = false;
    instant durable_at{};
  };

  console_answer answer_of(const bird_request& request, std::size_t name_octets, instant now,
                           std::chrono::nanoseconds& after, bytes& sealed);
  bool finish(counter at, byte_view sealed, instant now);
  console_answer reply_or_wait(const finished& done, instant now, std::chrono::nanoseconds& after,
                               bytes& sealed);
  void watch_nonces(counter at, std::uint32_t part, byte_view payload);

  zone_name zone_;
  bird_tag bird_;
  up_keys up_;
  down_keys down_;
  file_key file_;
  seeded_entropy entropy_;
  std::map<counter, incoming> incoming_;
  std::map<counter, finished> finished_;
  std::map<std::pair<counter, std::uint32_t>, bytes> payloads_;
};

namespace detail {

inline soa_fields test_soa() {
  soa_fields fields;
  fields.primary = *dns_name::parse("ns.example.net");
  fields.mailbox = *dns_name::parse("mail.example.net");
  return fields;
}

template <class Write>
bytes written(Write&& write) {
  std::array<std::uint8_t, 2048> buffer;
  const auto size = write(std::span<std::uint8_t>(buffer));
  return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace detail

inline fake_console::fake_console(zone_name zone, bird_tag bird, root_key root, std::uint64_t seed)
    : zone_(std::move(zone)),
      bird_(bird),
      up_(derive_up_keys(root)),
      down_(derive_down_keys(root)),
      file_(derive_file_key(root)),
      entropy_(seed) {}

inline void fake_console::restart(bool lost) {
  finished_.clear();
  if (lost) incoming_.clear();
  highest = {};
  for (auto& octet : token.value) ++octet;
}

inline std::optional<bird_request> fake_console::read(byte_view datagram) const {
  const auto query = parse_query(datagram);
  if (!query) return {};
  const auto name = unpack_name(query->name, zone_);
  if (!name) return {};
  // The views of the request lie in the name: kept for the caller until the next call.
  static unpacked_name kept;
  kept = *name;
  const auto received = decode_request(kept, zone_);
  if (!received || !verify_request(*received, kept, zone_, up_.fragment)) return {};
  return received->value;
}

inline std::optional<fake_console::answered> fake_console::answer(byte_view datagram, instant now) {
  const auto query = parse_query(datagram);
  if (!query) return {};
  const auto request = read(datagram);
  const bool pulls = request && std::holds_alternative<pull_request>(request->body);
  if (!request || request->bird != bird_ || !knows_bird || (pulls && !offers_test_object))
    return answered{detail::written([&](auto out) {
                      return write_negative_answer(out, *query, zone_, detail::test_soa());
                    }),
                    {}};
  const auto name = unpack_name(query->name, zone_);
  const auto mac = query_mac(*name, zone_, up_.fragment);
  answered made;
  bytes sealed;
  std::optional<fragment_ack_answer> forced;
  if (override_answer) forced = override_answer(*request);
  const auto value = forced ? console_answer(*forced)
                            : answer_of(*request, query->name.size(), now, made.after, sealed);
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto size = encode_answer(value, request->code, down_.ack, mac, text);
  made.datagram = detail::written(
      [&](auto out) { return write_txt_answer(out, *query, byte_view(text).first(size), 15); });
  return made;
}

inline console_answer fake_console::answer_of(const bird_request& request, std::size_t name_octets,
                                              instant now, std::chrono::nanoseconds& after,
                                              bytes& sealed) {
  if (const auto* shot = std::get_if<one_shot_request>(&request.body)) {
    const auto at = restore_counter(shot->at, highest);
    watch_nonces(at, 0, shot->sealed);
    if (!finished_.contains(at) && !finish(at, shot->sealed, now))
      return fragment_ack_answer{shot->at, message_status::unknown, 0, {}};
    return reply_or_wait(finished_.at(at), now, after, sealed);
  }
  if (const auto* pull = std::get_if<pull_request>(&request.body)) {
    const auto place = place_of_segment(test_object.octets,
                                        segment_octets(request.code, name_octets), pull->segment);
    bytes piece(place.octets);
    fill_test_object(place.offset, piece);
    sealed.resize(secret_box_mac_octets + piece.size());
    seal_segment(file_, test_object.nonce, request.code, pull->segment, piece, sealed);
    return segment_answer{pull->segment, sealed};
  }
  if (const auto* status = std::get_if<status_request>(&request.body)) {
    const auto at = restore_counter(status->at, highest);
    if (const auto done = finished_.find(at); done != finished_.end())
      return reply_or_wait(done->second, now, after, sealed);
    const auto found = incoming_.find(at);
    if (found == incoming_.end())
      return fragment_ack_answer{status->at, message_status::unknown, 0, {}};
    return fragment_ack_answer{status->at, message_status::partial, 0, found->second.have};
  }
  if (const auto* hello = std::get_if<hello_request>(&request.body))
    return hello_answer{static_cast<std::uint8_t>(hello->random),
                        hello_fill_octets(request.code, name_octets)};
  const auto& fragment = std::get<fragment_request>(request.body);
  const auto at = restore_counter(fragment.at, highest);
  watch_nonces(at, fragment.index.value, fragment.payload);
  if (const auto done = finished_.find(at); done != finished_.end())
    return reply_or_wait(done->second, now, after, sealed);
  if (!incoming_.contains(at) && incoming_.size() == messages_in_flight_max)
    incoming_.erase(incoming_.begin());
  auto& into = incoming_[at];
  into.last = fragment.last.value;
  if (!into.have.set(fragment.index)) broken_rules.push_back("sent beyond the bitmap");
  into.fragments[fragment.index.value] = {fragment.payload.begin(), fragment.payload.end()};
  const fragment_ack_answer partial{fragment.at, message_status::partial, 0, into.have};
  if (!into.have.complete(fragment.last)) return partial;
  std::vector<byte_view> parts;
  for (const auto& [index, payload] : into.fragments) parts.push_back(payload);
  const auto whole = assemble(parts);
  incoming_.erase(at);
  if (!whole || !finish(at, *whole, now))
    return fragment_ack_answer{fragment.at, message_status::unknown, 0, {}};
  return reply_or_wait(finished_.at(at), now, after, sealed);
}

inline bool fake_console::finish(counter at, byte_view sealed, instant now) {
  bytes plain;
  if (!open_up(up_, at, sealed, plain)) return false;
  const auto message = decode_envelope(plain);
  if (!message) return false;
  finished done;
  done.name = {at, tail_of(sealed)};
  done.durable_at = now + log_delay;
  if (const auto* beat = std::get_if<heartbeat_head>(&message->head)) {
    ++heartbeats;
    done.is_heartbeat = true;
    done.durable_at = now;
    done.stale = beat->token != token || at <= highest;
    if (!done.stale) ++heartbeats_counted;
  } else if (const auto* report = std::get_if<report_head>(&message->head)) {
    auto& entry = filed[report->id];
    entry = {report->id, message->body, report->age_seconds, entry.times + 1};
    done.hash = report->id.hash;
  } else {
    done.hash = hash_report(message->body);
    uploads.push_back(message->body);
  }
  highest = std::max(highest, at);
  finished_[at] = done;
  return true;
}

inline console_answer fake_console::reply_or_wait(const finished& done, instant now,
                                                  std::chrono::nanoseconds& after, bytes& sealed) {
  const auto wait = done.durable_at - now;
  if (wait > patience) {
    after = patience;
    return fragment_ack_answer{low_of(done.name.at), message_status::complete_reply_pending, 0, {}};
  }
  after = std::max<std::chrono::nanoseconds>(wait, {});
  reply told;
  told.re = done.name;
  told.hash = done.hash;
  told.stale_token = done.stale;
  told.token = token;
  told.console_time = fake_console_time;
  told.highest = highest;
  if (done.is_heartbeat) told.instructions = instructions;
  if (done.is_heartbeat) told.reconcile = reconcile;
  box_nonce nonce;
  entropy_.fill(nonce.value);
  sealed = seal_down(down_, nonce, encode(told));
  return reply_answer{sealed};
}

// Under one counter one message, so one payload for each of its fragments, for ever.
inline void fake_console::watch_nonces(counter at, std::uint32_t part, byte_view payload) {
  const auto [known, is_new] =
      payloads_.try_emplace({at, part}, bytes(payload.begin(), payload.end()));
  if (!is_new && !std::ranges::equal(known->second, payload))
    broken_rules.push_back("counter " + std::to_string(at.value) + " sealed two messages");
}

}  // namespace aviary
