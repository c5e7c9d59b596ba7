#pragma once

#include <string>
#include <string_view>
#include <vector>

// "Did you mean --resolver?": the nearest word of a list, for errors about words that are not in
// it.

namespace aviary {

/// The candidate with the fewest edits (insertions, deletions, replacements; Levenshtein 1966) from
/// `word`, or empty when none is near: more than a third of the word would have to change.
std::string closest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace aviary
