#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_name.hpp"
#include "messages/dns_query.hpp"
#include "messages/result.hpp"
#include "messages/zone_name.hpp"

// What the zone itself has to say: SOA, NS and the name servers' addresses, and for everything else
// that there is nothing. It knows no birds and keeps no state.
//
//     c.example.net          SOA, NS, and A or AAAA of the console (its name servers' addresses)
//     ns1.c.example.net      A, AAAA
//     any other name below   NODATA at once: resolvers that minimise QNAMEs ask for up to five
//                            names above one of ours, and wait for each answer
//
// Never a CNAME, never a referral. A negative answer has a TTL of 0: the next query for that name
// may come from a bird that was registered in between.

namespace aviary {

/// One name server of the zone and one of its addresses.
struct name_server_record {
  dns_name host;
  std::optional<std::array<std::uint8_t, 4>> ipv4;
  std::optional<std::array<std::uint8_t, 16>> ipv6;

  /// As people write it.
  std::string address_text() const;
};

/// Reads "ns1.c.example.net=192.0.2.53", with an IPv4 or an IPv6 address.
result<name_server_record, failure> parse_name_server_record(std::string_view text);

/// More would not fit the apex's 512 octets, and nobody runs more consoles.
inline constexpr std::size_t name_server_records_max = 8;
/// What a negative answer may add to its query: a stranger gains nothing by having it reflected.
inline constexpr std::size_t negative_octets_added_max = 80;
/// The zone's own records change only with the configuration.
inline constexpr std::uint32_t zone_ttl_seconds = 3600;

class zone_answers {
 public:
  /// `records`: 1 to 8, one for each address. Errors say what to configure instead.
  static result<zone_answers, failure> of(const zone_name& zone,
                                          std::vector<name_server_record> records);

  const zone_name& zone() const { return zone_; }

  /// Writes the answer to a query that is no bird's: the zone's own records, REFUSED outside the
  /// zone, else NODATA, or NXDOMAIN where the name's control character asks for it. `out` has 512
  /// octets or more; what the apex cannot fit into it is cut with TC=1. Returns the size.
  std::size_t write(std::span<std::uint8_t> out, const dns_query& query) const;

  /// NODATA with the SOA: at most `negative_octets_added_max` more than the query.
  std::size_t write_nodata(std::span<std::uint8_t> out, const dns_query& query) const;

 private:
  zone_answers(const zone_name& zone, std::vector<name_server_record> records);

  bool exists(byte_view name) const;
  std::size_t write_name_error(std::span<std::uint8_t> out, const dns_query& query) const;
  std::size_t write_addresses(std::span<std::uint8_t> out, const dns_query& query,
                              bool of_all) const;
  std::size_t write_name_servers(std::span<std::uint8_t> out, const dns_query& query) const;
  std::size_t write_apex(std::span<std::uint8_t> out, const dns_query& query) const;

  zone_name zone_;
  std::vector<name_server_record> records_;
  soa_fields soa_;
};

}  // namespace aviary
