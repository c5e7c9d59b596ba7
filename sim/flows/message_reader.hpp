#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "messages/answer.hpp"
#include "messages/bytes.hpp"
#include "messages/dns_name.hpp"
#include "messages/key_schedule.hpp"
#include "messages/zone_name.hpp"

// Reads what goes between one bird and the console, as somebody could who had the bird's keys, and
// says in a few words what it is. For charts.

namespace aviary {

/// What stands on an arrow, and below it.
struct read_message {
  std::string label;
  std::string detail;
};

class message_reader {
 public:
  message_reader(const zone_name& zone, const root_key& root);

  /// A query of the bird. Its answer can be read from then on.
  read_message query(byte_view datagram);
  /// An answer to one of the queries.
  read_message answer(byte_view datagram);
  /// The index of the fragment that a query carries; -1 for any other query.
  int fragment_of(byte_view datagram) const;

 private:
  struct asked {
    dns_name name;
    answer_code code{};
    short_mac mac{};
  };

  read_message describe(const console_answer& one) const;

  zone_name zone_;
  up_keys up_;
  down_keys down_;
  std::map<std::uint16_t, asked> queries_;  // by DNS id, the latest
};

}  // namespace aviary
