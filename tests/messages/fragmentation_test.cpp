#include "messages/fragmentation.hpp"

#include <gtest/gtest.h>

#include "tests/messages/wire_support.hpp"

namespace aviary {
namespace {

std::vector<byte_view> fragments_of(const fragmentation& cut, byte_view sealed) {
  std::vector<byte_view> fragments;
  for (std::uint16_t i = 0; i <= cut.last().value; ++i)
    fragments.push_back(cut.fragment(sealed, {i}));
  return fragments;
}

TEST(Fragmentation, CutsAndAssembles) {
  EXPECT_TRUE(rc::check("assemble inverts the cut", [] {
    const auto sealed = wire::drawn_octets(1, 3000);
    const auto size = *rc::gen::inRange<std::size_t>(1, 200);
    const auto cut = fragmentation::of(sealed.size(), size);
    RC_ASSERT(cut.has_value());
    const auto fragments = fragments_of(*cut, sealed);
    RC_ASSERT(fragments.size() == cut->count());
    for (std::size_t i = 0; i + 1 < fragments.size(); ++i) RC_ASSERT(fragments[i].size() == size);
    RC_ASSERT(!fragments.back().empty() && fragments.back().size() <= size);
    RC_ASSERT(*assemble(fragments) == sealed);
  }));
}

TEST(Fragmentation, KnowsItsEdges) {
  EXPECT_EQ(fragmentation::of(126, 126)->count(), 1u);
  EXPECT_EQ(fragmentation::of(127, 126)->count(), 2u);
  EXPECT_EQ(fragmentation::of(127, 126)->octets_of({1}), 1u);
  EXPECT_EQ(fragmentation::of(252, 126)->octets_of({1}), 126u);
  EXPECT_EQ(fragmentation::of(fragments_max * 5, 5)->last(), fragment_index{4095});
  EXPECT_EQ(wire::error_in(fragmentation::of(fragments_max * 5 + 1, 5)),
            fragmentation_error::too_many_fragments);
  EXPECT_EQ(wire::error_in(fragmentation::of(0, 5)), fragmentation_error::empty_message);
  EXPECT_EQ(wire::error_in(fragmentation::of(5, 0)), fragmentation_error::empty_fragment);
}

TEST(Fragmentation, RefusesSetsThatNoMessageWasCutInto) {
  const auto error = [](std::initializer_list<std::string_view> texts) {
    std::vector<byte_view> fragments;
    for (const auto text : texts) fragments.push_back(as_bytes(text));
    return wire::error_in(assemble(fragments));
  };
  EXPECT_EQ(error({}), fragmentation_error::empty_message);
  EXPECT_EQ(error({""}), fragmentation_error::empty_fragment);
  EXPECT_EQ(error({"ab", ""}), fragmentation_error::empty_fragment);
  EXPECT_EQ(error({"", "a"}), fragmentation_error::empty_fragment);
  EXPECT_EQ(error({"ab", "a", "ab"}), fragmentation_error::unequal_fragments);
  EXPECT_EQ(error({"ab", "abc"}), fragmentation_error::long_last_fragment);
  const std::vector<byte_view> many(fragments_max + 1, as_bytes("a"));
  EXPECT_EQ(wire::error_in(assemble(many)), fragmentation_error::too_many_fragments);
}

}  // namespace
}  // namespace aviary
