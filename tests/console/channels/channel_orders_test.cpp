#include "console/channels/channel_orders.hpp"

#include <gtest/gtest.h>

#include "actors/retry_queue.hpp"
#include "messages/standard_webhook.hpp"
#include "tests/console/views/view_log.hpp"
#include "tests/storage/scratch_folder.hpp"

namespace aviary {
namespace {

class counting_entropy final : public entropy_port {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& octet : out) octet = next_++;
  }

 private:
  std::uint8_t next_ = 1;
};

class ChannelOrders : public testing::Test {
 protected:
  scratch_folder folder_;
  master_key master_ = *master_key::create(folder_.path() / "master.key", {});
  counting_entropy entropy_;
  view_log log_;
};

TEST_F(ChannelOrders, ShowTheSecretOnceAndSealItInTheLog) {
  const auto order = order_channel("https://example.net/hook", entropy_, master_);
  const auto shown = webhook_secret_from_text(*find_text(order.outcome, "secret"));
  ASSERT_TRUE(shown);
  const auto opened = master_.open_sealed(order.command.sealed_secret);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(std::ranges::equal(*opened, shown->view()));
  EXPECT_EQ(order.command.channel, "webhook-01020304");
}

TEST_F(ChannelOrders, AreSeenInTheLog) {
  const auto order = order_channel("https://example.net/hook", entropy_, master_);
  EXPECT_FALSE(has_channel(log_.log(), order.command.channel));
  log_.append<alert_desk>("alert_desk",
                          alert_desk::events::channel_added{order.command.channel, "url", {}});
  EXPECT_TRUE(has_channel(log_.log(), order.command.channel));
  EXPECT_EQ(channel_to(log_.log(), "url"), order.command.channel);
  EXPECT_FALSE(channel_to(log_.log(), "another"));
  int seen = 0;
  log_.log().scan({}, [&](const record& one) {
    seen += is_channel(order.command.channel)(one) ? 1 : 0;
    seen += is_channel("another")(one) ? 100 : 0;
    return true;
  });
  EXPECT_EQ(seen, 1);
}

TEST_F(ChannelOrders, ListShowsWhatBecameOfTheLastAttempt) {
  log_.append<alert_desk>("alert_desk", alert_desk::events::channel_added{"webhook-1", "url", {}});
  channel_health health;
  const auto listed = [&] {
    return serialize_json(*find_array(list_channels(log_.log(), health), "channels"));
  };
  EXPECT_EQ(listed(),
            R"([{"channel":"webhook-1","kind":"webhook","url":"url","state":"untried"}])");
  health.note("webhook-1", "a.webhook-1", {0, "connection refused"}, {});
  EXPECT_EQ(listed(),
            R"([{"channel":"webhook-1","kind":"webhook","url":"url","state":"fails",)"
            R"("last_attempt":"1970-01-01 00:00:00.000000","last_result":"connection refused",)"
            R"("failures":1}])");
  health.note("webhook-1", "a.webhook-1", {204, "HTTP 204"}, {});
  EXPECT_NE(listed().find(R"("state":"delivers")"), std::string::npos);
}

TEST_F(ChannelOrders, WaitForTheReceiver) {
  const auto order = order_test("webhook-1", entropy_);
  log_.append<retry_queue>("retry_queue/webhook-1",
                           retry_queue::events::enqueued{order.alert, "{}", {}});
  log_.append<retry_queue>("retry_queue/webhook-1",
                           retry_queue::events::acknowledged{order.alert, 1, "HTTP 200"});
  const auto delivered = is_delivery("retry_queue/webhook-1", order.alert);
  std::vector<bool> verdicts;
  log_.log().scan({}, [&](const record& one) {
    verdicts.push_back(delivered(one));
    return true;
  });
  EXPECT_EQ(verdicts, (std::vector<bool>{false, true}));
}

}  // namespace
}  // namespace aviary
