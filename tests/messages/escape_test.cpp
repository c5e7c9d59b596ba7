#include "messages/escape.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "messages/json.hpp"
#include "tests/messages/sealed_samples.hpp"

namespace aviary {
namespace {

escaped_text escaped(std::string_view octets) {
  return escape(as_bytes(octets));
}

TEST(Escape, LeavesPlainTextAsItIs) {
  for (std::string_view text : {"", "root", "WORKGROUP\\bob", "\\x41", "caf\xc3\xa9",
                                "\xf0\x9f\x90\xa6", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"}) {
    EXPECT_EQ(escaped(text).text, text);
    EXPECT_FALSE(escaped(text).escaped);
  }
}

TEST(Escape, WritesOddOctetsAsHexadecimal) {
  EXPECT_EQ(escaped("a\nb").text, "a\\x0ab");
  EXPECT_EQ(escaped(std::string_view("\0", 1)).text, "\\x00");
  EXPECT_EQ(escaped("\x1b[2J").text, "\\x1b[2J");
  EXPECT_EQ(escaped("\x7f").text, "\\x7f");
  EXPECT_EQ(escaped("\xff\xfe").text, "\\xff\\xfe");
  EXPECT_EQ(escaped("C:\\\x01").text, "C:\\\\\\x01") << "then every back slash is doubled";
  EXPECT_TRUE(escaped("\x01").escaped);
}

TEST(Escape, KnowsTheEdgesOfUtf8) {
  for (std::string_view odd :
       {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\x80",
        "\xbf", "\xc3", "\xe2\x82", "\xf0\x9f\x90", "\xc3\x28"})
    EXPECT_FALSE(is_utf8(as_bytes(odd))) << escaped(odd).text;
  for (std::string_view well :
       {"\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_utf8(as_bytes(well))) << escaped(well).text;
    EXPECT_FALSE(needs_escape(as_bytes(well))) << escaped(well).text;
  }
}

TEST(Escape, TurnsTheMarksThatTurnOtherText) {
  EXPECT_EQ(escaped("\xc2\x85").text, "\\xc2\\x85") << "U+0085, a control character of two octets";
  EXPECT_EQ(escaped("\xe2\x80\xae").text, "\\xe2\\x80\\xae") << "U+202E, right-to-left override";
  for (std::string_view mark :
       {"\xd8\x9c", "\xe2\x80\x8e", "\xe2\x80\xa8", "\xe2\x81\xa6", "\xe2\x81\xa9"})
    EXPECT_TRUE(escaped(mark).escaped) << escaped(mark).text;
  EXPECT_FALSE(escaped("\xe2\x80\x8d").escaped) << "U+200D joins emoji";
}

TEST(Escape, NothingIsLostAndTheTextIsClean) {
  EXPECT_TRUE(rc::check("unescape(escape(x)) == x", [] {
    const auto octets =
        *rc::gen::oneOf(rc::gen::arbitrary<bytes>(), rc::gen::exec(samples::any_odd_text));
    const auto made = escape(octets);
    RC_ASSERT(made.escaped == needs_escape(octets));
    RC_ASSERT(!needs_escape(as_bytes(made.text)));
    RC_ASSERT(parse_json(serialize_json(json_value(made.text))).has_value());
    if (made.escaped) {
      RC_ASSERT(unescape(made.text) == octets);
      RC_ASSERT(made.text == escape_always(octets));
    } else {
      RC_ASSERT(as_text(octets) == made.text);
    }
    RC_ASSERT(unescape(escape_always(octets)) == octets);
  }));
}

TEST(Escape, UnescapeRefusesWhatEscapeNeverWrites) {
  for (auto text : {"\\", "a\\", "\\n", "\\x", "\\x4", "\\xg0", "\\xAB", "\\\\\\"})
    EXPECT_EQ(unescape(text), std::nullopt) << text;
}

TEST(Escape, CutsBetweenCharacters) {
  EXPECT_EQ(cut_utf8("caf\xc3\xa9", 4), "caf");
  EXPECT_EQ(cut_utf8("caf\xc3\xa9", 5), "caf\xc3\xa9");
  EXPECT_EQ(cut_utf8("\xf0\x9f\x90\xa6", 3), "");
  EXPECT_EQ(cut_escaped("a\\x0ab", 4), "a");
  EXPECT_EQ(cut_escaped("a\\x0ab", 5), "a\\x0a");
  EXPECT_EQ(cut_escaped("a\\\\b", 2), "a");
}

TEST(Escape, WhatIsCutCanStillBeUnescaped) {
  EXPECT_TRUE(rc::check("cut_escaped keeps escapes whole", [] {
    const auto text = escape_always(samples::any_odd_text());
    const auto octets_max = *rc::gen::inRange<std::size_t>(0, text.size() + 2);
    const auto cut = cut_escaped(text, octets_max);
    RC_ASSERT(cut.size() <= octets_max);
    RC_ASSERT(text.starts_with(cut));
    RC_ASSERT(cut.size() + 4 > octets_max || cut == text);
    RC_ASSERT(unescape(cut).has_value());
    RC_ASSERT(is_utf8(as_bytes(cut)));
  }));
}

}  // namespace
}  // namespace aviary
