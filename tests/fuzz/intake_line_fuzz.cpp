#include <cstddef>
#include <cstdint>

#include "messages/bytes.hpp"
#include "messages/escape.hpp"
#include "messages/intake_line.hpp"
#include "messages/invariant.hpp"
#include "tests/fuzz/without_fractions.hpp"

// A line that another program on the device wrote: what is taken can be sent, and is clean.

static bool alike(aviary::report a, aviary::report b) {
  for (auto* one : {&a, &b}) {
    one->logdata = aviary::without_fractions_in(one->logdata).get_object();
    one->other = aviary::without_fractions_in(one->other).get_object();
  }
  return a == b;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const auto read = parse_intake_line(as_text({data, size}));
  if (read) {
    const auto body = encode(*read);
    AVIARY_INVARIANT(!needs_escape(body), "a report is clean");
    const auto arrived = decode_report(body);
    AVIARY_INVARIANT(arrived.has_value(), "what we wrote can be read");
    AVIARY_INVARIANT(arrived->truncated || alike(*arrived, *read), "nothing is lost");
  }
  return 0;
}
