#include "sim/coverage/subject_reader.hpp"

#include <algorithm>
#include <array>

#include "actors/addresses.hpp"
#include "actors/bird_session.hpp"
#include "actors/retry_queue.hpp"
#include "messages/answer.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_query.hpp"
#include "messages/dns_stub.hpp"
#include "messages/envelope.hpp"
#include "messages/qname.hpp"
#include "messages/reply.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {
namespace {

constexpr std::size_t flags_at = 2;
constexpr std::uint8_t is_answer_bit = 0x80;

bool is_answer(byte_view datagram) {
  return datagram.size() > flags_at && (datagram[flags_at] & is_answer_bit) != 0;
}

/// The query that an answer repeats: its id and its question, and nothing else.
bytes question_in(byte_view answer) {
  std::size_t end = dns_header_octets;
  while (end < answer.size() && answer[end] != 0) end += answer[end] + std::size_t{1};
  end += 1 + question_tail_octets;
  if (end > answer.size()) return {};
  bytes out(answer.begin(), answer.begin() + static_cast<std::ptrdiff_t>(end));
  std::fill(out.begin() + flags_at, out.begin() + dns_header_octets, std::uint8_t{0});
  out[flags_at + 3] = 1;
  return out;
}

/// What a name asks, with views into `name`.
std::optional<received_request> request_in(byte_view query, const zone_name& zone,
                                           unpacked_name& name) {
  const auto read = parse_query(query);
  if (!read) return {};
  const auto unpacked = unpack_name(read->name, zone);
  if (!unpacked) return {};
  name = *unpacked;
  const auto request = decode_request(name, zone);
  if (!request) return {};
  return *request;
}

read_subject read_query(byte_view datagram, const zone_name& zone, const keys_of_tag& keys) {
  read_subject out;
  unpacked_name name;
  const auto request = request_in(datagram, zone, name);
  if (!request) return out;
  out.bird = request->value.bird;
  const auto& body = request->value.body;
  if (const auto* piece = std::get_if<fragment_request>(&body)) {
    out.about = subject_kind::fragment;
    out.message = piece->at;
  } else if (const auto* status = std::get_if<status_request>(&body)) {
    out.about = subject_kind::status;
    out.message = status->at;
  } else if (const auto* whole = std::get_if<one_shot_request>(&body)) {
    const auto* known = keys(out.bird);
    bytes plain;
    const bool opens =
        known != nullptr && open_up(known->up, {whole->at.value}, whole->sealed, plain);
    const auto said =
        opens ? decode_envelope(plain) : result<envelope, envelope_error>(envelope_error::empty);
    const bool beats = said && said->kind() == message_kind::heartbeat;
    out.about = beats ? subject_kind::heartbeat : subject_kind::report;
    if (!beats) out.message = whole->at;
  }
  return out;
}

/// What the content of the answer's TXT record is, once it is known to be bound to the query.
void read_content(std::span<std::uint8_t> text, const received_request& asked,
                  const short_mac& query, const reading_keys& keys, read_subject& out) {
  const auto answer = decode_answer(text, asked.value.code, keys.down.ack, query);
  if (!answer) return;
  if (const auto* ack = std::get_if<fragment_ack_answer>(&*answer)) {
    out.about = subject_kind::fragment_ack;
    out.message = ack->at;
    out.is_complete = ack->status == message_status::complete_reply_pending;
  } else if (const auto* sealed = std::get_if<reply_answer>(&*answer)) {
    out.about = subject_kind::reply;
    bytes plain;
    if (!open_down(keys.down, sealed->sealed, plain)) return;
    if (const auto told = decode_reply(plain)) out.message = low_of(told->re.at);
  }
}

read_subject read_answer(byte_view datagram, const zone_name& zone, const keys_of_tag& keys) {
  read_subject out;
  const auto question = question_in(datagram);
  unpacked_name name;
  const auto request = request_in(question, zone, name);
  if (!request) return out;
  out.bird = request->value.bird;
  const auto* known = keys(out.bird);
  if (known == nullptr) return out;
  const auto query = parse_query(question);
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto heard = parse_stub_answer(datagram, query->id, dns_name(query->name), text);
  if (!heard || !heard->has_text) return out;
  read_content(heard->text, *request, query_mac(name, zone, known->up.fragment), *known, out);
  return out;
}

}  // namespace

read_subject read_datagram(byte_view datagram, const zone_name& zone, const keys_of_tag& keys) {
  return is_answer(datagram) ? read_answer(datagram, zone, keys) : read_query(datagram, zone, keys);
}

// -- appends --------------------------------------------------------------------------------------

subject_kind subject_of_bird_append(const append_request& what) {
  const bool is_new = std::any_of(what.events.begin(), what.events.end(), [](const auto& one) {
    return one.type == retry_queue::events::enqueued::name;
  });
  return is_new ? subject_kind::report : subject_kind::reply;
}

subject_kind subject_of_console_append(const append_request& what) {
  const auto unit = std::string_view(what.stream).substr(0, what.stream.find('/'));
  if (unit == addresses::registration) return subject_kind::registration;
  if (unit == "fragment_stream") return subject_kind::fragment;
  if (unit == addresses::alert_desk || unit == "retry_queue") return subject_kind::alert;
  if (unit != "bird_session" || what.events.empty()) return subject_kind::report;
  using events = bird_session::events;
  const auto& type = what.events.front().type;
  if (type == events::registered::name) return subject_kind::registration;
  if (type == events::paths_reported::name) return subject_kind::other;
  const bool is_report =
      type == events::report_accepted::name || type == events::report_filed::name;
  return is_report ? subject_kind::report : subject_kind::heartbeat;
}

}  // namespace aviary
