#include "bird/counter_file.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace aviary {

namespace {

namespace fs = std::filesystem;

class CounterFile : public testing::Test {
 protected:
  CounterFile() {
    std::string name = fs::temp_directory_path() / "aviary-counter-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    path = folder_ / "counter";
  }
  ~CounterFile() override { fs::remove_all(folder_); }

  void create() { ASSERT_TRUE(counter_file::create(path, bird)); }
  counter_file open() {
    auto opened = counter_file::open(path);
    EXPECT_TRUE(opened) << opened.error().what;
    return std::move(*opened);
  }
  std::string why_not() {
    const auto opened = counter_file::open(path);
    if (opened) return "it opened";
    EXPECT_FALSE(opened.error().hint.empty());
    auto what = opened.error().what;
    if (const auto at = what.find(path.string()); at != what.npos)
      what.replace(at, path.string().size(), "PATH");
    return what;
  }
  std::string content() const {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& octets) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << octets;
  }

  const bird_id bird{{1, 2, 3, 4}};
  fs::path path;

 private:
  fs::path folder_;
};

TEST_F(CounterFile, is_made_once) {
  create();
  const auto file = open();
  EXPECT_EQ(file.bird(), bird);
  EXPECT_EQ(file.boot(), boot_number{0});
  EXPECT_EQ(file.registration(), registration_no{0});
  EXPECT_EQ(file.peek(), counter{1});
  EXPECT_FALSE(counter_file::create(path, bird_id{{9}}));
  EXPECT_EQ(fs::file_size(path), 2 * counter_file::slot_octets);
  EXPECT_EQ(std::distance(fs::directory_iterator(path.parent_path()), {}), 1);
}

TEST_F(CounterFile, counts_on_from_what_it_reserved) {
  create();
  {
    auto file = open();
    EXPECT_EQ(file.begin_boot(), boot_number{1});
    for (std::uint64_t i = 1; i <= 3000; ++i) ASSERT_EQ(file.next(), counter{i});
  }
  auto file = open();
  EXPECT_EQ(file.boot(), boot_number{1});
  EXPECT_EQ(file.begin_boot(), boot_number{2});
  EXPECT_EQ(file.next(), counter{3 * counter_file::block + 1});
}

// What is on the disk always lies above what was given out: a power cut at any moment repeats none.
TEST_F(CounterFile, reserves_before_it_gives_out) {
  create();
  auto file = open();
  const auto copy = path.parent_path() / "copy";
  for (int i = 0; i < 2500; ++i) {
    const auto given = file.next();
    if (given.value % 512 > 1) continue;
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    ASSERT_GT(counter_file::open(copy)->peek(), given);
  }
}

TEST_F(CounterFile, keeps_the_registration) {
  create();
  {
    auto file = open();
    file.registered({7});
    file.next();
  }
  EXPECT_EQ(open().registration(), registration_no{7});
}

TEST_F(CounterFile, jumps_past_what_the_console_saw) {
  create();
  {
    auto file = open();
    file.begin_boot();
    file.next();
    EXPECT_FALSE(file.raise_above({1})) << "the next one is above it";
    EXPECT_EQ(file.next(), counter{2});
    EXPECT_TRUE(file.raise_above({5000}));
    EXPECT_EQ(file.next(), counter{5001});
    EXPECT_FALSE(file.raise_above({5001}));
  }
  EXPECT_GT(open().peek(), counter{5001});
}

// Each slot in turn is cut at every octet, as a power cut does it: the other one stands, and
// nothing that was given out comes again.
TEST_F(CounterFile, survives_a_torn_write) {
  create();
  for (int boots = 1; boots <= 2; ++boots) {
    std::string before;
    counter given{};
    {
      auto file = open();
      file.begin_boot();
      given = file.next();
      before = content();
      file.registered({5});
    }
    const auto after = content();
    for (std::size_t cut = 0; cut <= after.size(); ++cut) {
      put(after.substr(0, cut) + before.substr(cut));
      const auto file = open();
      EXPECT_EQ(file.bird(), bird);
      EXPECT_GE(file.boot(), boot_number{static_cast<std::uint32_t>(boots - 1)});
      ASSERT_GT(file.peek(), given) << cut;
    }
    put(after);
  }
}

TEST_F(CounterFile, skips_a_block_when_one_copy_is_bad) {
  create();
  {
    auto file = open();
    for (int i = 0; i < 2000; ++i) file.next();
  }
  auto octets = content();
  for (const std::size_t slot : {std::size_t{0}, counter_file::slot_octets}) {
    auto damaged = octets;
    damaged[slot + 40] = static_cast<char>(damaged[slot + 40] ^ 1);
    put(damaged);
    EXPECT_GT(open().peek(), counter{2000}) << "whichever it was";
  }
}

TEST_F(CounterFile, refuses_what_is_not_its_own) {
  EXPECT_EQ(why_not(), "cannot open PATH: No such file or directory");
  put("");
  EXPECT_EQ(why_not(), "PATH is not a counter file");
  put(std::string(1024, 'x'));
  EXPECT_EQ(why_not(), "PATH is not a counter file");
  fs::remove(path);
  create();
  const auto good = content();
  put(good.substr(0, 1000));
  EXPECT_EQ(why_not(), "PATH is not a counter file");
  put(good + "x");
  EXPECT_EQ(why_not(), "PATH is not a counter file");
  auto newer = good;
  newer[15] = 2;
  put(newer);
  EXPECT_EQ(why_not(), "PATH was written by a newer aviary-bird (version 2 of the file)");
  auto damaged = good;
  damaged[20] = damaged[counter_file::slot_octets + 20] = 'x';
  put(damaged);
  EXPECT_EQ(why_not(), "PATH is damaged: neither of its two copies is whole");
}

TEST_F(CounterFile, is_for_one_process) {
  create();
  const auto file = open();
  EXPECT_EQ(why_not(), "PATH is in use by another process");
}

/// Asks for a counter on a disk that takes nothing any more.
void use_a_counter_on_a_full_disk(const std::filesystem::path& path) {
  const ::rlimit none{0, 0};
  ::setrlimit(RLIMIT_FSIZE, &none);
  ::signal(SIGXFSZ, SIG_IGN);
  counter_file::open(path)->next();
}

TEST_F(CounterFile, ends_the_process_when_the_disk_refuses) {
  create();
  // What it says is lost: the file that would catch it may not grow either.
  EXPECT_EXIT(use_a_counter_on_a_full_disk(path), testing::KilledBySignal(SIGABRT), "");
}

}  // namespace

}  // namespace aviary
