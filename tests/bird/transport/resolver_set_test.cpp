#include "bird/transport/resolver_set.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace aviary {
namespace {

/// Remembers what it is given, and lets a test answer.
struct spied_port final : datagram_port {
  void send(std::size_t resolver, byte_view) override { sent.emplace_back(resolver, false); }
  void send_over_stream(std::size_t resolver, byte_view) override {
    sent.emplace_back(resolver, true);
  }
  void on_receive(std::function<void(std::size_t, byte_view)> told) override {
    receive = std::move(told);
  }
  void on_send_failed(std::function<void(std::size_t)> told) override { failed = std::move(told); }

  std::vector<std::pair<std::size_t, bool>> sent;
  std::function<void(std::size_t, byte_view)> receive;
  std::function<void(std::size_t)> failed;
};

using sent_list = std::vector<std::pair<std::size_t, bool>>;

TEST(ResolverSet, NumbersTheSecondBehindTheFirst) {
  auto first = std::make_unique<spied_port>();
  auto second = std::make_unique<spied_port>();
  auto& plain = *first;
  auto& https = *second;
  resolver_set both(std::move(first), 2, std::move(second));
  for (std::size_t i = 0; i < 4; ++i) both.send(i, {});
  both.send_over_stream(1, {});
  both.send_over_stream(3, {});
  EXPECT_EQ(plain.sent, (sent_list{{0, false}, {1, false}, {1, true}}));
  EXPECT_EQ(https.sent, (sent_list{{0, false}, {1, false}, {1, true}}));

  std::vector<std::size_t> heard, failed;
  both.on_receive([&](std::size_t resolver, byte_view) { heard.push_back(resolver); });
  both.on_send_failed([&](std::size_t resolver) { failed.push_back(resolver); });
  plain.receive(1, {});
  https.receive(1, {});
  plain.failed(0);
  https.failed(0);
  EXPECT_EQ(heard, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(failed, (std::vector<std::size_t>{0, 2}));
}

TEST(ResolverSet, NamesThemInTheirOrder) {
  resolver_settings settings;
  settings.resolvers = {{"192.0.2.1", 53}, {"2001:db8::1", 5353}};
  settings.doh = {*parse_doh_server("https://192.0.2.7/dns-query")};
  EXPECT_EQ(settings.names(), (std::vector<std::string>{"192.0.2.1:53", "[2001:db8::1]:5353",
                                                        "https://192.0.2.7/dns-query"}));
}

}  // namespace
}  // namespace aviary
