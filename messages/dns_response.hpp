#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/dns_question.hpp"
#include "messages/dns_walk.hpp"
#include "messages/result.hpp"

// Whole answers of anybody's name server, for looking around in the DNS: what a zone is delegated
// to, and whether that answers. What birds and console say to each other has readers of its own
// (dns_stub, dns_query); this one is for cold paths, so ldns reads the records' contents, behind a
// walk that has seen the packet's shape.

namespace aviary {

/// A record of a type that says where something is: A, AAAA, NS, CNAME, SOA. Of other types only
/// owner, type and TTL are kept.
struct resource_record {
  dns_name owner;
  rr_type type{};
  std::uint32_t ttl = 0;
  /// NS and CNAME: what it names. SOA: its primary name server.
  dns_name target;
  /// A and AAAA: as people write it.
  std::string address;
};

struct dns_response {
  dns_rcode rcode = dns_rcode::no_error;
  bool authoritative = false;
  bool truncated = false;
  std::vector<resource_record> answer = {};
  std::vector<resource_record> authority = {};
  std::vector<resource_record> additional = {};  ///< without the OPT
};

/// Reads the answer to `asked`, sent with `id`: a datagram, or a message of a TCP stream without
/// its length. Records of other classes are passed over. An answer that is signed as a transaction
/// (TSIG, SIG(0)) is refused: nobody asked for that.
result<dns_response, response_error> parse_response(byte_view packet, std::uint16_t id,
                                                    const dns_question& asked);

}  // namespace aviary
