#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "messages/json.hpp"

// JSON as a report may hold it: every text escaped where it is odd (`escape`), nothing nested too
// deep. Nothing is lost by it: what is nested deeper becomes its own JSON text (whose escapes are
// then not listed), a number that is not finite becomes text, and two names that become one by
// escaping are kept apart.

namespace aviary {

/// The token of a JSON pointer (RFC 6901 section 3): `~` is written `~0`, `/` is written `~1`.
std::string pointer_token(std::string_view name);

/// `value` made clean; what is clean stays as it is.
/// `pointer`: where the value stands, for `escaped`, which gets the place of every text that was
/// escaped. When only the name of a member is odd, both name and text are in escaped form.
/// `depth`: arrays and objects that may still be nested in each other, this one included.
json_value clean_json(const json_value& value, const std::string& pointer, std::size_t depth,
                      std::vector<std::string>& escaped);

}  // namespace aviary
