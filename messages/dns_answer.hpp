#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_name.hpp"
#include "messages/dns_query.hpp"
#include "messages/zone_name.hpp"

// Writes the console's DNS messages by hand into a buffer of the caller: no allocation, a fifth of
// a microsecond. The question is echoed byte for byte (the resolver may have drawn its case, 0x20),
// names in the zone are compressed against it, an OPT goes back where one came.

namespace aviary {

/// What a zone's SOA record says (RFC 1035 section 3.3.13).
struct soa_fields {
  dns_name primary;
  dns_name mailbox;
  std::uint32_t serial = 1;
  std::uint32_t refresh = 3600;
  std::uint32_t retry = 600;
  std::uint32_t expire = 86400;
  /// How long resolvers keep a NODATA (RFC 2308 section 4).
  std::uint32_t minimum = 0;
};

/// One DNS answer in the making: sections in order, then finish().
class dns_answer_writer {
 public:
  enum class section : std::uint8_t { answer, authority, additional };

  /// Begins an answer to `query` in `out`, at least 512 octets. A record that would not fit
  /// `out` leaves the message as it was.
  dns_answer_writer(std::span<std::uint8_t> out, const dns_query& query, dns_rcode rcode,
                    bool authoritative);

  /// One TXT record owned by the question's name, cut into strings of 255.
  bool txt(byte_view content, std::uint32_t ttl);
  /// SOA and NS belong to the zone's apex. False when the record did not fit.
  bool soa(section where, const zone_name& zone, const soa_fields& fields, std::uint32_t ttl);
  bool ns(section where, const zone_name& zone, const dns_name& server, std::uint32_t ttl);
  bool a(section where, const dns_name& owner, std::array<std::uint8_t, 4> address,
         std::uint32_t ttl);
  bool aaaa(section where, const dns_name& owner, std::array<std::uint8_t, 16> address,
            std::uint32_t ttl);
  /// Sets TC: the asker shall come over TCP.
  void truncate();

  /// Completes the message and returns its size.
  std::size_t finish();

 private:
  void u8(std::uint8_t value) { out_[at_++] = value; }
  void u16(std::size_t value);
  void u32(std::uint32_t value);
  void put(byte_view octets);
  void name(byte_view wire);
  /// False when a record with so many octets of data might not fit.
  bool begin_record(section where, byte_view owner, rr_type type, std::uint32_t ttl,
                    std::size_t data_octets_max);
  void end_record();

  std::span<std::uint8_t> out_;
  const dns_query& query_;
  std::uint16_t flags_;
  std::uint16_t rcode_;
  std::size_t at_ = 0;
  std::size_t data_at_ = 0;
  /// Kept free for the OPT.
  std::size_t reserved_ = 0;
  std::array<std::uint16_t, 3> counts_{};
};

// -- whole messages -------------------------------------------------------------------------------

/// The TXT answer to an authentic query. 0 when it would not fit `out`.
std::size_t write_txt_answer(std::span<std::uint8_t> out, const dns_query& query, byte_view content,
                             std::uint32_t ttl);
/// No record of this type: NOERROR and the SOA (RFC 2308 section 2.2). With `rcode` name_error: no
/// such name.
std::size_t write_negative_answer(std::span<std::uint8_t> out, const dns_query& query,
                                  const zone_name& zone, const soa_fields& fields,
                                  dns_rcode rcode = dns_rcode::no_error);
/// An answer that is only an RCODE, for instance REFUSED.
std::size_t write_rcode_answer(std::span<std::uint8_t> out, const dns_query& query,
                               dns_rcode rcode);
/// An empty answer with TC=1.
std::size_t write_truncated_answer(std::span<std::uint8_t> out, const dns_query& query);
/// The answer to what parse_query refused; 0 when nothing must be sent.
std::size_t write_refusal(std::span<std::uint8_t> out, const refused_query& refused);

}  // namespace aviary
