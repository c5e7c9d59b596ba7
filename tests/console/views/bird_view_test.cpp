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

TEST(BirdView, ShowsWhatTheBirdFoundOutAboutItsPaths) {
  path_findings narrow;
  narrow.name_octets = 120;
  const known_paths paths{{"192.0.2.1:53", narrow}, {"192.0.2.2:53", path_findings{}}};
  view_log log;
  log.append<bird_session>("bird_session/01",
                           bird_session::events::registered{fileserver, {9}, {1}, {}});
  log.append<bird_session>("bird_session/01", bird_session::events::paths_reported{
                                                  fileserver, {5}, serialize_json(to_json(paths))});
  bird_view view;
  log.show(view);
  const auto bird = *view.show(to_hex(fileserver.value));
  const auto& shown = *find_array(bird, "paths");
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(find_text(shown[0].as_object(), "resolver"), "192.0.2.1:53");
  EXPECT_EQ(find_uint(shown[0].as_object(), "name_octets"), 120u);
  EXPECT_EQ(find_text(shown[0].as_object(), "advice"), advice(narrow));
  EXPECT_FALSE(shown[1].as_object().contains("advice"));

  view_log anew;
  anew.append<bird_session>("bird_session/01",
                            bird_session::events::registered{fileserver, {9}, {2}, {}});
  anew.show(view);
  EXPECT_FALSE(view.show(to_hex(fileserver.value))->contains("paths"));
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
