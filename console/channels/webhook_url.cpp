#include "console/channels/webhook_url.hpp"

#include <curl/curl.h>

#include <memory>
#include <string_view>

namespace aviary {

result<void, failure> check_webhook_url(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  const auto code =
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME);
  const auto refusal = [&url](const std::string& why) {
    return failure{"\"" + url + "\" is no address of a webhook: " + why,
                   "give an address like https://hooks.example.net/aviary"};
  };
  if (url.find('\0') != url.npos) return refusal("it has a zero in it");
  if (code != CURLUE_OK) return refusal(curl_url_strerror(code));
  char* found = nullptr;
  curl_url_get(parsed.get(), CURLUPART_SCHEME, &found, 0);
  const std::unique_ptr<char, decltype(&curl_free)> scheme(found, &curl_free);
  const std::string_view name = scheme ? scheme.get() : "";
  if (name != "https" && name != "http") return refusal("neither https nor http");
  return {};
}

}  // namespace aviary
