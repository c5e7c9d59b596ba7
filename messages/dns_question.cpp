#include "messages/dns_question.hpp"

#include <array>

#include "messages/invariant.hpp"
#include "messages/put_octets.hpp"

namespace aviary {

std::size_t write_question(std::span<std::uint8_t> out, std::uint16_t id,
                           const dns_question& asked) {
  AVIARY_INVARIANT(out.size() >= question_octets_max, "room for the longest query");
  std::size_t at = 0;
  const auto put = [&](std::uint64_t value, std::size_t count) {
    for (std::size_t i = count; i-- > 0;) out[at++] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put(id, 2);
  put(asked.recursion_desired ? detail::flag_recursion_desired : 0, 2);
  put(1, 2);  // one question, no answer, no authority, one additional
  put(0, 4);
  put(1, 2);
  put_octets(asked.name.wire(), out.data() + at);
  at += asked.name.wire().size();
  put(static_cast<unsigned>(asked.type), 2);
  put(class_in, 2);
  put(0, 1);  // the root owns the OPT
  put(static_cast<unsigned>(rr_type::opt), 2);
  put(edns_payload_octets, 2);
  put(0, 4);
  put(0, 2);
  return at;
}

bytes encode_question(std::uint16_t id, const dns_question& asked) {
  std::array<std::uint8_t, question_octets_max> buffer;
  const auto size = write_question(buffer, id, asked);
  return {buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace aviary
