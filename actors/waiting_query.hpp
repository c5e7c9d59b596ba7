#pragma once

#include <cstdint>

#include "messages/answer_code.hpp"
#include "messages/ids.hpp"
#include "messages/short_mac.hpp"

namespace aviary {

/// Where the name server keeps a query until it is answered. Never used twice in one process, so
/// that an answer that comes too late meets nobody else's query.
using answer_slot = number<struct answer_slot_tag, std::uint64_t>;

/// An authentic query that is not answered yet, and all that an answer to it is bound to. It
/// travels with what the query asked, so that whoever has the answer needs no table of queries.
struct waiting_query {
  answer_slot slot{};
  short_mac query{};  ///< q: the MAC that the answer is bound to
  answer_code code = answer_code::raw_1232;
  /// Of the question's name: it stands in the answer too, so it takes room there.
  std::uint8_t name_octets = 0;

  static void fields(auto& self, auto&& field) { field("slot", self.slot); }
};

}  // namespace aviary
