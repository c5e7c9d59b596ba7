#include <cstddef>
#include <cstdint>

#include "messages/bytes.hpp"
#include "messages/invariant.hpp"
#include "messages/registration.hpp"

// Both lines of a registration, as a person pastes them.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aviary;
  const auto line = as_text({data, size});
  const auto request = parse_registration_request(line);
  if (request)
    AVIARY_INVARIANT(parse_registration_request(encode(*request)) == request, "a round trip");
  static const registration_secret own{{}, make_key_pair({}), {}};
  const auto answer = open_registration_answer(line, own);
  if (!answer) (void)explain(answer.error());
  return 0;
}
