#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_question.hpp"
#include "messages/result.hpp"

// Reads what another server answered from front to back: header, question, one record after the
// other (RFC 1035 section 4). Total, no allocation, no state but a place in the packet.

namespace aviary {

enum class response_error : std::uint8_t {
  too_short,
  not_an_answer,
  other_id,
  other_opcode,
  question_count,
  other_question,
  bad_name,
  record_cut_short,
  other_class,
  not_txt,
  other_owner,
  several_records,
  bad_strings,
  text_too_long,
  bad_record
};
std::string_view describe(response_error error);

enum class dns_section : std::uint8_t { answer, authority, additional };

/// One record where it lies in the packet.
struct walked_record {
  dns_section section{};
  dns_name owner;
  rr_type type{};
  std::uint16_t rr_class = 0;
  std::uint32_t ttl = 0;
  byte_view data;
};

class dns_walk {
 public:
  /// Reads header and question of the answer to `asked`, which was sent with this id. The question
  /// comes back as it was asked, but for case.
  static result<dns_walk, response_error> begin(byte_view packet, std::uint16_t id,
                                                const dns_question& asked);

  bool authoritative() const { return (flags_ & detail::flag_authoritative) != 0; }
  bool truncated() const { return (flags_ & detail::flag_truncated) != 0; }
  /// With an OPT's upper bits once the walk has come past it (RFC 6891 section 6.1.3).
  dns_rcode rcode() const { return static_cast<dns_rcode>(rcode_); }

  /// True when all records that the header counts were read. Octets behind them are ignored, as
  /// every resolver does.
  bool done() const;
  /// The next record; only while not done().
  result<walked_record, response_error> next();

 private:
  explicit dns_walk(byte_view packet) : packet_(packet) {}

  std::optional<response_error> read_head(std::uint16_t id);
  std::optional<response_error> read_question(const dns_question& asked);

  byte_view packet_;
  std::size_t at_ = dns_header_octets;
  std::uint16_t flags_ = 0;
  std::uint32_t rcode_ = 0;
  /// Records that are left in each section.
  std::array<std::size_t, 3> left_{};
};

}  // namespace aviary
