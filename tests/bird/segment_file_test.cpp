#include "bird/segment_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "messages/test_object.hpp"
#include "storage/small_file.hpp"
#include "tests/bird/temporary_folder.hpp"

namespace aviary {
namespace {

constexpr std::size_t each = 100;
constexpr object_description object{{7}, {{9}}, 1050};  // eleven segments
constexpr auto code = answer_code::raw_512;

class SegmentFile : public testing::Test {
 protected:
  bytes piece(std::uint32_t number) const {
    bytes out(place_of_segment(object.octets, each, {number}).octets);
    fill_test_object(number * each, out);
    return out;
  }
  segment_file opened() { return *segment_file::open(target, object, code, each); }
  void store(segment_file& file, std::initializer_list<std::uint32_t> numbers) {
    for (const auto number : numbers) ASSERT_TRUE(file.store({number}, piece(number), true));
  }
  bytes content(const std::filesystem::path& path) { return *read_small_file(path, 1 << 20); }
  void cut(std::size_t octets) {
    std::filesystem::resize_file(part, std::filesystem::file_size(part) - octets);
  }

  temporary_folder folder;
  std::filesystem::path target = std::filesystem::path(folder.path()) / "object";
  std::filesystem::path part = target.string() + ".part";
};

TEST_F(SegmentFile, PutsTogetherWhatCameInAnyOrder) {
  {
    auto file = opened();
    store(file, {10, 3, 0, 7});
  }
  auto file = opened();
  EXPECT_EQ(std::ranges::count(file.stored(), true), 4);
  store(file, {1, 2, 4, 5, 6, 8, 9});
  ASSERT_TRUE(file.finish());
  bytes whole(object.octets);
  fill_test_object(0, whole);
  EXPECT_EQ(content(target), whole);
  EXPECT_FALSE(std::filesystem::exists(part));
}

TEST_F(SegmentFile, LosesNothingButWhatAPowerCutTook) {
  for (std::size_t octets = 1; octets < 2 * (each + 11); octets += 7) {
    std::filesystem::remove(part);
    {
      auto file = opened();
      store(file, {0, 1, 2, 3});
    }
    cut(octets);
    {
      auto file = opened();
      const auto kept = std::ranges::count(file.stored(), true);
      EXPECT_EQ(kept, octets <= each + 11 ? 3 : 2) << octets;
      store(file, {9});
    }
    EXPECT_TRUE(opened().stored()[9]) << "what is added behind the cut counts";
  }
}

TEST_F(SegmentFile, BelievesNoRecordThatWasChanged) {
  {
    auto file = opened();
    store(file, {0, 1, 2});
  }
  auto octets = content(part);
  octets[octets.size() - each - 11 - 5] ^= 1;  // in the second
  std::ofstream(part, std::ios::binary)
      .write(reinterpret_cast<const char*>(octets.data()),
             static_cast<std::streamsize>(octets.size()));
  EXPECT_EQ(std::ranges::count(opened().stored(), true), 1);
}

TEST_F(SegmentFile, BeginsAnewForAnotherObject) {
  {
    auto file = opened();
    store(file, {0, 1, 2});
  }
  auto other = object;
  other.nonce.value[3] = 1;
  EXPECT_EQ(std::ranges::count(segment_file::open(target, other, code, each)->stored(), true), 0);
  EXPECT_EQ(std::ranges::count(opened().stored(), true), 0);
}

TEST_F(SegmentFile, LeavesAloneWhatIsNoPartOfAnything) {
  for (const std::string& text : {std::string("a shopping list"), std::string(100'000, 'x')}) {
    std::ofstream(part) << text;
    EXPECT_NE(segment_file::open(target, object, code, each).error().what.find("is no part"),
              std::string::npos);
    EXPECT_EQ(content(part).size(), text.size());
  }
}

TEST_F(SegmentFile, SaysSoWhenSomebodyElseChangedIt) {
  const auto finished = [this](const std::function<void()>& change) {
    std::filesystem::remove(part);
    auto file = opened();
    store(file, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    change();
    const auto made = file.finish();
    EXPECT_FALSE(std::filesystem::exists(target));
    return made.has_value();
  };
  EXPECT_FALSE(finished([&] { cut(50 + 11); })) << "without the last record";
  EXPECT_FALSE(finished([&] { cut(20); }));
  EXPECT_FALSE(finished([&] { std::filesystem::resize_file(part, 3); }));
  EXPECT_FALSE(finished([&] {
    std::fstream file(part, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(41).put(1);  // the first record's number
  }));
}

TEST_F(SegmentFile, LeavesAloneWhatIsThere) {
  std::ofstream(target) << "mine";
  EXPECT_EQ(segment_file::open(target, object, code, each).error().hint,
            "remove it, or name another file");
  EXPECT_EQ(content(target).size(), 4u);
}

TEST_F(SegmentFile, IsOneProcesss) {
  const auto file = opened();
  EXPECT_NE(segment_file::open(target, object, code, each).error().what.find("another process"),
            std::string::npos);
}

}  // namespace
}  // namespace aviary
