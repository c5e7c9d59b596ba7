#include "console/views/log_dump.hpp"

#include <gtest/gtest.h>

#include "actors/bird_session.hpp"
#include "messages/json.hpp"
#include "tests/console/views/view_log.hpp"

namespace aviary {
namespace {

TEST(LogDump, PrintsARecordPerLine) {
  view_log log;
  log.append<bird_session>("bird_session/01", bird_session::events::report_filed{4});
  log.append<bird_session>("bird_session/02", bird_session::events::report_filed{5});
  const auto all = dump_log(log.log());
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 2);
  const auto one = dump_log(log.log(), "bird_session/02");
  const auto parsed = parse_json(one.substr(0, one.size() - 1));
  ASSERT_TRUE(parsed) << one;
  EXPECT_EQ(find_uint(parsed->get_object(), "position"), 2u);
  EXPECT_EQ(find_text(parsed->get_object(), "type"), "report_filed");
  EXPECT_EQ(find_uint(*find_object(parsed->get_object(), "payload"), "n"), 5u);
  EXPECT_EQ(dump_log(log.log(), "nobody"), "");
}

TEST(LogDump, GoesByPages) {
  view_log log;
  for (std::uint64_t n = 0; n < 5; ++n)
    log.append<bird_session>("bird_session/01", bird_session::events::report_filed{n});
  const auto all = dump_log(log.log());
  EXPECT_EQ(dump_log(log.log(), {}, position{}, 2) + dump_log(log.log(), {}, position{2}, 2) +
                dump_log(log.log(), {}, position{4}, 2),
            all);
  EXPECT_EQ(dump_log(log.log(), {}, position{5}), "");
}

}  // namespace
}  // namespace aviary
