#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/key_schedule.hpp"
#include "messages/result.hpp"
#include "messages/zone_name.hpp"

// The two lines of a registration, which a person or a browser carries between bird and console
// (docs/PROTOCOL.md section 2). base64url without padding (RFC 4648 section 5).
//
//   aviary-request-1: bird_id 16 | pk_bird 32 | next counter 8 | last registration_no 4 | check 4
//   aviary-answer-1:  bird_id 16 | sealed box 48 + 104                                  | check 4
//     in the box:     pk_console 32 | registration_no 4 | bird tag 4 | update key 32 | zone 32
//
// The zone is in wire form, zeros behind it. Both lines have one length and the check is
// a hash of prefix and payload, so that a line that was cut while copying, one that was mistyped
// and one that is meant for somebody else are three different errors. White space in a line, as a
// terminal or a mail program adds it, does not count. Nothing here keeps state: whether a request
// was used before is the console's to say.

namespace aviary {

struct registration_request {
  bird_id bird{};
  public_key pk_bird{};
  counter next_counter{};
  registration_no last_registration{};
  friend bool operator==(const registration_request&, const registration_request&) = default;
};

struct registration_answer {
  public_key pk_console{};
  registration_no number{};
  bird_tag tag{};
  update_key updates{};
  zone_name zone;
  friend bool operator==(const registration_answer&, const registration_answer&) = default;
};

/// What a bird must remember between the two lines.
struct registration_secret {
  bird_id bird{};
  key_pair keys{};
  registration_no last_registration{};
};

enum class registration_error {
  not_a_line,     ///< none of our prefixes
  request_given,  ///< a request where an answer belongs
  answer_given,   ///< the other way round
  other_version,  ///< our line, of another version
  cut_short,      ///< characters are missing
  too_long,       ///< characters were added
  altered,        ///< right length, wrong check
  weak_key,       ///< a public key of low order: made by no bird of ours
  other_bird,     ///< the answer for another bird
  other_request,  ///< this bird, but not the key that it asked with
  reused,         ///< a registration number that this bird has had
  bad_zone,       ///< opened, but the zone is no name
};
/// What went wrong, and what to do next.
failure explain(registration_error error);

std::string encode(const registration_request& request);
result<registration_request, registration_error> parse_registration_request(std::string_view line);

/// Sealed to the request's key. `seed`: 32 fresh random octets for the box's ephemeral key.
result<std::string, registration_error> seal_registration_answer(
    const registration_answer& answer, const registration_request& request, const key_seed& seed);
result<registration_answer, registration_error> open_registration_answer(
    std::string_view line, const registration_secret& own);

}  // namespace aviary
