#include "console/accounts/gate.hpp"

#include <string>

#include "console/accounts/credential.hpp"
#include "messages/escape.hpp"
#include "messages/invariant.hpp"
#include "tests/console/accounts/known_accounts.hpp"

// What a stranger's HTTP head comes to before anybody is known: target, cookies, credentials. The
// input is `door 1 | fields, each behind its length 2`: method, target, host, origin,
// authorization, cookie, proof. A field of the one octet `S`, `T` or `C` stands for what no fuzzer
// guesses: the cookie of a session, a token, and the proof that belongs to that session.

namespace {

using namespace aviary;

const std::string session(64, '5');
const std::string token(64, '6');

std::string field(byte_reader& in) {
  const auto length = std::min<std::size_t>(in.u16(), in.remaining());
  auto text = std::string(as_text(in.octets(length)));
  if (text == "S") return std::string(session_cookie) + "=" + session;
  if (text == "T") return "Bearer " + std::string(token_prefix) + token;
  if (text == "C") return csrf_token_of(session);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  known_accounts known;
  known.open_session("bob", *hash_of_credential(session));
  known.add(accounts::events::token_made{"siem", role::analyst, *hash_of_credential(token), noon,
                                         noon + std::chrono::hours{24}, "ada"});
  byte_reader in({data, size});
  api_request request;
  request.door = static_cast<caller::door>(in.u8() % 3);
  request.method = field(in);
  read_target(field(in), request);
  request.host = field(in);
  request.origin = field(in);
  request.authorization = field(in);
  request.cookie = field(in);
  request.csrf_token = field(in);
  number_in(request, "since");

  const auto refused = admit(request, *known.view, noon);
  if (refused) {
    AVIARY_INVARIANT(parse_json(refused->body).has_value(), "a refusal is JSON");
    AVIARY_INVARIANT(!request.who.may || request.door == caller::door::loopback,
                     "who is refused may nothing");
    return 0;
  }
  const bool change = request.method != "GET" && request.method != "HEAD";
  if (request.door != caller::door::https) return 0;
  if (request.who.session) {
    AVIARY_INVARIANT(request.who.name == "bob", "the one session is bob's");
    AVIARY_INVARIANT(!change || (request.origin == "https://" + request.host &&
                                 request.csrf_token == csrf_token_of(session)),
                     "a change comes from our own pages");
  } else if (request.who.token) {
    AVIARY_INVARIANT(request.who.name == "token siem", "the one token is siem's");
  } else {
    AVIARY_INVARIANT(!request.who.may, "nobody may nothing");
  }
  return 0;
}
