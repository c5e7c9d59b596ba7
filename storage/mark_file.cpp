#include "storage/mark_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "storage/small_file.hpp"

namespace aviary {

namespace {

// The file is two slots of 4096 octets, the size of a disk's sector, written in turn. A slot:
//
//    0            8             24         32        64               96
//   +------------+-------------+----------+---------+----------------+-------+
//   | "aviarymk" | incarnation | position | chain   | BLAKE2b-256 of | zeros |
//   |            |             |          |         | all before it  |       |
//   +------------+-------------+----------+---------+----------------+-------+
constexpr std::size_t slot_octets = 4096;
constexpr std::string_view magic = "aviarymk";
constexpr std::size_t summed_octets = 64;

bytes encode(const mark& from) {
  bytes slot;
  byte_writer out(slot);
  out.octets(as_bytes(magic));
  out.octets(from.id.value);
  out.u64(from.acknowledged.at.value);
  out.octets(from.acknowledged.chain.value);
  out.octets(hash_payload(slot).value);
  slot.resize(slot_octets);
  return slot;
}

std::optional<mark> decode(byte_view slot) {
  if (slot.size() != slot_octets) return std::nullopt;
  const auto sum = hash_payload(slot.first(summed_octets));
  const auto stored_sum = slot.subspan(summed_octets, sum.size);
  if (!std::equal(sum.value.begin(), sum.value.end(), stored_sum.begin())) return std::nullopt;
  byte_reader in(slot);
  if (as_text(in.octets(magic.size())) != magic) return std::nullopt;
  mark out;
  std::ranges::copy(in.octets(out.id.size), out.id.value.begin());
  out.acknowledged.at = {in.u64()};
  std::ranges::copy(in.octets(out.acknowledged.chain.size), out.acknowledged.chain.value.begin());
  return out;
}

}  // namespace

result<mark_file, failure> mark_file::create(const std::filesystem::path& path, const mark& first) {
  std::error_code gone_already;
  std::filesystem::remove(path, gone_already);
  auto content = encode(first);
  content.resize(2 * slot_octets);
  if (const auto written = write_new_file(path, content, 0600); !written) return written.error();
  return open(path);
}

result<mark_file, failure> mark_file::open(const std::filesystem::path& path) {
  const auto content = read_small_file(path, 2 * slot_octets);
  if (!content) return content.error();
  std::optional<mark> newest;
  std::size_t slot = 0;
  for (std::size_t i = 0; (i + 1) * slot_octets <= content->size(); i++) {
    const auto found = decode(byte_view(*content).subspan(i * slot_octets, slot_octets));
    if (!found || (newest && found->acknowledged.at < newest->acknowledged.at)) continue;
    newest = found;
    slot = i;
  }
  if (!newest)
    return failure{"the mark " + path.string() +
                       " is damaged, so nobody can tell whether its log "
                       "is whole",
                   "Restore the newest backup, or start once with --accept-loss to go on with the "
                   "log as it is."};
  const auto fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return system_failure("write", path, errno);
  return mark_file(fd, slot, *newest);
}

mark_file::~mark_file() {
  if (fd_ >= 0) close(fd_);
}

int mark_file::write(const mark& next) {
  const auto slot = 1 - slot_;
  const auto content = encode(next);
  const auto written =
      pwrite(fd_, content.data(), content.size(), static_cast<off_t>(slot * slot_octets));
  if (written < 0) return errno;
  if (written != static_cast<ssize_t>(content.size())) return EIO;
  if (fdatasync(fd_) != 0) return errno;
  slot_ = slot;
  value_ = next;
  return 0;
}

}  // namespace aviary
