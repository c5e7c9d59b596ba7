#include "bird/segment_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "messages/hash.hpp"
#include "messages/invariant.hpp"
#include "storage/small_file.hpp"

namespace aviary {
namespace {

constexpr std::string_view magic = "aviary part 1\n";
constexpr std::size_t head_octets = magic.size() + 4 + object_nonce::size + 4 + 1 + 2;
constexpr std::size_t number_octets = 3;
constexpr std::size_t check_octets = 8;
constexpr std::size_t record_head_octets = number_octets + check_octets;

bytes head_of(const object_description& object, answer_code code, std::size_t each) {
  bytes head;
  byte_writer out(head);
  out.octets(as_bytes(magic));
  out.u32(object.id.value);
  out.octets(object.nonce.value);
  out.u32(object.octets);
  out.u8(static_cast<std::uint8_t>(code));
  out.u16(static_cast<std::uint16_t>(each));
  return head;
}

std::array<std::uint8_t, check_octets> check_of(segment_number number, byte_view piece) {
  return blake2b<check_octets>({}, {big_endian(number.value), piece});
}

std::filesystem::path part_of(const std::filesystem::path& target) {
  return target.string() + ".part";
}

}  // namespace

segment_file::segment_file(int file, std::filesystem::path target, const object_description& object,
                           std::size_t each)
    : file_(file),
      target_(std::move(target)),
      object_(object),
      each_(each),
      stored_(segment_count(object.octets, each)) {}

segment_file::segment_file(segment_file&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      target_(std::move(other.target_)),
      object_(other.object_),
      each_(other.each_),
      stored_(std::move(other.stored_)) {}

segment_file::~segment_file() {
  if (file_ >= 0) close(file_);
}

result<segment_file, failure> segment_file::open(const std::filesystem::path& target,
                                                 const object_description& object, answer_code code,
                                                 std::size_t each) {
  const auto part = part_of(target);
  const int file = ::open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return system_failure("open", part, errno);
  segment_file out(file, target, object, each);
  struct stat status {};
  if (flock(file, LOCK_EX | LOCK_NB) != 0 || fstat(file, &status) != 0 || status.st_nlink == 0)
    return failure{part.string() + " is being written by another process",
                   "wait for it, or name another file"};
  std::error_code ignored;
  if (std::filesystem::exists(target, ignored)) {
    if (status.st_size == 0) unlink(part.c_str());
    return failure{target.string() + " is there already", "remove it, or name another file"};
  }
  const auto head = head_of(object, code, each);
  if (status.st_size == 0) return out.begun(head);
  auto content = out.read();
  if (!content) return content.error();
  const byte_view octets(*content);
  if (!as_text(octets).starts_with(magic))
    return failure{part.string() + " is no part of an object",
                   "remove it if it is not needed, or name another file"};
  if (octets.size() < head.size() || !std::ranges::equal(octets.first(head.size()), head))
    return out.begun(head);
  const auto end = head.size() + out.read_records(octets.subspan(head.size()));
  if (ftruncate(file, static_cast<off_t>(end)) != 0 || lseek(file, 0, SEEK_END) < 0)
    return system_failure("write", part, errno);
  return out;
}

/// The file, empty but for its head.
result<segment_file, failure> segment_file::begun(byte_view head) {
  if (ftruncate(file_, 0) != 0 || !write_all(file_, head) || fsync(file_) != 0)
    return system_failure("write", part_of(target_), errno);
  const auto folder = target_.parent_path();
  if (const auto synced = sync_folder(folder.empty() ? "." : folder); !synced)
    return synced.error();
  return std::move(*this);
}

/// What is in the file, of which no more can be records than there are segments.
result<bytes, failure> segment_file::read() const {
  bytes content(head_octets + object_.octets + stored_.size() * record_head_octets);
  std::size_t size = 0;
  while (size < content.size()) {
    const auto got =
        pread(file_, content.data() + size, content.size() - size, static_cast<off_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read", part_of(target_), errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  return content;
}

/// The next record that is whole and right.
std::optional<segment_file::record> segment_file::next_record(byte_reader& in) const {
  const segment_number number{static_cast<std::uint32_t>(in.uint(number_octets))};
  const auto check = in.octets(check_octets);
  if (!in.ok() || number.value >= stored_.size()) return std::nullopt;
  const auto place = place_of_segment(object_.octets, each_, number);
  const auto piece = in.octets(place.octets);
  if (!in.ok() || !std::ranges::equal(check, check_of(number, piece))) return std::nullopt;
  return record{number, place.offset, piece};
}

/// Octets of the records that are whole and right.
std::size_t segment_file::read_records(byte_view content) {
  byte_reader in(content);
  std::size_t read = 0;
  while (const auto one = next_record(in)) {
    stored_[one->number.value] = true;
    read = content.size() - in.remaining();
  }
  return read;
}

result<void, failure> segment_file::store(segment_number number, byte_view piece, bool durable) {
  AVIARY_INVARIANT(!stored_.at(number.value), "each segment is stored once");
  bytes octets;
  byte_writer out(octets);
  out.uint(number.value, number_octets);
  out.octets(check_of(number, piece));
  out.octets(piece);
  if (!write_all(file_, octets) || (durable && fdatasync(file_) != 0))
    return system_failure("write", part_of(target_), errno);
  stored_[number.value] = true;
  return {};
}

result<void, failure> segment_file::finish() {
  AVIARY_INVARIANT(std::ranges::count(stored_, false) == 0, "all segments are there");
  const auto content = read();
  if (!content) return content.error();
  bytes whole(object_.octets);
  std::vector<bool> placed(stored_.size());
  byte_reader in(*content);
  in.octets(head_octets);
  while (const auto one = next_record(in)) {
    std::ranges::copy(one->piece, whole.begin() + static_cast<std::ptrdiff_t>(one->offset));
    placed[one->number.value] = true;
  }
  const auto part = part_of(target_);
  if (std::ranges::count(placed, false) > 0)
    return failure{part.string() + " was changed by somebody else", "run it again"};
  if (const auto made = write_new_file(target_, whole, 0600); !made) return made.error();
  unlink(part.c_str());
  return {};
}

}  // namespace aviary
