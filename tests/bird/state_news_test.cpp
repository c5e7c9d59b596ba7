#include "bird/state_news.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

json_object report(const std::string& state, int queries, const std::string& hint = {}) {
  json_object path;
  path["queries"] = queries;
  json_object out;
  out["state"] = state;
  if (!hint.empty()) out["hint"] = hint;
  out["path"] = std::move(path);
  return out;
}

TEST(StateNews, TellsEachStateOnceItLasts) {
  state_news news;
  EXPECT_FALSE(news.note(report("connecting", 1)));
  EXPECT_FALSE(news.note(report("connected", 1)));
  EXPECT_EQ(news.note(report("connected", 1)), "connected");
  EXPECT_FALSE(news.note(report("connected", 2)));
  EXPECT_FALSE(news.note(report("no answer", 3))) << "a moment is no news";
  EXPECT_FALSE(news.note(report("connected", 4)));
  EXPECT_FALSE(news.note(report("connected", 5)));
}

TEST(StateNews, SaysWhatToDoWhenAnotherQueryLedNowhereEither) {
  state_news news;
  EXPECT_FALSE(news.note(report("no answer", 7, "look at the resolver")));
  EXPECT_FALSE(news.note(report("no answer", 7, "look at the resolver")));
  EXPECT_EQ(news.note(report("no answer", 8, "look at the resolver")),
            "no answer; look at the resolver");
  EXPECT_FALSE(news.note(report("no answer", 9, "look at the resolver")));
}

}  // namespace
}  // namespace aviary
