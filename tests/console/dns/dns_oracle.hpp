#pragma once

#include <cstddef>
#include <string>

#include "messages/bytes.hpp"

// ldns as a second opinion on what the console sends: it knows nothing of our writer. Include this
// header last, ldns has macros of its own.

#include <ldns/ldns.h>

namespace aviary {

namespace detail {

inline void add_records(std::string& text, char section, const ldns_rr_list* records) {
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(records); ++i) {
    char* line = ldns_rr2str(ldns_rr_list_rr(records, i));
    std::string record(line);
    LDNS_FREE(line);
    for (auto& character : record)
      if (character == '\t' || character == '\n') character = ' ';
    while (record.ends_with(' ')) record.pop_back();
    text += section;
    text += ": " + record + "\n";
  }
}

}  // namespace detail

/// A message as text: RCODE and flags in one line, then a line for each record. Or why ldns does
/// not take it for DNS.
inline std::string dns_text(byte_view message) {
  ldns_pkt* packet = nullptr;
  const auto status = ldns_wire2pkt(&packet, message.data(), message.size());
  if (status != LDNS_STATUS_OK) return std::string("not DNS: ") + ldns_get_errorstr_by_id(status);
  char* rcode = ldns_pkt_rcode2str(ldns_pkt_get_rcode(packet));
  std::string text(rcode);
  LDNS_FREE(rcode);
  const auto flag = [&text](bool set, const char* name) { text += set ? name : ""; };
  flag(ldns_pkt_qr(packet), " qr");
  flag(ldns_pkt_aa(packet), " aa");
  flag(ldns_pkt_tc(packet), " tc");
  flag(ldns_pkt_rd(packet), " rd");
  flag(ldns_pkt_ra(packet), " ra");
  flag(ldns_pkt_cd(packet), " cd");
  flag(ldns_pkt_edns(packet), " edns");
  flag(ldns_pkt_edns_do(packet), " do");
  if (ldns_pkt_edns_extended_rcode(packet) != 0)
    text += " extended " + std::to_string(ldns_pkt_edns_extended_rcode(packet));
  text += "\n";
  detail::add_records(text, '?', ldns_pkt_question(packet));
  detail::add_records(text, '=', ldns_pkt_answer(packet));
  detail::add_records(text, '#', ldns_pkt_authority(packet));
  detail::add_records(text, '+', ldns_pkt_additional(packet));
  ldns_pkt_free(packet);
  return text;
}

}  // namespace aviary
