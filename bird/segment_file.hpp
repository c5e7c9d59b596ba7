#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "messages/answer_code.hpp"
#include "messages/bytes.hpp"
#include "messages/result.hpp"
#include "messages/segment.hpp"

// The segments of one object until it is whole, in a file beside where it will lie:
//
//     TARGET.part    | "aviary part 1\n" 14 | id 4 | nonce 16 | octets 4 | code 1 | each 2 |
//                    then for each segment, as it came:   | number 3 | check 8 | piece |
//
// The check is BLAKE2b-64 of number and piece. Records are only added, so what a power cut leaves
// is a whole head of them: from the first one that is cut short or wrong, the file is cut off, and
// those segments are pulled again.

namespace aviary {

class segment_file {
 public:
  /// Goes on with TARGET.part, or begins it; what is there of another object, or cut for other
  /// answers, is thrown away. Refuses when the target is there, when the part is some other file,
  /// and when another process has it open. `each`: octets of a segment.
  static result<segment_file, failure> open(const std::filesystem::path& target,
                                            const object_description& object, answer_code code,
                                            std::size_t each);

  segment_file(segment_file&& other) noexcept;
  segment_file& operator=(segment_file&&) = delete;
  ~segment_file();

  /// For each segment whether it is there.
  const std::vector<bool>& stored() const { return stored_; }

  /// Adds one that is not there. `durable`: not before it is on the disk.
  result<void, failure> store(segment_number number, byte_view piece, bool durable);

  /// All are there: writes the target, durable, and removes the part.
  result<void, failure> finish();

 private:
  segment_file(int file, std::filesystem::path target, const object_description& object,
               std::size_t each);
  struct record {
    segment_number number{};
    std::size_t offset = 0;  // in the object
    byte_view piece;
  };

  result<segment_file, failure> begun(byte_view head);
  result<bytes, failure> read() const;
  std::optional<record> next_record(byte_reader& in) const;
  std::size_t read_records(byte_view content);

  int file_;
  std::filesystem::path target_;
  object_description object_;
  std::size_t each_;
  std::vector<bool> stored_;
};

}  // namespace aviary
