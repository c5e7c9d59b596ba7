#include "messages/dns_stub.hpp"

#include <array>

#include "messages/invariant.hpp"
#include "messages/put_octets.hpp"

namespace aviary {
namespace {

/// One record in a packet.
struct record {
  byte_view data;
  rr_type type{};
  std::uint16_t rr_class = 0;
  std::uint32_t ttl = 0;
  std::size_t end = 0;
};

/// Reads type, class, TTL and data at `offset`, behind an owner name (RFC 1035 section 4.1.3).
std::optional<record> read_record(byte_view packet, std::size_t offset) {
  byte_reader in(packet.subspan(offset));
  record read;
  read.type = static_cast<rr_type>(in.u16());
  read.rr_class = in.u16();
  read.ttl = in.u32();
  read.data = in.octets(in.u16());
  read.end = packet.size() - in.remaining();
  if (!in.ok()) return std::nullopt;
  return read;
}

/// Joins character-strings (RFC 1035 section 3.3.14) and says how long they are together.
result<std::size_t, stub_error> join_strings(byte_view data, std::span<std::uint8_t> text) {
  byte_reader in(data);
  std::size_t size = 0;
  while (in.remaining() > 0) {
    const auto string = in.octets(in.u8());
    if (!in.ok()) return stub_error::bad_strings;
    if (string.size() > text.size() - size) return stub_error::text_too_long;
    put_octets(string, text.data() + size);
    size += string.size();
  }
  return size;
}

/// RFC 2181 section 8: a TTL with its top bit set is 0.
constexpr std::uint32_t ttl_of(std::uint32_t value) {
  return value > 0x7FFFFFFF ? 0 : value;
}

/// Walks a resolver's answer from section to section.
class stub_parser {
 public:
  stub_parser(byte_view packet, std::span<std::uint8_t> text) : packet_(packet), text_(text) {}

  std::optional<stub_error> header(std::uint16_t id) {
    if (packet_.size() < dns_header_octets) return stub_error::too_short;
    byte_reader in(packet_);
    if (in.u16() != id) return stub_error::other_id;
    const auto flags = in.u16();
    if ((flags & detail::flag_response) == 0) return stub_error::not_an_answer;
    if ((flags >> 11 & 15) != 0) return stub_error::other_opcode;
    if (in.u16() != 1) return stub_error::question_count;
    answers_ = in.u16();
    others_ = std::size_t{in.u16()} + in.u16();
    rcode_ = flags & 15u;
    out_.truncated = (flags & detail::flag_truncated) != 0;
    at_ = dns_header_octets;
    return std::nullopt;
  }

  /// The question comes back as it was asked, but for case.
  std::optional<stub_error> question(const dns_name& name) {
    const auto echoed = read_plain_name(packet_.subspan(at_));
    if (!echoed) return stub_error::bad_name;
    if (!same_name(*echoed, name.wire())) return stub_error::other_question;
    byte_reader in(packet_.subspan(at_ + echoed->size()));
    const auto type = in.u16();
    const auto rr_class = in.u16();
    if (!in.ok() || type != static_cast<unsigned>(rr_type::txt) || rr_class != class_in)
      return stub_error::other_question;
    at_ += echoed->size() + question_tail_octets;
    return std::nullopt;
  }

  std::optional<stub_error> answer_section(const dns_name& name) {
    for (std::size_t i = 0; i < answers_; ++i) {
      const auto owner = read_name(packet_, at_);
      if (!owner) return stub_error::bad_name;
      const auto read = read_record(packet_, owner->end);
      if (!read) return stub_error::record_cut_short;
      if (read->type != rr_type::txt) return stub_error::not_txt;
      if (read->rr_class != class_in) return stub_error::other_class;
      if (owner->name != name) return stub_error::other_owner;
      if (out_.has_text) return stub_error::several_records;
      const auto size = join_strings(read->data, text_);
      if (!size) return size.error();
      out_.has_text = true;
      out_.text = text_.first(*size);
      out_.ttl = ttl_of(read->ttl);
      at_ = read->end;
    }
    return std::nullopt;
  }

