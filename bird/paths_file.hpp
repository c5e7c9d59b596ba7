#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bird/bird_folder.hpp"
#include "bird/path_memory.hpp"

// What was found out about the paths through a bird's resolvers, in its folder: `paths.json`, an
// object with a member for each resolver's address. A resolver that is not used any more is
// forgotten with the next finding.

namespace aviary {

class paths_file final : public path_memory {
 public:
  /// `resolvers` are addresses as text, by their ordinals; `say` gets a line when the file is of no
  /// use or cannot be written, which is no reason to end.
  paths_file(bird_folder folder, std::vector<std::string> resolvers,
             std::function<void(const std::string&)> say);

  /// Of each resolver, what the file says.
  const std::vector<std::optional<path_findings>>& known() const { return known_; }
  void keep(std::size_t resolver, const path_findings& found) override;

 private:
  bird_folder folder_;
  std::vector<std::string> resolvers_;
  std::function<void(const std::string&)> say_;
  std::vector<std::optional<path_findings>> known_;
};

}  // namespace aviary
