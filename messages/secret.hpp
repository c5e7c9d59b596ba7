#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// Octets that must not outlive their use. A secret wipes itself, compares in constant time, and has
// neither an order nor a way to be printed: a log line or a test failure that shows a key does not
// compile. It does not lock its page: swap is the operator's business.

namespace aviary {

/// Overwrites, in a way that no optimiser removes.
void wipe(std::span<std::uint8_t> octets);

/// Compares without telling by its duration where two secrets of one size differ.
bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

/// A fixed run of secret octets with a meaning. `Tag` keeps two keys of one size apart.
template <class Tag, std::size_t Size>
class secret {
 public:
  static constexpr std::size_t size = Size;

  secret() = default;
  explicit secret(std::span<const std::uint8_t, Size> octets) {
    for (std::size_t i = 0; i < Size; ++i) value_[i] = octets[i];
  }
  secret(const secret&) = default;
  secret& operator=(const secret&) = default;
  ~secret() { wipe(value_); }

  /// Built in place: `fill(std::uint8_t*)` writes all `Size` octets, so that no copy stays behind.
  template <class Fill>
  static secret filled_by(Fill&& fill) {
    secret made;
    fill(made.value_.data());
    return made;
  }

  /// The octets, for as long as this secret lives.
  std::span<const std::uint8_t, Size> view() const { return value_; }

  friend bool operator==(const secret& a, const secret& b) {
    return equal_in_constant_time(a.value_, b.value_);
  }

 private:
  std::array<std::uint8_t, Size> value_{};
};

}  // namespace aviary