  /// Authority and additional: nothing is taken from them but an OPT's upper bits of the RCODE.
  std::optional<stub_error> other_sections() {
    for (std::size_t i = 0; i < others_; ++i) {
      const auto owner = read_name(packet_, at_);
      if (!owner) return stub_error::bad_name;
      const auto read = read_record(packet_, owner->end);
      if (!read) return stub_error::record_cut_short;
      if (read->type == rr_type::opt) rcode_ = (rcode_ & 15u) | (read->ttl >> 24) << 4;
      at_ = read->end;
    }
    return std::nullopt;
  }

  stub_answer answer() const {
    auto out = out_;
    out.rcode = static_cast<dns_rcode>(rcode_);
    return out;
  }

 private:
  byte_view packet_;
  std::span<std::uint8_t> text_;
  stub_answer out_;
  std::size_t at_ = 0;
  std::size_t answers_ = 0;
  std::size_t others_ = 0;
  std::uint32_t rcode_ = 0;
};

}  // namespace

std::size_t write_stub_query(std::span<std::uint8_t> out, std::uint16_t id, const dns_name& name) {
  AVIARY_INVARIANT(out.size() >= stub_query_octets_max, "room for the longest query");
  std::size_t at = 0;
  const auto put = [&](std::uint64_t value, std::size_t count) {
    for (std::size_t i = count; i-- > 0;) out[at++] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put(id, 2);
  put(detail::flag_recursion_desired, 2);
  put(1, 2);  // one question, no answer, no authority, one additional
  put(0, 4);
  put(1, 2);
  put_octets(name.wire(), out.data() + at);
  at += name.wire().size();
  put(static_cast<unsigned>(rr_type::txt), 2);
  put(class_in, 2);
  put(0, 1);  // the root owns the OPT
  put(static_cast<unsigned>(rr_type::opt), 2);
  put(edns_payload_octets, 2);
  put(0, 4);
  put(0, 2);
  return at;
}

bytes encode_stub_query(std::uint16_t id, const dns_name& name) {
  std::array<std::uint8_t, stub_query_octets_max> buffer;
  const auto size = write_stub_query(buffer, id, name);
  return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::string_view describe(stub_error error) {
  switch (error) {
    case stub_error::too_short:
      return "a packet without a whole header";
    case stub_error::not_an_answer:
      return "a query where an answer is due";
    case stub_error::other_id:
      return "the answer to another id";
    case stub_error::other_opcode:
      return "an opcode other than QUERY";
    case stub_error::question_count:
      return "an answer without exactly one question";
    case stub_error::other_question:
      return "the answer to another question";
    case stub_error::bad_name:
      return "a name that cannot be read";
    case stub_error::record_cut_short:
      return "a record that is cut short";
    case stub_error::other_class:
      return "a class other than IN";
    case stub_error::not_txt:
      return "a record other than TXT in the answer";
    case stub_error::other_owner:
      return "a TXT record of another name";
    case stub_error::several_records:
      return "more than one TXT record";
    case stub_error::bad_strings:
      return "TXT strings that do not fill their record";
    case stub_error::text_too_long:
      return "more text than any answer has";
  }
  return "unknown";
}

result<stub_answer, stub_error> parse_stub_answer(byte_view packet, std::uint16_t id,
                                                  const dns_name& name,
                                                  std::span<std::uint8_t> text) {
  stub_parser parser(packet, text);
  if (const auto why = parser.header(id)) return *why;
  if (const auto why = parser.question(name)) return *why;
  if (const auto why = parser.answer_section(name)) return *why;
  if (const auto why = parser.other_sections()) return *why;
  return parser.answer();
}

}  // namespace aviary
