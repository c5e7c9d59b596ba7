#include "messages/dns_walk.hpp"

#include <algorithm>

#include "messages/invariant.hpp"

namespace aviary {

result<dns_walk, response_error> dns_walk::begin(byte_view packet, std::uint16_t id,
                                                 const dns_question& asked) {
  dns_walk walk(packet);
  if (const auto why = walk.read_head(id)) return *why;
  if (const auto why = walk.read_question(asked)) return *why;
  return walk;
}

std::optional<response_error> dns_walk::read_head(std::uint16_t id) {
  if (packet_.size() < dns_header_octets) return response_error::too_short;
  byte_reader in(packet_);
  if (in.u16() != id) return response_error::other_id;
  flags_ = in.u16();
  if ((flags_ & detail::flag_response) == 0) return response_error::not_an_answer;
  if ((flags_ >> 11 & 15) != 0) return response_error::other_opcode;
  if (in.u16() != 1) return response_error::question_count;
  for (auto& count : left_) count = in.u16();
  rcode_ = flags_ & 15u;
  return std::nullopt;
}

std::optional<response_error> dns_walk::read_question(const dns_question& asked) {
  const auto echoed = read_plain_name(packet_.subspan(at_));
  if (!echoed) return response_error::bad_name;
  if (!same_name(*echoed, asked.name.wire())) return response_error::other_question;
  byte_reader in(packet_.subspan(at_ + echoed->size()));
  const auto type = in.u16();
  const auto rr_class = in.u16();
  if (!in.ok() || type != static_cast<unsigned>(asked.type) || rr_class != class_in)
    return response_error::other_question;
  at_ += echoed->size() + question_tail_octets;
  return std::nullopt;
}

bool dns_walk::done() const {
  return std::ranges::all_of(left_, [](auto count) { return count == 0; });
}

result<walked_record, response_error> dns_walk::next() {
  AVIARY_INVARIANT(!done(), "a record is left");
  const auto section = std::ranges::find_if(left_, [](auto count) { return count > 0; });
  const auto owner = read_name(packet_, at_);
  if (!owner) return response_error::bad_name;
  byte_reader in(packet_.subspan(owner->end));
  walked_record read;
  read.section = static_cast<dns_section>(section - left_.begin());
  read.owner = owner->name;
  read.type = static_cast<rr_type>(in.u16());
  read.rr_class = in.u16();
  const auto ttl = in.u32();
  read.ttl = ttl > 0x7FFFFFFF ? 0 : ttl;  // RFC 2181 section 8
  read.data = in.octets(in.u16());
  if (!in.ok()) return response_error::record_cut_short;
  if (read.type == rr_type::opt && read.section == dns_section::additional)
    rcode_ = (rcode_ & 15u) | (ttl >> 24) << 4;
  at_ = packet_.size() - in.remaining();
  --*section;
  return read;
}

std::string_view describe(response_error error) {
  switch (error) {
    case response_error::too_short:
      return "a packet without a whole header";
    case response_error::not_an_answer:
      return "a query where an answer is due";
    case response_error::other_id:
      return "the answer to another id";
    case response_error::other_opcode:
      return "an opcode other than QUERY";
    case response_error::question_count:
      return "an answer without exactly one question";
    case response_error::other_question:
      return "the answer to another question";
    case response_error::bad_name:
      return "a name that cannot be read";
    case response_error::record_cut_short:
      return "a record that is cut short";
    case response_error::other_class:
      return "a class other than IN";
    case response_error::not_txt:
      return "a record other than TXT in the answer";
    case response_error::other_owner:
      return "a TXT record of another name";
    case response_error::several_records:
      return "more than one TXT record";
    case response_error::bad_strings:
      return "TXT strings that do not fill their record";
    case response_error::text_too_long:
      return "more text than any answer has";
    case response_error::bad_record:
      return "a record whose content is not that of its type";
  }
  return "unknown";
}

}  // namespace aviary
