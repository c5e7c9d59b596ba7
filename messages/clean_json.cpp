#include "messages/clean_json.hpp"

#include <cmath>
#include <cstdint>

#include "messages/bytes.hpp"
#include "messages/escape.hpp"

namespace aviary {
namespace {

// Recursion goes as deep as the value, which a parser or our own code bounded.
struct cleaner {
  std::vector<std::string>& escaped;

  json_value text(std::string_view raw, const std::string& pointer, bool always) {
    if (!always && !needs_escape(as_bytes(raw))) return json_value(raw);
    escaped.push_back(pointer);
    return json_value(escape_always(as_bytes(raw)));
  }

  json_value array(const json_array& from, const std::string& pointer, std::size_t depth) {
    json_array made;
    for (std::size_t i = 0; i < from.size(); ++i)
      made.push_back(any(from[i], pointer + '/' + std::to_string(i), depth - 1, false));
    return made;
  }

  json_value object(const json_object& from, const std::string& pointer, std::size_t depth) {
    json_object made;
    for (const auto& member : from) {
      const std::string_view raw(member.key().data(), member.key().size());
      const bool odd = needs_escape(as_bytes(raw));
      auto name = odd ? escape_always(as_bytes(raw)) : std::string(raw);
      while (made.contains(name)) name += '_';
      const auto place = pointer + '/' + pointer_token(name);
      if (odd && !member.value().is_string()) escaped.push_back(place);
      made.emplace(name, any(member.value(), place, depth - 1, odd));
    }
    return made;
  }

  json_value any(const json_value& from, const std::string& pointer, std::size_t depth,
                 bool always) {
    if (const auto raw = text_in(from)) return text(*raw, pointer, always);
    if (const auto* number = from.if_double(); number && !std::isfinite(*number))
      return json_value(std::to_string(*number));
    if (!from.is_structured()) return from;
    // Serialized, its own texts must be clean already: cleaned first, as deep as they go.
    if (depth == 0) return flattened(from);
    if (from.is_array()) return array(from.get_array(), pointer, depth);
    return object(from.get_object(), pointer, depth);
  }

  json_value flattened(const json_value& from) {
    std::vector<std::string> within;
    return json_value(serialize_json(clean_json(from, "", SIZE_MAX, within)));
  }
};

}  // namespace

std::string pointer_token(std::string_view name) {
  std::string token;
  for (char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

json_value clean_json(const json_value& value, const std::string& pointer, std::size_t depth,
                      std::vector<std::string>& escaped) {
  return cleaner{escaped}.any(value, pointer, depth, false);
}

}  // namespace aviary
