#include "messages/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "messages/clean_json.hpp"
#include "messages/escape.hpp"
#include "messages/invariant.hpp"

namespace aviary {
namespace {

struct text_member {
  std::string_view name;
  std::string report::*text;
};
constexpr std::array text_members = std::to_array<text_member>({
    {"dst_host", &report::dst_host},
    {"local_time", &report::local_time},
    {"local_time_adjusted", &report::local_time_adjusted},
    {"node_id", &report::node_id},
    {"src_host", &report::src_host},
    {"utc_time", &report::utc_time},
});

struct port_member {
  std::string_view name;
  std::int32_t report::*port;
};
constexpr std::array port_members = std::to_array<port_member>({
    {"dst_port", &report::dst_port},
    {"src_port", &report::src_port},
});

const text_member* find_text_member(std::string_view name) {
  const auto found = std::ranges::find(text_members, name, &text_member::name);
  return found == text_members.end() ? nullptr : &*found;
}

const port_member* find_port_member(std::string_view name) {
  const auto found = std::ranges::find(port_members, name, &port_member::name);
  return found == port_members.end() ? nullptr : &*found;
}

bool is_known(std::string_view name) {
  return find_text_member(name) || find_port_member(name) || name == "escaped" ||
         name == "logdata" || name == "logtype" || name == "truncated";
}

// -- cleaning -------------------------------------------------------------------------------------

// In JSON the members of `other` stand beside the known ones, so they cannot have their names.
json_object without_known_names(const json_object& other) {
  json_object made;
  for (const auto& member : other) {
    std::string name(member.key().data(), member.key().size());
    while (is_known(name) || made.contains(name)) name += '_';
    made.emplace(name, member.value());
  }
  return made;
}

void clean_text(report& in, const text_member& member) {
  auto& text = in.*member.text;
  auto cleaned = escape(as_bytes(text));
  if (cleaned.escaped) in.escaped.push_back('/' + std::string(member.name));
  const auto kept = cut_escaped(cleaned.text, report_text_octets_max);
  if (kept.size() < cleaned.text.size()) in.truncated = true;
  text = kept;
}

// -- writing --------------------------------------------------------------------------------------

// By name, as OpenCanary writes its log.
json_object to_json(const report& made) {
  json_object object;
  const auto put_text = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) object.emplace(name, text);
  };
  const auto put_port = [&](std::string_view name, std::int32_t port) {
    if (port != -1) object.emplace(name, port);
  };
  put_text("dst_host", made.dst_host);
  put_port("dst_port", made.dst_port);
  if (!made.escaped.empty())
    object.emplace("escaped", json_array(made.escaped.begin(), made.escaped.end()));
  put_text("local_time", made.local_time);
  put_text("local_time_adjusted", made.local_time_adjusted);
  if (!made.logdata.empty()) object.emplace("logdata", made.logdata);
  object.emplace("logtype", made.type.value);
  put_text("node_id", made.node_id);
  put_text("src_host", made.src_host);
  put_port("src_port", made.src_port);
  if (made.truncated) object.emplace("truncated", true);
  put_text("utc_time", made.utc_time);
  for (const auto& member : made.other) object.emplace(member.key(), member.value());
  return object;
}

void shorten_texts(json_value& value, std::size_t octets_max) {
  if (const auto text = text_in(value)) {
    if (text->size() > octets_max) value = std::string(cut_escaped(*text, octets_max));
  } else if (auto* array = value.if_array()) {
    for (auto& element : *array) shorten_texts(element, octets_max);
  } else if (auto* object = value.if_object()) {
    for (auto& member : *object) shorten_texts(member.value(), octets_max);
  }
}

std::string with_texts_up_to(const report& made, std::size_t octets_max) {
  json_value object = to_json(made);
  for (auto& member : object.get_object())
    if (member.key() == "logdata" || !is_known({member.key().data(), member.key().size()}))
      shorten_texts(member.value(), octets_max);
  return serialize_json(object);
}

// The longest texts go first: all are cut to the one length at which the whole just fits. That
// length is found by halving, some 16 serializations; it happens to oversized reports only.
std::optional<std::string> cut_texts(const report& made, std::size_t octets_max) {
  std::size_t fits = 0;
  std::size_t too_long = octets_max;
  auto text = with_texts_up_to(made, fits);
  if (text.size() > octets_max) return std::nullopt;
  while (too_long - fits > 1) {
    const auto middle = fits + (too_long - fits) / 2;
    auto longer = with_texts_up_to(made, middle);
    if (longer.size() > octets_max) {
      too_long = middle;
    } else {
      fits = middle;
      text = std::move(longer);
    }
  }
  return text;
}

