#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/envelope.hpp"
#include "messages/json.hpp"
#include "messages/report_kind.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

// The body of a report: what a touch of a decoy looked like, under the names of OpenCanary's log,
// so that tools that read the one read the other. All text is an attacker's: it is escaped before
// it comes in here (`put_logdata`, `intake_line`) and is only ever text to whoever shows it.
//
//   {"dst_host":"10.0.0.5","dst_port":22,"logdata":{"PASSWORD":"hunter2","USERNAME":"root"},
//    "logtype":4002,"src_host":"10.0.0.9","src_port":51022,"utc_time":"2026-01-31 12:00:00.000000"}
//
// A member without a value (empty text, `escaped` without entries, `truncated` when false) is not
// written: every octet counts towards a query.

namespace aviary {

struct report {
  std::string dst_host;             ///< the bird's address
  std::int32_t dst_port = -1;       ///< -1: none, as OpenCanary writes it
  std::string local_time;           ///< as the sensor wrote it
  std::string local_time_adjusted;  ///< the same, in the sensor's time zone
  json_object logdata;              ///< what was typed, by service
  log_type type{};                  ///< OpenCanary's `logtype`
  std::string node_id;              ///< the sensor behind an intake
  std::string src_host;             ///< who touched it
  std::int32_t src_port = -1;
  std::string utc_time;  ///< `utc_text` of the bird's clock
  /// Fields whose text was escaped, as JSON pointers (RFC 6901): `/logdata/PASSWORD`.
  std::vector<std::string> escaped;
  bool truncated = false;  ///< something was cut to fit
  json_object other;       ///< members that an intake brought and nobody knows

  friend bool operator==(const report&, const report&) = default;
};

/// Text of a field outside logdata; what is longer is cut.
inline constexpr std::size_t report_text_octets_max = 255;
/// Any limit that `encode` is given is at least this, so that everything but logdata fits.
inline constexpr std::size_t report_octets_min = 4096;

enum class report_error {
  not_json,
  not_an_object,
  no_logtype,
  wrong_type,
};
std::string_view describe(report_error error);

// -- making ---------------------------------------------------------------------------------------

/// Puts octets from the wire into `logdata`, escaped where they are odd, and lists the field.
void put_logdata(report& into, std::string_view field, byte_view octets);

/// The same for any text member: `put_text(made, made.src_host, "src_host", text)`. Cuts it, too.
void put_text(report& into, std::string& member, std::string_view name, byte_view octets);

/// `2026-01-31 12:00:00.000000`, as OpenCanary writes time.
std::string utc_text(wall_time at);

// -- codec ----------------------------------------------------------------------------------------

/// At most `octets_max` of JSON (`report_octets_min` .. `body_octets_max`). The longest strings of
/// logdata are cut first; when that does not suffice, logdata becomes one text, the head of its own
/// JSON. Either way the result says `truncated`.
bytes encode(const report& made, std::size_t octets_max = body_octets_max);

/// What another program wrote: any member may be missing but `logtype`.
result<report, report_error> decode_report(byte_view body);

}  // namespace aviary
