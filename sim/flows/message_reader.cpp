#include "sim/flows/message_reader.hpp"

#include <array>
#include <optional>

#include "messages/dns_query.hpp"
#include "messages/dns_stub.hpp"
#include "messages/envelope.hpp"
#include "messages/qname.hpp"
#include "messages/reply.hpp"
#include "messages/request.hpp"
#include "messages/sealed_message.hpp"

namespace aviary {
namespace {

std::string digits(std::uint64_t value) {
  return std::to_string(value);
}

std::string counter_text(counter_low at) {
  return "counter " + digits(at.value);
}

/// The request in a query's name, with views into `name`; nothing when it is none of ours.
std::optional<received_request> find_request(byte_view datagram, const zone_name& zone,
                                             unpacked_name& name) {
  const auto query = parse_query(datagram);
  if (!query) return {};
  const auto unpacked = unpack_name(query->name, zone);
  if (!unpacked) return {};
  name = *unpacked;
  const auto request = decode_request(name, zone);
  if (!request) return {};
  return *request;
}

std::string status_text(message_status status) {
  switch (status) {
    case message_status::partial:
      return "some are there";
    case message_status::complete_reply_pending:
      return "all there, REPLY follows";
    case message_status::unknown:
      return "unknown";
    case message_status::slow_down:
      return "slow down";
  }
  return {};
}

}  // namespace

message_reader::message_reader(const zone_name& zone, const root_key& root)
    : zone_(zone), up_(derive_up_keys(root)), down_(derive_down_keys(root)) {}

read_message message_reader::query(byte_view datagram) {
  unpacked_name name;
  const auto found = find_request(datagram, zone_, name);
  if (!found) return {"a query of somebody else", ""};
  const auto query = parse_query(datagram);
  const auto& request = found->value;
  queries_.insert_or_assign(
      query->id, asked{dns_name(query->name), request.code, query_mac(name, zone_, up_.fragment)});
  const auto salt_text = "salt " + digits(request.attempt.value);
  if (const auto* whole = std::get_if<one_shot_request>(&request.body)) {
    bytes plain;
    const counter at{whole->at.value};
    const bool opens = open_up(up_, at, whole->sealed, plain).has_value();
    const auto read =
        opens ? decode_envelope(plain) : result<envelope, envelope_error>(envelope_error::empty);
    const bool beats = read && read->kind() == message_kind::heartbeat;
    return {beats ? "heartbeat" : "report", counter_text(whole->at) + ", one query"};
  }
  if (const auto* piece = std::get_if<fragment_request>(&request.body))
    return {"fragment " + digits(piece->index.value + 1u) + " of " + digits(piece->last.value + 1u),
            counter_text(piece->at) + ", " + salt_text};
  if (const auto* status = std::get_if<status_request>(&request.body))
    return {"how does it stand?", counter_text(status->at)};
  return {"another request", ""};
}

read_message message_reader::answer(byte_view datagram) {
  if (datagram.size() < 2) return {"an answer", "cut short"};
  const auto id = static_cast<std::uint16_t>(datagram[0] << 8 | datagram[1]);
  const auto found = queries_.find(id);
  if (found == queries_.end()) return {"an answer to nothing", ""};
  std::array<std::uint8_t, answer_text_octets_max> text;
  const auto& query = found->second;
  const auto heard = parse_stub_answer(datagram, id, query.name, text);
  if (!heard) return {"an answer", std::string(aviary::describe(heard.error()))};
  if (heard->truncated) return {"truncated", "ask over TCP"};
  if (!heard->has_text) return {"no answer for a bird", "NODATA, or an error of the resolver"};
  const auto read = decode_answer(heard->text, query.code, down_.ack, query.mac);
  if (!read) return {"an answer", std::string(aviary::describe(read.error()))};
  return describe(*read);
}

read_message message_reader::describe(const console_answer& one) const {
  if (const auto* ack = std::get_if<fragment_ack_answer>(&one))
    return {"FRAGMENT_ACK: " + digits(ack->received.count()) + " there",
            counter_text(ack->at) + ", " + status_text(ack->status)};
  const auto* sealed = std::get_if<reply_answer>(&one);
  if (sealed == nullptr) return {"another answer", ""};
  bytes plain;
  if (!open_down(down_, sealed->sealed, plain)) return {"REPLY", "it does not open"};
  const auto told = decode_reply(plain);
  if (!told) return {"REPLY", ""};
  const auto of = "to counter " + digits(told->re.at.value);
  if (told->stale_token) return {"REPLY: stale token, say it again", of};
  const bool is_report = told->hash != report_hash{};
  return {is_report ? "REPLY: the report is on disk" : "REPLY: alive, the time, a token", of};
}

int message_reader::fragment_of(byte_view datagram) const {
  unpacked_name name;
  const auto found = find_request(datagram, zone_, name);
  if (!found) return -1;
  const auto* piece = std::get_if<fragment_request>(&found->value.body);
  return piece == nullptr ? -1 : static_cast<int>(piece->index.value);
}

}  // namespace aviary
