#include "bird/transport/doh_trouble.hpp"

#include <algorithm>
#include <cctype>

#include "messages/bytes.hpp"
#include "messages/dns_message.hpp"
#include "messages/dns_name.hpp"
#include "messages/escape.hpp"

namespace aviary {
namespace {

constexpr std::string_view message_type = "application/dns-message";
constexpr std::size_t shown_octets_max = 120;
constexpr long status_ok = 200;
constexpr long status_too_many = 429;
constexpr long status_server_error = 500;

/// A server's octets as a line may hold them.
std::string shown(std::string_view text) {
  const auto safe = escape(as_bytes(text)).text;
  return std::string(cut_escaped(safe, shown_octets_max));
}

/// Parameters behind a semicolon say nothing here.
bool is_message(std::string_view type) {
  auto bare = std::string(type.substr(0, type.find(';')));
  while (bare.ends_with(' ') || bare.ends_with('\t')) bare.pop_back();
  std::ranges::transform(bare, bare.begin(), [](char one) {
    return static_cast<char>(lower_case(static_cast<std::uint8_t>(one)));
  });
  return bare == message_type;
}

std::string advice_for(long status) {
  if (status == 404 || status == 405 || (status >= 300 && status < 400))
    return "is the URL's path right?";
  if (status == 401 || status == 403) return "it must let this machine ask";
  if (status == status_too_many) return "it must let this machine ask more often";
  return "that is for whoever runs it";
}

}  // namespace

std::optional<doh_fault> fault_of_answer(long status, std::string_view type, std::size_t octets) {
  if (status != status_ok) {
    const auto what = "HTTP " + std::to_string(status);
    return doh_fault{what, "it answers with " + what + "; " + advice_for(status),
                     status == status_too_many || status >= status_server_error};
  }
  if (!is_message(type))
    return doh_fault{
        "type",
        "it answers with something else than DNS: " + (type.empty() ? "no type" : shown(type)) +
            "; does something stand in between, or is the URL's path wrong?",
        false};
  if (octets < dns_header_octets)
    return doh_fault{"short", "its answer is cut short; that is for whoever runs it", false};
  return std::nullopt;
}

doh_fault fault_of_transfer(CURLcode outcome, std::string_view detail) {
  const auto kind = "curl " + std::to_string(static_cast<int>(outcome));
  const auto words = detail.empty() ? std::string(curl_easy_strerror(outcome)) : shown(detail);
  switch (outcome) {
    case CURLE_WRITE_ERROR:
      return {kind,
              "its answer has more than " + std::to_string(doh_answer_octets_max) +
                  " octets; that is for whoever runs it",
              false};
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return {kind,
              "its key is another one than --doh-pin says; somebody stands in between, or the key "
              "is new",
              false};
    case CURLE_PEER_FAILED_VERIFICATION:
      return {kind,
              "its certificate is refused: " + words +
                  "; name its authority with --doh-ca or its key with --doh-pin, and see "
                  "that this machine's clock is right",
              false};
    case CURLE_SSL_CACERT_BADFILE:
      return {kind,
              "the file of --doh-ca cannot be used: " + words + "; it holds certificates, PEM",
              false};
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
      return {kind, words + "; is it there, and may this machine reach it?", false};
    default:
      return {kind, words + "; does it speak HTTPS there?", false};
  }
}

std::optional<std::string> doh_troubles::failed(const doh_fault& fault) {
  in_a_row_ = 0;
  if (!told_.insert(fault.kind).second) return std::nullopt;
  return fault.text;
}

bool doh_troubles::answered() {
  if (told_.empty() || ++in_a_row_ < answers_until_over) return false;
  told_.clear();
  in_a_row_ = 0;
  return true;
}

}  // namespace aviary
