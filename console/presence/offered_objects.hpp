#pragma once

#include <cstddef>
#include <optional>

#include "messages/answer_code.hpp"
#include "messages/bytes.hpp"
#include "messages/key_schedule.hpp"
#include "messages/request.hpp"

namespace aviary {

/// The segment that a pull asks for, sealed for the bird of this root; nothing when no such object
/// is offered or it has no such segment. `name_octets`: of the query, which leaves the answer the
/// less room. Today there is the test object and no other.
std::optional<bytes> offered_segment(const root_key& root, const pull_request& pull,
                                     answer_code code, std::size_t name_octets);

}  // namespace aviary
