#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/escape.hpp"

// What tests ask of a picture or a page: is it well-formed, where do its texts stand, do any two of
// them meet. It reads the markup that was made, and knows nothing of how it was made.

namespace aviary::markup {

inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// -- well-formedness ----------------------------------------------------------------------------

/// A reader of the XML that we write: elements, attributes in double quotes, the five entities,
/// numbers of characters. Everything else is a fault.
class xml_reader {
 public:
  explicit xml_reader(std::string_view text) : text_(text) {}

  /// What is wrong with it, or nothing.
  std::string fault() {
    if (!is_utf8(as_bytes(text_))) return "is not UTF-8";
    for (const char c : text_)
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return "holds a control character";
    if (text_.starts_with("<!doctype html>\n")) text_.remove_prefix(16);
    while (fault_.empty() && !text_.empty()) {
      if (text_.starts_with("</")) {
        close();
      } else if (text_.starts_with('<')) {
        open();
      } else {
        read_text(text_.substr(0, std::min(text_.find('<'), text_.size())));
      }
    }
    if (fault_.empty() && !open_.empty()) return "never closes " + open_.back();
    if (fault_.empty() && roots_ != 1) return "has not one root";
    return fault_;
  }

 private:
  void fail(std::string what) {
    if (fault_.empty()) fault_ = std::move(what) + " before: " + std::string(text_.substr(0, 60));
  }

  void check_entities(std::string_view part) {
    for (auto at = part.find('&'); at != part.npos; at = part.find('&', at + 1)) {
      const auto rest = part.substr(at);
      bool known = false;
      for (const std::string_view entity : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"})
        known = known || rest.starts_with(entity);
      if (!known) fail("has an unknown entity");
    }
  }

  void read_text(std::string_view part) {
    check_entities(part);
    if (open_.empty() && part.find_first_not_of(" \n") != part.npos) fail("has text outside");
    text_.remove_prefix(part.size());
  }

  void close() {
    const auto end = text_.find('>');
    const auto name = std::string(text_.substr(2, end - 2));
    if (end == text_.npos || open_.empty() || open_.back() != name) return fail("closes " + name);
    open_.pop_back();
    text_.remove_prefix(end + 1);
  }

  static bool is_name(std::string_view name) {
    return !name.empty() && name.find_first_not_of(
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                                "VWXYZ0123456789-:") == name.npos;
  }

  void open() {
    text_.remove_prefix(1);
    const auto end = text_.find_first_of(" />");
    const std::string name(text_.substr(0, end));
    if (!is_name(name)) return fail("has a stray <");
    if (open_.empty()) ++roots_;
    text_.remove_prefix(end);
    std::vector<std::string> names;
    while (fault_.empty() && text_.starts_with(' ')) {
      text_.remove_prefix(1);
      read_attribute(names);
    }
    if (text_.starts_with("/>")) return text_.remove_prefix(2);
    if (!text_.starts_with('>')) return fail("has a bad tag " + name);
    text_.remove_prefix(1);
    open_.push_back(name);
  }

  void read_attribute(std::vector<std::string>& names) {
    const auto equals = text_.find("=\"");
    const auto end = equals == text_.npos ? text_.npos : text_.find('"', equals + 2);
    if (end == text_.npos) return fail("has a bad attribute");
    const std::string name(text_.substr(0, equals));
    const auto value = text_.substr(equals + 2, end - equals - 2);
    if (!is_name(name) || std::find(names.begin(), names.end(), name) != names.end())
      fail("has a bad or double attribute " + name);
    if (value.find('<') != value.npos) fail("has < in an attribute");
    check_entities(value);
    names.push_back(name);
    text_.remove_prefix(end + 1);
  }

  std::string_view text_;
  std::vector<std::string> open_;
  std::size_t roots_ = 0;
  std::string fault_;
};

inline std::string xml_fault(std::string_view text) {
  return xml_reader(text).fault();
}

// -- texts and their boxes ----------------------------------------------------------------------

struct box {
  double left = 0, top = 0, right = 0, bottom = 0;
  std::string text;  ///< still escaped
};

inline std::string attribute(std::string_view tag, std::string_view name) {
  const auto at = tag.find(" " + std::string(name) + "=\"");
  if (at == tag.npos) return {};
  const auto first = at + name.size() + 3;
  return std::string(tag.substr(first, tag.find('"', first) - first));
}

inline double number(std::string_view tag, std::string_view name) {
  return std::strtod(attribute(tag, name).c_str(), nullptr);
}

/// The columns of an escaped text: an entity is one, and so is a character.
inline double columns(std::string_view text) {
  double count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '&') i = text.find(';', i);
    if ((static_cast<unsigned char>(text[i]) >> 6) != 2) ++count;
  }
  return count;
}

/// Each text of a picture with the place that it takes in a font of 0.6 em, as most are.
inline std::vector<box> texts(std::string_view svg) {
  std::vector<box> all;
  for (auto at = svg.find("<text"); at != svg.npos; at = svg.find("<text", at + 1)) {
    const auto tag = svg.substr(at, svg.find('>', at) - at);
    const auto first = at + tag.size() + 1;
    box found;
    found.text = svg.substr(first, svg.find("</text>", first) - first);
    const auto style = " " + attribute(tag, "class") + " ";
    const double px = style.find(" title ") != style.npos   ? 16
                      : style.find(" small ") != style.npos ? 11
                                                            : 13;
    const auto width = columns(found.text) * px * 0.6;
    const auto anchor = attribute(tag, "text-anchor");
    found.left = number(tag, "x") - (anchor == "end" ? width : anchor == "middle" ? width / 2 : 0);
    found.right = found.left + width;
    found.top = number(tag, "y") - px * 0.78;
    found.bottom = number(tag, "y") + px * 0.22;
    all.push_back(std::move(found));
  }
  return all;
}

/// What stands where it should not: over another text, or out of the picture. Nothing when all is
/// well.
inline std::string collision(std::string_view svg) {
  const auto head = svg.substr(0, svg.find('>'));
  const auto all = texts(svg);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& a = all[i];
    if (a.left < 0 || a.top < 0 || a.right > number(head, "width") ||
        a.bottom > number(head, "height"))
      return "out of the picture: " + a.text;
    for (std::size_t k = i + 1; k < all.size(); ++k) {
      const auto& b = all[k];
      if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        return "'" + a.text + "' meets '" + b.text + "'";
    }
  }
  return {};
}

/// The pictures of a page that have a size, one after the other.
inline std::vector<std::string> pictures(std::string_view page) {
  std::vector<std::string> all;
  for (auto at = page.find("<svg"); at != page.npos; at = page.find("<svg", at + 1)) {
    const auto end = page.find("</svg>", at);
    if (auto svg = std::string(page.substr(at, end + 6 - at));
        !attribute(svg.substr(0, svg.find('>')), "width").empty())
      all.push_back(std::move(svg));
  }
  return all;
}

/// How many texts are exactly this one.
inline std::size_t count_of_text(std::string_view svg, std::string_view text) {
  const auto all = texts(svg);
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const auto& found) { return found.text == text; }));
}

}  // namespace aviary::markup
