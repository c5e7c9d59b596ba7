#include "sim/network/upstream_message.hpp"

#include <algorithm>

#include "messages/dns_name.hpp"
#include "messages/put_octets.hpp"

namespace aviary {
namespace {

constexpr std::uint16_t flag_recursion_available = 0x0080;
constexpr std::size_t soa_minimum_octets = 4;

void store32(std::uint8_t* at, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

std::uint32_t load32(const std::uint8_t* at) {
  return static_cast<std::uint32_t>(byte_reader(byte_view(at, 4)).uint(4));
}

/// Appends to a vector that has room for it; byte_writer appends octet by octet.
class fast_writer {
 public:
  explicit fast_writer(std::size_t octets) : out_(octets) {}

  void u16(std::size_t value) {
    out_[at_++] = static_cast<std::uint8_t>(value >> 8);
    out_[at_++] = static_cast<std::uint8_t>(value);
  }
  void put(byte_view octets) {
    put_octets(octets, out_.data() + at_);
    at_ += octets.size();
  }
  void opt(std::size_t payload_octets, std::size_t extended_rcode, bool dnssec_ok) {
    out_[at_++] = 0;
    u16(static_cast<std::uint16_t>(rr_type::opt));
    u16(payload_octets);
    u16(extended_rcode << 8);
    u16(dnssec_ok ? 0x8000 : 0);
    u16(0);
  }
  bytes take() { return std::move(out_); }

 private:
  bytes out_;
  std::size_t at_ = 0;
};

/// RFC 2181 section 8: a TTL with its top bit set is 0.
constexpr std::uint32_t ttl_of(std::uint32_t value) {
  return value > 0x7FFFFFFF ? 0 : value;
}

/// One walk over the sections behind the question.
class record_walk {
 public:
  record_walk(byte_view message, std::size_t begin)
      : message_(message), begin_(begin), at_(begin) {}

  std::optional<upstream_error> section(std::size_t count, bool of_answers, upstream_answer& out) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto owner = read_name(message_, at_);
      if (!owner) return upstream_error::bad_record;
      byte_reader in(message_.subspan(owner->end));
      const auto type = static_cast<rr_type>(in.u16());
      in.u16();
      const auto ttl = ttl_of(in.u32());
      const auto data = in.octets(in.u16());
      if (!in.ok()) return upstream_error::bad_record;
      if (out.records.ttl_count == record_sections::records_max)
        return upstream_error::too_many_records;
      out.records.ttl_at[out.records.ttl_count++] =
          static_cast<std::uint16_t>(owner->end + 4 - begin_);
      at_ = message_.size() - in.remaining();
      if (of_answers)
        out.ttl = std::min(out.ttl.value_or(ttl), ttl);
      else if (type == rr_type::soa && out.records.answers == 0)
        out.ttl = std::min(ttl, minimum_of(data));
    }
    return std::nullopt;
  }
  std::size_t end() const { return at_; }

 private:
  /// The last number of a SOA; its names need not be read for it.
  static std::uint32_t minimum_of(byte_view data) {
    if (data.size() < soa_minimum_octets) return 0;
    return ttl_of(load32(data.data() + data.size() - soa_minimum_octets));
  }

  byte_view message_;
  std::size_t begin_;
  std::size_t at_;
};

}  // namespace

std::string_view describe(upstream_error error) {
  switch (error) {
    case upstream_error::too_short:
      return "a message without a whole header";
    case upstream_error::not_an_answer:
      return "a query where an answer is due";
    case upstream_error::question_count:
      return "an answer without exactly one question";
    case upstream_error::bad_question:
      return "a question that cannot be read";
    case upstream_error::bad_record:
      return "a record that cannot be read";
    case upstream_error::too_many_records:
      return "more records than any name server of ours sends";
  }
  return "unknown";
}

bytes write_query(std::uint16_t id, const query_flags& flags, byte_view question) {
  fast_writer out(dns_header_octets + question.size() + (flags.edns.present ? opt_octets : 0));
  out.u16(id);
  out.u16((flags.recursion_desired ? detail::flag_recursion_desired : 0u) |
          (flags.checking_disabled ? detail::flag_checking_disabled : 0u));
  out.u16(1);
  out.u16(0);
  out.u16(0);
  out.u16(flags.edns.present ? 1 : 0);
  out.put(question);
  if (flags.edns.present) out.opt(flags.edns.payload_octets, 0, flags.edns.dnssec_ok);
  return out.take();
}

result<upstream_answer, upstream_error> parse_upstream_answer(byte_view message) {
  if (message.size() < dns_header_octets || message.size() > 65'535)
    return upstream_error::too_short;
  byte_reader in(message);
  upstream_answer out;
  out.id = in.u16();
  const auto flags = in.u16();
  if ((flags & detail::flag_response) == 0) return upstream_error::not_an_answer;
  out.rcode = static_cast<dns_rcode>(flags & 15u);
  out.truncated = (flags & detail::flag_truncated) != 0;
  if (in.u16() != 1) return upstream_error::question_count;
  const auto answers = in.u16();
  const auto authorities = in.u16();
  const auto body = message.subspan(dns_header_octets);
  const auto name = read_plain_name(body);
  if (!name || body.size() < name->size() + question_tail_octets)
    return upstream_error::bad_question;
  out.question = body.first(name->size() + question_tail_octets);

  const auto begin = dns_header_octets + out.question.size();
  record_walk walk(message, begin);
  out.records.answers = answers;
  out.records.authorities = authorities;
  if (const auto why = walk.section(answers, true, out)) return *why;
  if (const auto why = walk.section(authorities, false, out)) return *why;
  const auto sections = message.subspan(begin, walk.end() - begin);
  out.records.octets.assign(sections.begin(), sections.end());
  return out;
}

bytes write_stub_answer(const stub_query& query, const stub_answer_shape& shape,
                        const record_sections& records) {
  const auto fixed =
      dns_header_octets + query.question.size() + (query.edns.present ? opt_octets : 0);
  const bool whole = fixed + records.octets.size() <= shape.octets_max;
  const auto rcode = static_cast<std::size_t>(shape.rcode);
  fast_writer out(fixed + (whole ? records.octets.size() : 0));
  out.u16(query.id);
  out.u16(detail::flag_response | flag_recursion_available |
          (shape.truncated || !whole ? detail::flag_truncated : 0u) |
          (query.recursion_desired ? detail::flag_recursion_desired : 0u) |
          (query.checking_disabled ? detail::flag_checking_disabled : 0u) | (rcode & 15));
  out.u16(1);
  out.u16(whole ? records.answers : 0);
  out.u16(whole ? records.authorities : 0);
  out.u16(query.edns.present ? 1 : 0);
  out.put(query.question);
  if (whole) out.put(records.octets);
  if (query.edns.present) out.opt(shape.edns_octets, rcode >> 4, query.edns.dnssec_ok);
  auto message = out.take();
  if (!whole) return message;
  const auto begin = dns_header_octets + query.question.size();
  for (std::size_t i = 0; i < records.ttl_count; ++i) {
    auto* at = message.data() + begin + records.ttl_at[i];
    const auto ttl = std::clamp(ttl_of(load32(at)), shape.ttl_min, shape.ttl_max);
    store32(at, ttl - std::min(ttl, shape.age));
  }
  return message;
}

}  // namespace aviary
