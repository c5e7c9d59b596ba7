#include "messages/standard_webhook.hpp"

#include <gtest/gtest.h>

#include <array>

namespace aviary {
namespace {

webhook_secret counting_secret() {
  return webhook_secret::filled_by([](std::uint8_t* out) {
    for (std::size_t i = 0; i < webhook_secret::size; ++i) out[i] = static_cast<std::uint8_t>(i);
  });
}

// Reckoned with Python's hmac and base64.
TEST(StandardWebhook, SignsLikeAnyOtherImplementation) {
  EXPECT_EQ(sign_webhook(counting_secret(), "ab00.webhook-1", 1767225600,
                         R"({"type":"incident.opened"})"),
            "v1,F4vAVhUTF+JC/c9y2Flhyb1rzrKudsplBTIYApUnPmI=");
}

TEST(StandardWebhook, ShowsAndReadsTheSecret) {
  const auto secret = counting_secret();
  const auto text = to_text(secret);
  EXPECT_EQ(text, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  ASSERT_TRUE(webhook_secret_from_text(text));
  EXPECT_TRUE(*webhook_secret_from_text(text) == secret);
}

TEST(StandardWebhook, RefusesWhatIsNoSecret) {
  for (const auto* text :
       {"", "whsec_", "whsec_AAEC", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "whsec_%%%%"})
    EXPECT_FALSE(webhook_secret_from_text(text)) << text;
}

}  // namespace
}  // namespace aviary
