#include "bird/counter_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "messages/bytes.hpp"
#include "messages/hash.hpp"
#include "messages/invariant.hpp"

namespace aviary {

namespace {

constexpr std::string_view magic = "aviary counter";
constexpr std::size_t check_octets = 16;
constexpr std::size_t file_octets = 2 * counter_file::slot_octets;
constexpr std::size_t checked_octets = magic.size() + 2 + 8 + bird_id::size + 4 + 4 + 8;
static_assert(checked_octets + check_octets <= counter_file::slot_octets);

struct slot {
  std::uint16_t version = counter_file::version;
  std::uint64_t generation = 0;
  bird_id bird{};
  boot_number boot{};
  registration_no registration{};
  counter limit{};
};

std::array<std::uint8_t, check_octets> check_of(byte_view octets) {
  return blake2b<check_octets>({}, {octets});
}

bytes encode(const slot& value) {
  bytes octets;
  byte_writer out(octets);
  out.octets(as_bytes(magic));
  out.u16(value.version);
  out.u64(value.generation);
  out.octets(value.bird.value);
  out.u32(value.boot.value);
  out.u32(value.registration.value);
  out.u64(value.limit.value);
  const auto check = check_of(octets);
  out.octets(check);
  octets.resize(counter_file::slot_octets);
  return octets;
}

bool has_magic(byte_view octets) {
  return octets.size() >= magic.size() && as_text(octets.first(magic.size())) == magic;
}

// Nothing for a slot that was torn or never written. A newer version may lay out the rest as it
// likes, so of that only the version is read.
std::optional<slot> decode(byte_view octets) {
  if (!has_magic(octets)) return {};
  byte_reader in(octets.subspan(magic.size()));
  slot value;
  value.version = in.u16();
  if (value.version > counter_file::version) return value;
  value.generation = in.u64();
  std::ranges::copy(in.octets(bird_id::size), value.bird.value.begin());
  value.boot.value = in.u32();
  value.registration.value = in.u32();
  value.limit.value = in.u64();
  const auto check = in.octets(check_octets);
  if (!in.ok() || !std::ranges::equal(check, check_of(octets.first(checked_octets)))) return {};
  return value;
}

failure failed(std::string what, const std::filesystem::path& path, std::string hint) {
  return {what + " " + path.string() + ": " + std::strerror(errno), std::move(hint)};
}

bool write_all(int file, byte_view octets, off_t offset) {
  while (!octets.empty()) {
    const auto written = ::pwrite(file, octets.data(), octets.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    octets = octets.subspan(static_cast<std::size_t>(written));
    offset += written;
  }
  return true;
}

bytes read_all(int file) {
  bytes content(file_octets + 1);
  std::size_t size = 0;
  while (size < content.size()) {
    const auto got =
        ::pread(file, content.data() + size, content.size() - size, static_cast<off_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  content.resize(size);
  return content;
}

// A new name is durable once its folder is synced.
bool sync_folder(const std::filesystem::path& folder) {
  const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) return false;
  const bool synced = ::fsync(opened) == 0;
  ::close(opened);
  return synced;
}

}  // namespace

// -- making and opening ---------------------------------------------------------------------------

// Written under another name first: a half-made file would be refused for ever.
result<void, failure> counter_file::create(const std::filesystem::path& path, const bird_id& bird) {
  auto draft = path;
  draft += ".new";
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const std::string hint = "check the folder's owner, its free space and its mount options";
  if (file < 0) return failed("cannot write", draft, hint);
  bytes content;
  for (const std::uint64_t generation : {0u, 1u}) {
    slot value;
    value.generation = generation;
    value.bird = bird;
    value.limit = {1};
    const auto octets = encode(value);
    content.insert(content.end(), octets.begin(), octets.end());
  }
  const bool written = write_all(file, content, 0) && ::fsync(file) == 0;
  ::close(file);
  if (!written) return failed("cannot write", draft, hint);
  const bool linked = ::link(draft.c_str(), path.c_str()) == 0;  // unlike rename: replaces nothing
  const auto why = errno;
  ::unlink(draft.c_str());
  errno = why;
  if (!linked)
    return failed("cannot make", path, "a bird's counter file is made once; keep the one there is");
  if (!sync_folder(path.parent_path())) return failed("cannot sync the folder of", path, hint);
  return boost::system::in_place_value;
}

result<counter_file, failure> counter_file::open(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0)
    return failed("cannot open", path,
                  "put it back, or set a new bird up in another folder: aviary-bird init");
  counter_file opened(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0)
    return failure{path.string() + " is in use by another process",
                   "stop the other aviary-bird first: two would seal under one counter"};
  const auto content = read_all(file);
  const auto half = std::min(content.size(), slot_octets);
  const byte_view first = byte_view(content).first(half);
  const byte_view second = byte_view(content).subspan(half);
  if (content.size() != file_octets || (!has_magic(first) && !has_magic(second)))
    return failure{path.string() + " is not a counter file",
                   "something else lies in its place; put the bird's own file back"};
  for (const auto& half_slot : {decode(first), decode(second)})
    if (half_slot && half_slot->version > version)
      return failure{path.string() + " was written by a newer aviary-bird (version " +
                         std::to_string(half_slot->version) + " of the file)",
                     "start the newer program; an older one must not go on counting"};
  if (!opened.read_slots(content))
    return failure{path.string() + " is damaged: neither of its two copies is whole",
                   "revoke this bird at the console and register it anew with a new file"};
  return opened;
}

bool counter_file::read_slots(byte_view content) {
  const auto first = decode(content.first(slot_octets));
  const auto second = decode(content.subspan(slot_octets));
  if (!first && !second) return false;
  const auto& newest =
      !second || (first && first->generation > second->generation) ? first : second;
  generation_ = newest->generation;
  bird_ = newest->bird;
  boot_ = newest->boot;
  registration_ = newest->registration;
  limit_ = newest->limit;
  // The other copy may have been the newer one and gone bad since: skip what it may have reserved.
  if (!first || !second) limit_.value += block;
  next_ = limit_;
  return true;
}

counter_file::counter_file(counter_file&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      generation_(other.generation_),
      bird_(other.bird_),
      boot_(other.boot_),
      registration_(other.registration_),
      limit_(other.limit_),
      next_(other.next_) {}

counter_file::~counter_file() {
  if (file_ >= 0) ::close(file_);
}

// -- what changes ---------------------------------------------------------------------------------

boot_number counter_file::begin_boot() {
  ++boot_.value;
  limit_.value += block;
  write_slot();
  return boot_;
}

void counter_file::registered(registration_no number) {
  registration_ = number;
  write_slot();
}

counter counter_file::next() {
  if (next_ == limit_) {
    limit_.value += block;
    write_slot();
  }
  return {next_.value++};
}

bool counter_file::raise_above(counter highest) {
  if (next_ > highest) return false;
  next_ = {highest.value + 1};
  limit_ = {next_.value + block};
  write_slot();
  return true;
}

void counter_file::write_slot() {
  ++generation_;
  slot value;
  value.generation = generation_;
  value.bird = bird_;
  value.boot = boot_;
  value.registration = registration_;
  value.limit = limit_;
  const auto offset = static_cast<off_t>(generation_ % 2 * slot_octets);
  const bool durable = write_all(file_, encode(value), offset) && ::fdatasync(file_) == 0;
  AVIARY_INVARIANT(durable, "a counter is durable before it is used");
}

}  // namespace aviary
