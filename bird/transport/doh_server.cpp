#include "bird/transport/doh_server.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

#include "messages/dns_name.hpp"

namespace aviary {
namespace {

constexpr std::string_view pin_mark = "sha256//";
constexpr std::size_t pin_characters = 44;  // of 32 octets
constexpr std::size_t url_octets_max = 512;

bool is_address(const std::string& text) {
  std::array<std::uint8_t, 16> octets;
  return inet_pton(AF_INET, text.c_str(), octets.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), octets.data()) == 1;
}

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* found = nullptr;
  if (curl_url_get(url, part, &found, flags) != CURLUE_OK) return "";
  const std::unique_ptr<char, decltype(&curl_free)> owned(found, &curl_free);
  return found;
}

/// "[2001:db8::1]" without its brackets.
std::string bare(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

result<doh_server, failure> parse_doh_server(std::string_view text) {
  const auto refusal = [text](const std::string& why) {
    return failure{"--doh: \"" + std::string(text) + "\": " + why,
                   "write https://192.0.2.1/dns-query, or a name and its address: "
                   "https://dns.example.net/dns-query=192.0.2.1"};
  };
  if (text.size() > url_octets_max) return refusal("is too long");
  if (!std::ranges::all_of(text, [](char one) { return one > ' ' && one <= '~'; }))
    return refusal("has something else in it than printable ASCII");
  doh_server out;
  out.url = text;
  const auto equals = text.rfind('=');
  if (equals != text.npos && is_address(bare(std::string(text.substr(equals + 1))))) {
    out.address = bare(std::string(text.substr(equals + 1)));
    out.url = text.substr(0, equals);
  }
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  const auto code = curl_url_set(parsed.get(), CURLUPART_URL, out.url.c_str(), 0);
  if (code != CURLUE_OK) return refusal(curl_url_strerror(code));
  if (part_of(parsed.get(), CURLUPART_SCHEME) != "https") return refusal("is not https");
  if (!part_of(parsed.get(), CURLUPART_USER).empty()) return refusal("has a user in it");
  out.host = bare(part_of(parsed.get(), CURLUPART_HOST));
  out.port = static_cast<std::uint16_t>(
      std::stoul(part_of(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)));
  if (!is_address(out.host) && (!dns_name::parse(out.host) || out.host.ends_with('.')))
    return refusal("has a host that is neither an address nor a host name");
  if (is_address(out.host) != out.address.empty())
    return refusal(out.address.empty() ? "has a name without its address" : "has an address twice");
  return out;
}

result<std::string, failure> parse_pin(std::string_view text) {
  const failure refused{"--doh-pin: \"" + std::string(text) + "\" is no pin",
                        "write sha256//BASE64, as this prints it: openssl x509 -in CERTIFICATE "
                        "-pubkey -noout | openssl pkey -pubin -outform der | openssl dgst "
                        "-sha256 -binary | base64"};
  if (!text.starts_with(pin_mark)) return refused;
  const auto digest = text.substr(pin_mark.size());
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (digest.size() != pin_characters || digest.find_first_not_of(letters) != pin_characters - 1 ||
      digest.back() != '=')
    return refused;
  return result<std::string, failure>(boost::system::in_place_value, text);
}

}  // namespace aviary
