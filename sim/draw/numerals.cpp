#include "sim/draw/numerals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace aviary {
namespace {

constexpr double minute = 60;
constexpr double hour = 3600;

/// Beyond this a run is better told in minutes.
constexpr double seconds_shown_max = 600;

/// Beyond this nobody counts digits any more.
constexpr double counted_max = 1e15;

std::string fixed(double value, int decimals) {
  std::array<char, 400> text{};  // the largest double has 309 digits
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

std::string exponential(double value, int decimals) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.*e", decimals, value);
  return text.data();
}

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == text.npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// Commas between thousands before the point.
std::string grouped(std::string text) {
  const auto first = static_cast<std::size_t>(text.starts_with('-') ? 1 : 0);
  for (auto at = std::min(text.find('.'), text.size()); at > first + 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace

std::string counted(std::uint64_t number) {
  return grouped(std::to_string(number));
}

std::string rounded(double value, int digits) {
  if (!std::isfinite(value)) return "-";
  if (value == 0) return "0";
  if (std::abs(value) >= counted_max) return exponential(value, digits - 1);
  const auto magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
  const auto text = fixed(value, std::clamp(digits - 1 - magnitude, 0, 12));
  return grouped(without_trailing_zeros(text));
}

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds)) return "-";
  if (seconds < 0.0995) return rounded(seconds * 1000) + " ms";
  if (seconds <= seconds_shown_max) return rounded(seconds) + " s";
  if (seconds < 2 * hour) return rounded(seconds / minute) + " min";
  return rounded(seconds / hour) + " h";
}

std::string clock_text(instant::duration since_start) {
  const auto seconds = std::chrono::duration<double>(since_start).count();
  if (std::abs(seconds) < 0.99995) return without_trailing_zeros(fixed(seconds * 1000, 1)) + " ms";
  if (std::abs(seconds) < 10 * minute) return fixed(seconds, 3) + " s";
  const auto minutes = std::floor(seconds / minute);
  return grouped(fixed(minutes, 0)) + " min " + fixed(seconds - minutes * minute, 1) + " s";
}

std::string percent_text(double share) {
  if (!std::isfinite(share)) return "-";
  const auto text = rounded(share * 100, 3);
  return (share < 1 && text == "100" ? ">99.9" : text) + " %";
}

std::string plain_number(double value) {
  return std::isfinite(value) ? without_trailing_zeros(fixed(value, 6)) : "0";
}

std::string pixels(double value) {
  const auto text = without_trailing_zeros(fixed(std::isfinite(value) ? value : 0, 1));
  return text == "-0" ? "0" : text;
}

}  // namespace aviary
