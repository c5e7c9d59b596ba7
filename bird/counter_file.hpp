#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "bird/transport/counter_source.hpp"
#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"

// What a bird must never forget, not even by a factory reset: who it is, how often it started, how
// often it was registered, and which counters it may have used. Not a stream, because it must
// outlive the log.
//
//     file, 1,024 octets:   | slot 512 | slot 512 |
//     slot: | "aviary counter" 14 | version 2 | generation 8 | bird_id 16 | boot number 4 |
//           | registration_no 4 | counter limit 8 | BLAKE2b-128 of all before 16 | zeros |
//
// Every write goes to the older slot and is synced before it counts, so that a torn write leaves
// the other. Writing in place needs no free space: a full disk does not silence a bird. Counters
// are reserved in blocks; a start goes on at the limit, so at most one block is lost by each, and
// an idle bird syncs less than six times a day. When the disk refuses a write the process ends: to
// go on could use one nonce twice.
//
// A counter that comes again, because the disk is a copy or was put back, is not noticed here; the
// sender is told of it by the console.

namespace aviary {

class counter_file final : public counter_source {
 public:
  /// Counters for each sync of the disk.
  static constexpr std::uint64_t block = 1024;
  static constexpr std::uint16_t version = 1;
  static constexpr std::size_t slot_octets = 512;

  /// Makes the file of a new bird; there must be none.
  static result<void, failure> create(const std::filesystem::path& path, const bird_id& bird);
  /// Opens it and keeps every other process out for as long as this lives.
  static result<counter_file, failure> open(const std::filesystem::path& path);

  counter_file(counter_file&& other) noexcept;
  counter_file& operator=(counter_file&&) = delete;
  ~counter_file() override;

  const bird_id& bird() const { return bird_; }
  boot_number boot() const { return boot_; }
  registration_no registration() const { return registration_; }
  /// The next counter, for a registration request.
  counter peek() const { return next_; }

  /// One more life of the process begins.
  boot_number begin_boot();
  /// The console gave this number.
  void registered(registration_no number);

  // -- counter_source -----------------------------------------------------------------------------

  counter next() override;
  bool raise_above(counter highest) override;

 private:
  explicit counter_file(int file) : file_(file) {}
  bool read_slots(byte_view content);
  void write_slot();

  int file_;
  std::uint64_t generation_ = 0;
  bird_id bird_{};
  boot_number boot_{};
  registration_no registration_{};
  counter limit_{};  // no counter from here on was given out
  counter next_{};
};

}  // namespace aviary
