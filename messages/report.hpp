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
// so that tools that read the one read the other. All of its text is an attacker's: it is escaped
// (`escape`) when it is encoded and again when it is decoded, and whoever shows it shows text.
//
//   {"dst_host":"10.0.0.5","dst_port":22,"logdata":{"PASSWORD":"hunter2","USERNAME":"root"},
//    "logtype":4002,"src_host":"10.0.0.9","src_port":51022,"utc_time":"2026-01-31 12:00:00.000000"}
//
// A member without a value (an empty text, a port of -1, an empty object or list, `truncated` when
// false) is not written: every octet counts towards a query.

namespace aviary {

struct report {
  std::string dst_host{};             ///< the bird's address
  std::int32_t dst_port = -1;         ///< -1: none, as OpenCanary writes it
  std::string local_time{};           ///< as the sensor wrote it
  std::string local_time_adjusted{};  ///< the same, in the sensor's time zone
  json_object logdata{};              ///< what was typed, by service
  log_type type{};                    ///< OpenCanary's `logtype`
  std::string node_id{};              ///< the sensor behind an intake
  std::string src_host{};             ///< who touched it
  std::int32_t src_port = -1;
  std::string utc_time{};  ///< `utc_text` of the bird's clock
  /// Fields whose text was escaped, as JSON pointers (RFC 6901): `/logdata/PASSWORD`.
  std::vector<std::string> escaped{};
  bool truncated = false;  ///< something was cut to fit
  json_object other{};     ///< members that an intake or a later version brought

  friend bool operator==(const report&, const report&) = default;
};

/// A text outside `logdata` and `other`; what is longer is cut.
inline constexpr std::size_t report_text_octets_max = 255;
/// Every limit that `encode` is given is at least this, so that all but logdata fits for certain.
inline constexpr std::size_t report_octets_min = 4096;

enum class report_error {
  not_json,
  not_an_object,
  no_logtype,
  wrong_type,
};
std::string_view describe(report_error error);

/// Puts octets from the wire into `logdata` as they are; `encode` escapes them.
void put_logdata(report& into, std::string_view field, byte_view octets);

/// `2026-01-31 12:00:00.000000`, as OpenCanary writes time.
std::string utc_text(wall_time at);

/// Escapes what is odd and lists it, cuts texts outside logdata to their limit, flattens what is
/// nested deeper than `json_depth_max`. What is clean stays as it is.
report clean(const report& made);

/// `clean(made)` as at most `octets_max` of JSON (`report_octets_min` .. `body_octets_max`). The
/// longest texts of `logdata` and `other` are cut first; when that does not suffice, both become
/// one text, `{"cut": the head of their JSON}`. Either way the result says `truncated`.
bytes encode(const report& made, std::size_t octets_max = body_octets_max);

/// What a bird wrote, whoever has its key: any member may be missing but `logtype`, unknown ones
/// are kept in `other`, and the result is clean.
result<report, report_error> decode_report(byte_view body);

}  // namespace aviary
