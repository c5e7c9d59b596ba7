#include "messages/intake_line.hpp"

#include <charconv>
#include <optional>
#include <string>

#include "messages/json.hpp"

namespace aviary {
namespace {

// A number, or the text of one: OpenCanary's port scan module writes ports as text.
std::optional<std::int64_t> lenient_int(const json_value& value) {
  const auto text = text_in(value);
  if (!text) return int_in(value);
  std::int64_t number = 0;
  const auto* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

std::string lenient_text(const json_value& value) {
  if (value.is_null()) return {};
  if (const auto text = text_in(value)) return std::string(*text);
  return serialize_json(value);
}

// A port that is none is kept beside the others, under its own name and an underscore.
void read_port(report& into, std::int32_t& port, std::string_view name, const json_value& value) {
  const auto number = lenient_int(value);
  if (number && *number >= -1 && *number <= 65535) {
    port = static_cast<std::int32_t>(*number);
  } else if (!value.is_null() && text_in(value) != std::string_view{}) {
    into.other.emplace(name, value);
  }
}

void read_logdata(report& into, const json_value& value) {
  if (const auto* object = value.if_object()) {
    into.logdata = *object;
  } else if (!value.is_null()) {
    into.logdata = {{"msg", value}};  // OpenCanary's name for free text
  }
}

void read_member(report& into, std::string_view name, const json_value& value) {
  if (name == "dst_host") {
    into.dst_host = lenient_text(value);
  } else if (name == "dst_port") {
    read_port(into, into.dst_port, name, value);
  } else if (name == "local_time") {
    into.local_time = lenient_text(value);
  } else if (name == "local_time_adjusted") {
    into.local_time_adjusted = lenient_text(value);
  } else if (name == "logdata") {
    read_logdata(into, value);
  } else if (name == "node_id") {
    into.node_id = lenient_text(value);
  } else if (name == "src_host") {
    into.src_host = lenient_text(value);
  } else if (name == "src_port") {
    read_port(into, into.src_port, name, value);
  } else if (name == "utc_time") {
    into.utc_time = lenient_text(value);
  } else if (name != "logtype") {
    into.other.emplace(name, value);
  }
}

// Python writes an octet that is no UTF-8 as half of a surrogate pair, `\udc80` to `\udcff`
// (PEP 383), which no JSON reader need accept. As text it says the same: the back slash is doubled.
std::string with_halves_as_text(std::string_view line) {
  std::string made;
  std::size_t at = 0;
  while (at < line.size()) {
    const auto rest = line.substr(at);
    const auto is_surrogate = [](std::string_view text, std::string_view range) {
      return text.size() >= 6 && text[0] == '\\' && text[1] == 'u' &&
             (text[2] == 'd' || text[2] == 'D') && range.find(text[3]) != range.npos;
    };
    constexpr std::string_view high = "89abAB";
    constexpr std::string_view low = "cdefCDEF";
    std::size_t taken = 1;
    if (is_surrogate(rest, high) && is_surrogate(rest.substr(6), low)) {
      taken = 12;
    } else if (is_surrogate(rest, high) || is_surrogate(rest, low)) {
      made += '\\';
      taken = 6;
    } else if (rest.size() >= 2 && rest[0] == '\\') {
      taken = 2;  // an escape of its own: what follows it is not the start of one
    }
    made += rest.substr(0, taken);
    at += taken;
  }
  return made;
}

intake_error error_of(json_error error) {
  switch (error) {
    case json_error::too_large:
      return intake_error::too_long;
    case json_error::too_deep:
      return intake_error::too_deep;
    case json_error::not_utf8:
      return intake_error::not_utf8;
    case json_error::not_finite:
    case json_error::malformed:
      break;
  }
  return intake_error::not_json;
}

}  // namespace

std::string_view describe(intake_error error) {
  switch (error) {
    case intake_error::empty:
      return "an empty line";
    case intake_error::too_long:
      return "a line above 256 KiB";
    case intake_error::not_utf8:
      return "a line that is not UTF-8";
    case intake_error::too_deep:
      return "a line nested deeper than 64";
    case intake_error::not_json:
      return "a line that is not JSON";
    case intake_error::not_an_object:
      return "a line that is not a JSON object";
    case intake_error::no_logtype:
      return "a line without a numeric logtype";
  }
  return "unknown intake error";
}

result<report, intake_error> parse_intake_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_not_of(" \t") == line.npos) return intake_error::empty;
  if (line.size() > intake_line_octets_max) return intake_error::too_long;

  constexpr json_limits limits{2 * intake_line_octets_max, intake_depth_max};
  auto parsed = parse_json(line, limits);
  if (!parsed && parsed.error() == json_error::malformed)
    parsed = parse_json(with_halves_as_text(line), limits);
  if (!parsed) return error_of(parsed.error());
  const auto* object = parsed->if_object();
  if (!object) return intake_error::not_an_object;

  const auto* logtype = object->if_contains("logtype");
  const auto type = logtype ? lenient_int(*logtype) : std::nullopt;
  if (!type || *type < INT32_MIN || *type > INT32_MAX) return intake_error::no_logtype;
  report read;
  read.type.value = static_cast<std::int32_t>(*type);
  for (const auto& member : *object)
    read_member(read, {member.key().data(), member.key().size()}, member.value());
  return clean(read);
}

}  // namespace aviary
