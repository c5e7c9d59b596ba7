#include "storage/mark_file.hpp"

#include <gtest/gtest.h>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {

namespace {

constexpr std::size_t slot_octets = 4096;

mark mark_at(std::uint64_t place) {
  mark made;
  made.id.value.fill(0xaa);
  made.acknowledged.at = {place};
  made.acknowledged.chain.value.fill(static_cast<std::uint8_t>(place));
  return made;
}

mark read_back(const std::filesystem::path& path) {
  const auto opened = mark_file::open(path);
  return opened ? opened->value() : mark{};
}

void flip(const std::filesystem::path& path, std::size_t offset) {
  auto content = content_of(path);
  content[offset] = static_cast<char>(content[offset] ^ 1);
  set_content(path, content);
}

}  // namespace

TEST(MarkFile, KeepsTheLastMark) {
  const scratch_folder folder;
  auto file = mark_file::create(folder / "mark", mark_at(0));
  ASSERT_TRUE(file);
  EXPECT_EQ(read_back(folder / "mark"), mark_at(0));
  for (std::uint64_t place = 1; place <= 5; place++) {
    ASSERT_EQ(file->write(mark_at(place)), 0);
    EXPECT_EQ(file->value(), mark_at(place));
    EXPECT_EQ(read_back(folder / "mark"), mark_at(place));
  }
}

TEST(MarkFile, LayoutIsTheDocumentedOne) {
  const scratch_folder folder;
  ASSERT_TRUE(mark_file::create(folder / "mark", mark_at(0x0102)));
  const auto content = content_of(folder / "mark");
  ASSERT_EQ(content.size(), 2 * slot_octets);
  EXPECT_EQ(content.substr(0, 8), "aviarymk");
  EXPECT_EQ(content.substr(8, 16), std::string(16, '\xaa'));
  EXPECT_EQ(content.substr(24, 8), std::string("\0\0\0\0\0\0\1\2", 8));
  EXPECT_EQ(content.substr(32, 32), std::string(32, '\2'));
  EXPECT_EQ(content.substr(96), std::string(2 * slot_octets - 96, '\0'));
}

TEST(MarkFile, ATornSlotLeavesTheOneBefore) {
  const scratch_folder folder;
  const auto path = folder / "mark";
  auto file = mark_file::create(path, mark_at(1));
  ASSERT_EQ(file->write(mark_at(2)), 0);  // The second slot holds 2 now.
  const auto whole = content_of(path);
  for (const std::size_t offset : {0u, 8u, 24u, 31u, 32u, 63u, 64u, 95u}) {
    set_content(path, whole);
    flip(path, slot_octets + offset);
    EXPECT_EQ(read_back(path), mark_at(1)) << offset;
    flip(path, offset);
    const auto refused = mark_file::open(path);
    ASSERT_FALSE(refused) << offset;
    EXPECT_EQ(refused.error().what, "the mark " + path.string() +
                                        " is damaged, so nobody can tell whether its log is whole");
  }
}

TEST(MarkFile, AfterATornSlotTheGoodOneIsNotOverwritten) {
  const scratch_folder folder;
  const auto path = folder / "mark";
  {
    auto file = mark_file::create(path, mark_at(1));
    ASSERT_EQ(file->write(mark_at(2)), 0);
  }
  flip(path, slot_octets + 24);
  auto file = mark_file::open(path);
  ASSERT_TRUE(file);
  ASSERT_EQ(file->write(mark_at(3)), 0);
  EXPECT_EQ(read_back(path), mark_at(3));
  flip(path, slot_octets + 24);
  EXPECT_EQ(read_back(path), mark_at(1));
}

TEST(MarkFile, RefusesATruncatedFile) {
  const scratch_folder folder;
  const auto path = folder / "mark";
  ASSERT_TRUE(mark_file::create(path, mark_at(1)));
  std::filesystem::resize_file(path, slot_octets);
  EXPECT_EQ(read_back(path), mark_at(1));
  std::filesystem::resize_file(path, slot_octets - 1);
  EXPECT_FALSE(mark_file::open(path));
  std::filesystem::resize_file(path, 0);
  EXPECT_FALSE(mark_file::open(path));
}

TEST(MarkFile, CreateReplacesADamagedOne) {
  const scratch_folder folder;
  set_content(folder / "mark", "junk");
  ASSERT_TRUE(mark_file::create(folder / "mark", mark_at(7)));
  EXPECT_EQ(read_back(folder / "mark"), mark_at(7));
}

}  // namespace aviary
