#include <cstddef>
#include <cstdint>

#include "messages/bytes.hpp"
#include "messages/escape.hpp"
#include "messages/intake_line.hpp"
#include "messages/invariant.hpp"

// A line that another program on the device wrote: what is taken can be sent, and is clean.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const auto read = parse_intake_line(as_text({data, size}));
  if (read) {
    const auto body = encode(*read);
    AVIARY_INVARIANT(!needs_escape(body), "a report is clean");
    const auto arrived = decode_report(body);
    AVIARY_INVARIANT(arrived.has_value(), "what we wrote can be read");
    AVIARY_INVARIANT(arrived->truncated || *arrived == *read, "nothing is lost");
  }
  return 0;
}
