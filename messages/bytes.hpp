#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// Octets, owned and borrowed, and the two cursors that every big-endian layout of the project is
// written and read with.

namespace aviary {

using bytes = std::vector<std::uint8_t>;
using byte_view = std::span<const std::uint8_t>;

inline byte_view as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(byte_view octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

/// Appends big-endian integers and octets to a buffer that outlives it.
class byte_writer {
 public:
  explicit byte_writer(bytes& out) : out_(out) {}

  /// Appends the low `octets` octets of `value`, most significant first.
  void uint(std::uint64_t value, std::size_t octets) {
    for (std::size_t i = octets; i-- > 0;)
      out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void u8(std::uint8_t value) { uint(value, 1); }
  void u16(std::uint16_t value) { uint(value, 2); }
  void u32(std::uint32_t value) { uint(value, 4); }
  void u64(std::uint64_t value) { uint(value, 8); }
  void octets(byte_view value) { out_.insert(out_.end(), value.begin(), value.end()); }

 private:
  bytes& out_;
};

/// Reads big-endian integers and octets. Reading past the end yields zeros and an empty view and
/// leaves `ok()` false for good, so a parser reads its whole layout and asks once.
class byte_reader {
 public:
  explicit byte_reader(byte_view in) : in_(in) {}

  std::uint64_t uint(std::size_t octets_count) {
    std::uint64_t value = 0;
    for (auto octet : octets(octets_count)) value = value << 8 | octet;
    return value;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(uint(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(uint(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(uint(4)); }
  std::uint64_t u64() { return uint(8); }

  byte_view octets(std::size_t count) {
    if (count > in_.size()) {
      ok_ = false;
      in_ = {};
      return {};
    }
    const auto head = in_.first(count);
    in_ = in_.subspan(count);
    return head;
  }

  byte_view rest() { return octets(in_.size()); }
  std::size_t remaining() const { return in_.size(); }
  bool ok() const { return ok_; }
  /// True when the layout was read without running short and nothing is left over.
  bool complete() const { return ok_ && in_.empty(); }

 private:
  byte_view in_;
  bool ok_ = true;
};

}  // namespace aviary
