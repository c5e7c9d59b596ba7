#include "messages/path_findings.hpp"

#include <algorithm>
#include <cmath>

#include "messages/endpoint.hpp"

namespace aviary {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

// A burst of which fewer came back, on a path that loses less, was held back by somebody.
constexpr double burst_share_min = 0.5;
constexpr double burst_loss_max = 0.2;

// In the order of answer_code.
constexpr std::array<std::string_view, answer_codes> code_names{"raw 1232", "raw 512",
                                                                "Base64 1232", "Base64 512"};

bool holds_back(const path_findings& found) {
  return found.burst_asked > 0 && found.share_lost < burst_loss_max &&
         static_cast<double>(found.burst_answered) <
             burst_share_min * static_cast<double>(found.burst_asked);
}

std::optional<answer_code> code_of(std::string_view name) {
  const auto found = std::ranges::find(code_names, name);
  if (found == code_names.end()) return {};
  return static_cast<answer_code>(found - code_names.begin());
}

std::int64_t in_microseconds(nanoseconds time) {
  return std::chrono::floor<microseconds>(time).count();
}

}  // namespace

bool path_findings::limps() const {
  return name_octets < name_octets_max || code != answer_code::raw_1232 || over_stream ||
         holds_back(*this);
}

std::optional<std::string> advice(const path_findings& found) {
  if (found.over_stream)
    return "every DNS answer to the bird is cut (TC=1), so each costs a TCP connection: let "
           "answers "
           "of up to 1,232 octets pass over UDP";
  if (found.name_octets < name_octets_max)
    return "DNS names above " + std::to_string(found.name_octets) +
           " octets do not come through: let TXT queries for names of up to 255 octets pass";
  if (is_base64(found.code))
    return "TXT answers are changed on their way: let the octets of TXT records pass as they are";
  if (found.code != answer_code::raw_1232)
    return "DNS answers above 512 octets do not come through: let EDNS (RFC 6891) and UDP answers "
           "of up to 1,232 octets pass";
  if (holds_back(found))
    return "most of many DNS queries at once are not answered: exempt the bird from the resolver's "
           "rate limit";
  return {};
}

json_object to_json(const path_findings& found) {
  json_object out;
  out["name_octets"] = found.name_octets;
  out["answers"] = code_names[static_cast<std::size_t>(found.code)];
  out["minimised_nxdomain"] = found.mode == minimisation::nxdomain;
  out["over_tcp"] = found.over_stream;
  if (found.kept) out["kept_s"] = found.kept->count();
  out["rtt_min_us"] = in_microseconds(found.rtt_min);
  out["rtt_median_us"] = in_microseconds(found.rtt_median);
  out["lost_per_1000"] = std::llround(found.share_lost * 1000);
  out["burst_asked"] = found.burst_asked;
  out["burst_answered"] = found.burst_answered;
  out["burst_refused"] = found.burst_refused;
  return out;
}

std::optional<path_findings> path_findings_from_json(const json_object& object) {
  const auto name_octets = find_uint(object, "name_octets");
  const auto code = find_text(object, "answers");
  const auto nxdomain = find_bool(object, "minimised_nxdomain");
  const auto over_stream = find_bool(object, "over_tcp");
  const auto kept = find_uint(object, "kept_s");
  const auto rtt_min = find_uint(object, "rtt_min_us");
  const auto rtt_median = find_uint(object, "rtt_median_us");
  const auto lost = find_uint(object, "lost_per_1000");
  const auto asked = find_uint(object, "burst_asked");
  const auto answered = find_uint(object, "burst_answered");
  const auto refused = find_uint(object, "burst_refused");
  if (!name_octets || !code || !nxdomain || !over_stream || !rtt_min || !rtt_median || !lost ||
      !asked || !answered || !refused)
    return {};
  const auto known_code = code_of(*code);
  constexpr std::uint64_t any_max = 1'000'000'000;  // of what is shown and not reckoned with
  if (!known_code || *name_octets < name_octets_tried.back() || *name_octets > name_octets_max ||
      *lost > 1000 || std::max({*rtt_min, *rtt_median, *asked, *answered, *refused}) > any_max ||
      kept.value_or(0) > any_max)
    return {};
  path_findings out;
  out.name_octets = *name_octets;
  out.code = *known_code;
  out.mode = *nxdomain ? minimisation::nxdomain : minimisation::nodata;
  out.over_stream = *over_stream;
  if (kept) out.kept = std::chrono::seconds(*kept);
  out.rtt_min = microseconds(*rtt_min);
  out.rtt_median = microseconds(*rtt_median);
  out.share_lost = static_cast<double>(*lost) / 1000;
  out.burst_asked = *asked;
  out.burst_answered = *answered;
  out.burst_refused = *refused;
  return out;
}

namespace {

/// An address in one form, or a URL, of which no more is asked than that it can be shown.
std::optional<std::string> resolver_named(std::string_view text) {
  if (!text.starts_with("https://")) {
    const auto at = parse_endpoint(text, "");
    return at ? std::optional(to_text(*at)) : std::nullopt;
  }
  const auto shown = std::ranges::all_of(text, [](char one) { return one > ' ' && one <= '~'; });
  if (!shown || text.size() > resolver_octets_max) return std::nullopt;
  return std::string(text);
}

}  // namespace

json_object to_json(const known_paths& paths) {
  json_object out;
  for (const auto& [resolver, found] : paths) out[resolver] = to_json(found);
  return out;
}

known_paths known_paths_from_json(const json_object& object) {
  known_paths out;
  for (const auto& member : object) {
    if (out.size() == known_paths_max) break;
    const auto* one = member.value().if_object();
    const auto resolver = resolver_named(member.key());
    const auto found = resolver && one ? path_findings_from_json(*one) : std::nullopt;
    if (found) out.emplace(*resolver, *found);
  }
  return out;
}

}  // namespace aviary
