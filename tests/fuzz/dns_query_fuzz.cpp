#include "messages/dns_query.hpp"

#include <algorithm>
#include <array>

#include "messages/answer.hpp"
#include "messages/dns_answer.hpp"
#include "messages/dns_stub.hpp"
#include "messages/invariant.hpp"
#include "messages/request.hpp"

// A datagram as it comes to port 53, all the way a stranger can push it: filter, name, request.
// Each answer to it is small, and one that a bird would take.

namespace {

using namespace aviary;

const zone_name zone = *zone_name::parse("c.example.net");

soa_fields make_soa() {
  soa_fields made;
  made.primary = *dns_name::parse("ns.c.example.net");
  made.mailbox = *dns_name::parse("hostmaster.c.example.net");
  return made;
}
const soa_fields soa = make_soa();

std::array<std::uint8_t, edns_payload_octets> out;

void answer_refusal(byte_view datagram, const refused_query& refused) {
  const auto size = write_refusal(out, refused);
  AVIARY_INVARIANT((size == 0) == !rcode_of(refused.error), "silence only where it is due");
  AVIARY_INVARIANT(size <= std::max<std::size_t>(datagram.size(), dns_header_octets), "no more");
  AVIARY_INVARIANT(size == 0 || (out[0] == datagram[0] && out[1] == datagram[1]), "the same id");
}

void answer_text(const dns_query& query) {
  const std::array<std::uint8_t, 300> content{1, 2, 3};
  const auto size = write_txt_answer(out, query, content, 15);
  AVIARY_INVARIANT(size != 0, "300 octets fit behind every name");
  if (query.type != rr_type::txt) return;
  std::array<std::uint8_t, edns_payload_octets> text;
  const auto read = parse_stub_answer({out.data(), size}, query.id, dns_name(query.name), text);
  AVIARY_INVARIANT(read && std::ranges::equal(read->text, content), "the bird reads it");
}

void follow_name(const dns_query& query) {
  const auto unpacked = unpack_name(query.name, zone);
  if (!unpacked) return;
  AVIARY_INVARIANT(control_of(query.name, zone) == unpacked->control, "one control");
  const auto again = pack_name(unpacked->control, unpacked->payload(), zone);
  AVIARY_INVARIANT(again == dns_name(query.name), "one name for each payload");
  const auto received = decode_request(*unpacked, zone);
  if (received && received->mac)
    AVIARY_INVARIANT(!verify_request(*received, *unpacked, zone, fragment_key{}) ||
                         received->mac == query_mac(*unpacked, zone, fragment_key{}),
                     "authentic by its MAC alone");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const byte_view datagram(data, size);
  const auto query = parse_query(datagram);
  if (!query) {
    answer_refusal(datagram, query.error());
    return 0;
  }
  AVIARY_INVARIANT(query->question.data() == data + dns_header_octets, "the question is a view");
  AVIARY_INVARIANT(query->udp_octets_max() >= 512 && query->udp_octets_max() <= 1232, "limits");
  if (zone.octets_below(query->name)) {
    const auto negative = write_negative_answer(out, *query, zone, soa);
    AVIARY_INVARIANT(negative != 0 && negative <= size + 80, "a stranger gains little");
  }
  AVIARY_INVARIANT(write_truncated_answer(out, *query) <= size, "a stranger gains nothing");
  answer_text(*query);
  follow_name(*query);
  return 0;
}
