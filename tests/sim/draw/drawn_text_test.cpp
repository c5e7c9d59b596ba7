#include "sim/draw/drawn_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "messages/bytes.hpp"
#include "messages/escape.hpp"

namespace aviary {
namespace {

using lines = std::vector<std::string>;

TEST(DrawnText, KeepsWhatHasAKnownWidth) {
  EXPECT_EQ(drawn("ssh login as root"), "ssh login as root");
  EXPECT_EQ(drawn("WORKGROUP\\bob"), "WORKGROUP\\bob");
  EXPECT_EQ(drawn("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(drawn_ascii("caf\xc3\xa9"), "caf\\xc3\\xa9");
}

TEST(DrawnText, EscapesWhatHasNone) {
  EXPECT_EQ(drawn("\xf0\x9f\x90\xa6"), "\\xf0\\x9f\\x90\\xa6");
  EXPECT_EQ(drawn("Z\xcc\x81"), "Z\\xcc\\x81") << "stacks upon the letter before";
  EXPECT_EQ(drawn("a\nb\xff"), "a\\x0ab\\xff");
  EXPECT_EQ(drawn("\\\xe2\x82\xac"), "\\\\\\xe2\\x82\\xac") << "then back slashes are doubled";
  EXPECT_EQ(drawn("a\xc2\xad"
                  "b"),
            "a\\xc2\\xad"
            "b")
      << "a soft hyphen is drawn or not";
}

TEST(DrawnText, LosesNothing) {
  EXPECT_TRUE(rc::check("what is drawn tells the octets", [] {
    const auto octets = *rc::gen::arbitrary<std::string>();
    for (const auto& text : {drawn(octets), drawn_ascii(octets)}) {
      RC_ASSERT(!needs_escape(as_bytes(text)));
      if (text != octets) RC_ASSERT(unescape(text) == bytes(octets.begin(), octets.end()));
    }
    for (const char c : drawn_ascii(octets)) RC_ASSERT(c >= ' ' && c <= '~');
  }));
}

TEST(DrawnText, EscapesMarkup) {
  EXPECT_EQ(xml_escape("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
}

TEST(DrawnText, WrapsAtBlanks) {
  EXPECT_EQ(wrapped("", 10, 3), lines{""});
  EXPECT_EQ(wrapped("one two three", 20, 3), lines{"one two three"});
  EXPECT_EQ(wrapped("one two three", 8, 3), (lines{"one two", "three"}));
  EXPECT_EQ(wrapped("one two", 3, 3), (lines{"one", "two"}));
  EXPECT_EQ(wrapped("password", 3, 9), (lines{"pas", "swo", "rd"}));
  EXPECT_EQ(wrapped("one two three four", 8, 2), (lines{"one two", "three f\u2026"}));
  EXPECT_EQ(wrapped("one two three four", 8, 2, "..."), (lines{"one two", "three..."}));
  EXPECT_EQ(shortened("password", 5, "..."), "pa...");
  EXPECT_EQ(shortened("password", 8), "password");
  EXPECT_EQ(wrapped("ab\\x0acd", 4, 9), (lines{"ab", "\\x0a", "cd"})) << "an escape stays whole";
}

TEST(DrawnText, NoLineIsTooWide) {
  EXPECT_TRUE(rc::check("wrapped keeps to its limits", [] {
    const auto text = drawn(*rc::gen::arbitrary<std::string>());
    const auto columns = *rc::gen::inRange<std::size_t>(1, 40);
    const auto most = *rc::gen::inRange<std::size_t>(1, 6);
    const auto made = wrapped(text, columns, most);
    RC_ASSERT(!made.empty() && made.size() <= most);
    RC_ASSERT(widest(made) <= columns);
    for (const auto& line : made) RC_ASSERT(is_utf8(as_bytes(line)));
  }));
}

}  // namespace
}  // namespace aviary
