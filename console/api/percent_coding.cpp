#include "console/api/percent_coding.hpp"

#include <charconv>

namespace aviary {
namespace {

constexpr std::string_view unreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view digits = "0123456789ABCDEF";

}  // namespace

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += {'%', digits[octet >> 4], digits[octet & 15]};
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto pair = text.substr(1, 2);
    unsigned octet = 0;
    const bool escape =
        text.front() == '%' && pair.size() == 2 &&
        std::from_chars(pair.data(), pair.data() + 2, octet, 16).ptr == pair.data() + 2;
    out += escape ? static_cast<char>(octet) : text.front();
    text.remove_prefix(escape ? 3 : 1);
  }
  return out;
}

}  // namespace aviary