// For what is large by the number of its members: their JSON becomes one text, which can be cut.
report with_one_text(report made) {
  auto whole = serialize_json(made.logdata);
  if (!made.other.empty()) whole += serialize_json(made.other);
  made.logdata = {{"cut", whole}};
  made.other.clear();
  std::erase_if(made.escaped, [](std::string_view pointer) {
    return !pointer.starts_with('/') || !find_text_member(pointer.substr(1));
  });
  return made;
}

std::string cut_to_fit(report made, std::size_t octets_max) {
  made.truncated = true;
  if (auto text = cut_texts(made, octets_max)) return std::move(*text);
  auto text = cut_texts(with_one_text(std::move(made)), octets_max);
  AVIARY_INVARIANT(text.has_value(), "report_octets_min holds all but logdata");
  return std::move(*text);
}

// -- reading --------------------------------------------------------------------------------------

bool read_escaped(report& into, const json_value& value) {
  const auto* list = value.if_array();
  if (!list) return false;
  for (const auto& entry : *list) {
    const auto pointer = text_in(entry);
    if (!pointer || !pointer->starts_with('/')) return false;
    into.escaped.emplace_back(*pointer);
  }
  return true;
}

template <class Integer>
bool read_integer(Integer& into, const json_value& value, std::int64_t low, std::int64_t high) {
  const auto number = int_in(value);
  if (!number || *number < low || *number > high) return false;
  into = static_cast<Integer>(*number);
  return true;
}

// False when the member is one that we know and has a value that we do not.
bool read_member(report& into, std::string_view name, const json_value& value) {
  if (const auto* member = find_text_member(name)) {
    const auto text = text_in(value);
    if (text) into.*member->text = *text;
    return text.has_value();
  }
  if (const auto* member = find_port_member(name))
    return read_integer(into.*member->port, value, -1, 65535);
  if (name == "escaped") return read_escaped(into, value);
  if (name == "logtype") return read_integer(into.type.value, value, INT32_MIN, INT32_MAX);
  if (name == "logdata") {
    if (value.is_object()) into.logdata = value.get_object();
    return value.is_object();
  }
  if (name == "truncated") {
    if (value.is_bool()) into.truncated = value.get_bool();
    return value.is_bool();
  }
  into.other.emplace(name, value);
  return true;
}

}  // namespace

std::string_view describe(report_error error) {
  switch (error) {
    case report_error::not_json:
      return "a report that is not JSON";
    case report_error::not_an_object:
      return "a report that is not an object";
    case report_error::no_logtype:
      return "a report without a logtype";
    case report_error::wrong_type:
      return "a report with a member of the wrong type";
  }
  return "unknown report error";
}

void put_logdata(report& into, std::string_view field, byte_view octets) {
  into.logdata[field] = as_text(octets);
}

std::string utc_text(wall_time at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d.%03d000",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text.data();
}

report clean(const report& made) {
  report cleaned = made;
  for (auto& pointer : cleaned.escaped) pointer = escape(as_bytes(pointer)).text;
  for (const auto& member : text_members) clean_text(cleaned, member);
  cleaned.logdata =
      clean_json(made.logdata, "/logdata", json_depth_max - 1, cleaned.escaped).get_object();
  cleaned.other =
      clean_json(without_known_names(made.other), "", json_depth_max, cleaned.escaped).get_object();
  std::ranges::sort(cleaned.escaped);
  const auto doubles = std::unique(cleaned.escaped.begin(), cleaned.escaped.end());
  cleaned.escaped.erase(doubles, cleaned.escaped.end());
  return cleaned;
}

bytes encode(const report& made, std::size_t octets_max) {
  AVIARY_INVARIANT(report_octets_min <= octets_max && octets_max <= body_octets_max,
                   "a limit that every report can be cut to");
  const auto cleaned = clean(made);
  auto text = serialize_json(to_json(cleaned));
  if (text.size() > octets_max) text = cut_to_fit(cleaned, octets_max);
  return {text.begin(), text.end()};
}

result<report, report_error> decode_report(byte_view body) {
  const auto parsed = parse_json(as_text(body));
  if (!parsed) return report_error::not_json;
  const auto* object = parsed->if_object();
  if (!object) return report_error::not_an_object;
  if (!object->contains("logtype")) return report_error::no_logtype;
  report read;
  for (const auto& member : *object)
    if (!read_member(read, {member.key().data(), member.key().size()}, member.value()))
      return report_error::wrong_type;
  return clean(read);
}

}  // namespace aviary
