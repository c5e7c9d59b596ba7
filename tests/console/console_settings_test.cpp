#include "console/console_settings.hpp"

#include <gtest/gtest.h>

#include "tests/storage/scratch_folder.hpp"

namespace aviary {
namespace {

TEST(ConsoleSettings, AreReadAsTheyWereSaved) {
  const scratch_folder folder;
  const auto path = folder.path() / "console.json";
  const console_settings settings{
      *zone_name::parse("c.example.net"), {"ns1.c.example.net=192.0.2.53"}, {{7}}};
  ASSERT_TRUE(save_new(path, settings));
  EXPECT_TRUE(save_new(path, settings).has_error());  // never replaced
  const auto read = load_console_settings(path);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->zone.text(), "c.example.net");
  EXPECT_EQ(read->name_servers, settings.name_servers);
  EXPECT_EQ(read->updates, settings.updates);
}

TEST(ConsoleSettings, SayWhichFileIsOdd) {
  const scratch_folder folder;
  const auto path = folder.path() / "console.json";
  EXPECT_TRUE(load_console_settings(path).has_error());
  for (const auto* text : {"", "[]", "{}", R"({"zone":"c.example.net","updates":"00"})",
                           R"({"zone":"-","updates":"","name_servers":[]})"}) {
    std::ofstream(path) << text;
    const auto read = load_console_settings(path);
    ASSERT_TRUE(read.has_error()) << text;
    EXPECT_EQ(read.error().what, path.string() + " is not understood");
  }
}

}  // namespace
}  // namespace aviary
