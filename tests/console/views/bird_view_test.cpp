#include "console/views/bird_view.hpp"

#include <gtest/gtest.h>

#include "actors/addresses.hpp"

#include "actors/bird_session.hpp"
#include "tests/console/views/view_log.hpp"

namespace aviary {
namespace {

const bird_id fileserver{{1}};

TEST(BirdView, FollowsABirdsLife) {
  view_log log;
  log.append<bird_session>("bird_session/01",
                           bird_session::events::registered{fileserver, {9}, {1}, {}});
  log.append<bird_session>("bird_session/01", bird_session::events::settings_reported{
                                                  fileserver, "fileserver-02", "Cape Town", 15});
  log.append<bird_session>("bird_session/01", bird_session::events::fell_silent{fileserver, {}});
  bird_view view;
  log.show(view);
  const auto bird = view.show("fileserver-02");
  ASSERT_TRUE(bird);
  EXPECT_EQ(find_text(*bird, "state"), "silent");
  EXPECT_EQ(find_text(*bird, "location"), "Cape Town");
  EXPECT_EQ(find_uint(*bird, "tag"), 9u);
  EXPECT_EQ(view.show(std::string(*find_text(*bird, "id"))), bird);

  view_log more;
  more.append<bird_session>("bird_session/01", bird_session::events::returned{fileserver});
  more.show(view);
  EXPECT_EQ(find_text(*view.show("fileserver-02"), "state"), "live");
  EXPECT_EQ(find_array(view.list(), "birds")->size(), 1u);
  EXPECT_FALSE(view.show("printer"));
}

TEST(BirdView, TellsABirdThatWasNeverHeardFromOneThatIsAlive) {
  view_log log;
  log.append<bird_session>("bird_session/01",
                           bird_session::events::registered{fileserver, {9}, {1}, {}});
  bird_view view;
  log.show(view);
  EXPECT_EQ(find_text(*view.show(to_hex(fileserver.value)), "state"), "unheard");
}

TEST(BirdView, ShowsWhetherTheDigestsAgree) {
  const auto stream = addresses::bird_session(fileserver);
  bird_view view;
  const auto digest_after = [&](const auto& event) {
    view_log log;
    log.append<bird_session>(stream, event);
    log.show(view);
    return std::string(*find_text(*view.show(to_hex(fileserver.value)), "digest"));
  };
  using events = bird_session::events;
  EXPECT_EQ(digest_after(events::registered{fileserver, {9}, {1}, {}}), "agrees");
  EXPECT_EQ(digest_after(events::digests_differed{fileserver, {}, {}, {}}), "differs");
  EXPECT_EQ(digest_after(events::reconcile_asked{fileserver, {}, {}, {}}), "reconciling");
  EXPECT_EQ(digest_after(events::digests_agreed{fileserver, {}}), "agrees");
}

TEST(BirdView, DoesNotListTheConsoleItself) {
  view_log log;
  bird_session::events::report_accepted notice;
  notice.bird = console_itself;
  log.append<bird_session>(addresses::bird_session(console_itself), notice);
  bird_view view;
  log.show(view);
  EXPECT_EQ(find_array(view.list(), "birds")->size(), 0u);
}

}  // namespace
}  // namespace aviary
