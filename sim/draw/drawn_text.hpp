#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text that goes into a picture. Labels may hold what an attacker typed, and a picture must know
// how wide a text is before anybody chooses a font. So only letters of a known width are drawn,
// one column each in a monospaced font; everything else becomes `\xNN` as in messages/escape.hpp
// (back slashes are then doubled): emoji, letters that stack upon each other, controls.

namespace aviary {

/// ASCII and Latin letters up to U+024F, for SVG and HTML.
std::string drawn(std::string_view octets);

/// Printable ASCII alone.
std::string drawn_ascii(std::string_view octets);

/// Columns of a drawn text.
std::size_t drawn_columns(std::string_view text);

/// Text or an attribute's value in XML and HTML.
std::string xml_escape(std::string_view text);

/// What shows that a text goes on.
constexpr std::string_view ellipsis = "\u2026";
constexpr std::string_view ascii_ellipsis = "...";

/// A drawn text in lines of at most `columns_max`, broken at blanks where there are any and never
/// within an escape that fits. When `lines_max` lines are too few the last one ends in `more`.
/// Never empty: no text is one empty line.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns_max,
                                 std::size_t lines_max, std::string_view more = ellipsis);

/// The same in one line.
std::string shortened(std::string_view text, std::size_t columns_max,
                      std::string_view more = ellipsis);

/// The widest of the lines.
std::size_t widest(const std::vector<std::string>& lines);

}  // namespace aviary
