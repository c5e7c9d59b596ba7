#include "bird/decoys/worker/input_ring.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "bird/decoys/unique_fd.hpp"

namespace aviary {

struct input_ring::shared {
  std::uint64_t total;
  std::uint8_t octets[octets_max];
};

void input_ring::unmap::operator()(shared* memory) const {
  ::munmap(memory, sizeof(shared));
}

result<input_ring, failure> input_ring::create() {
  const unique_fd file(::memfd_create("decoy-input", MFD_CLOEXEC));
  if (!file.open() || ::ftruncate(file.get(), sizeof(shared)) != 0)
    return failure{"no memory file for a connection's input: " + std::string(std::strerror(errno)),
                   "look at the limits on memory and open files"};
  void* memory = ::mmap(nullptr, sizeof(shared), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED)
    return failure{"a connection's input cannot be mapped: " + std::string(std::strerror(errno)),
                   "look at the limit on address space"};
  return input_ring(static_cast<shared*>(memory));
}

void input_ring::append(byte_view octets) {
  for (auto rest = octets; !rest.empty();) {
    const std::size_t at = memory_->total % octets_max;
    const auto piece = rest.first(std::min(rest.size(), octets_max - at));
    std::memcpy(memory_->octets + at, piece.data(), piece.size());
    memory_->total += piece.size();
    rest = rest.subspan(piece.size());
  }
}

std::uint64_t input_ring::total() const {
  return memory_->total;
}

bytes input_ring::contents() const {
  const auto total = memory_->total;
  const byte_view ring(memory_->octets, octets_max);
  if (total <= octets_max) return {ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(total)};
  const auto oldest = ring.begin() + static_cast<std::ptrdiff_t>(total % octets_max);
  bytes in_order(oldest, ring.end());
  in_order.insert(in_order.end(), ring.begin(), oldest);
  return in_order;
}

}  // namespace aviary
