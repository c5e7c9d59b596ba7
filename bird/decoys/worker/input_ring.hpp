#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "messages/bytes.hpp"
#include "messages/result.hpp"

// The last 64 KiB that a stranger sent on one connection, in memory that a worker shares with its
// parent. The worker writes octets here before anything parses them; when they kill it, the parent
// still has them for the report.
//
//   | octets written so far 8, host order | ring 65,536 |     octet n of the input is at n mod
//   65,536
//
// The parent reads only after the worker's end, and believes nothing but the memory's size.

namespace aviary {

class input_ring {
 public:
  static constexpr std::size_t octets_max = 64 * 1024;

  /// A ring in an anonymous file (memfd), mapped here and in every process forked from here.
  static result<input_ring, failure> create();

  void append(byte_view octets);
  /// Octets ever appended.
  std::uint64_t total() const;
  /// The last `octets_max` of them, oldest first.
  bytes contents() const;

 private:
  struct shared;
  struct unmap {
    void operator()(shared* memory) const;
  };

  explicit input_ring(shared* memory) : memory_(memory) {}

  std::unique_ptr<shared, unmap> memory_;
};

}  // namespace aviary
