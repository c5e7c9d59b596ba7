#include <cstddef>
#include <cstdint>

#include "messages/escape.hpp"
#include "messages/invariant.hpp"
#include "messages/report.hpp"
#include "tests/fuzz/without_fractions.hpp"

// The body of a report: what decodes is clean, is the same after another trip, and can be cut.

static bool alike(aviary::report a, aviary::report b) {
  for (auto* one : {&a, &b}) {
    one->logdata = aviary::without_fractions_in(one->logdata).get_object();
    one->other = aviary::without_fractions_in(one->other).get_object();
  }
  return a == b;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const auto read = decode_report({data, size});
  if (read) {
    const auto body = encode(*read);
    AVIARY_INVARIANT(!needs_escape(body), "a report is clean");
    const auto again = decode_report(body);
    AVIARY_INVARIANT(again.has_value(), "what we wrote can be read");
    AVIARY_INVARIANT(again->truncated || alike(*again, *read), "a round trip");
    AVIARY_INVARIANT(decode_report(encode(*read, report_octets_min)), "it can be cut");
  }
  return 0;
}
