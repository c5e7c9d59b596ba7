#include "console/channels/webhook_url.hpp"

#include <gtest/gtest.h>

namespace aviary {
namespace {

TEST(WebhookUrl, IsAnAddressOfHttpOrHttps) {
  for (const auto* good :
       {"https://hooks.example.net/x", "http://127.0.0.1:8080/hook?to=1", "https://[::1]/"})
    EXPECT_TRUE(check_webhook_url(good)) << good;
  for (const auto* bad : {"", "http://", "https://", "example.net", "ftp://example.net/x",
                          "https://example.net/a hook", "https://example.net:99999/", "/hook"})
    EXPECT_FALSE(check_webhook_url(bad)) << bad;
  EXPECT_FALSE(check_webhook_url(std::string("https://example.net/\0", 21)));
}

TEST(WebhookUrl, IsRefusedWithAReasonAndAnExample) {
  const auto checked = check_webhook_url("gopher://example.net");
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().what.find("neither https nor http"), std::string::npos);
  EXPECT_NE(checked.error().hint.find("https://hooks.example.net/"), std::string::npos);
}

}  // namespace
}  // namespace aviary
