#include "bird/paths_file.hpp"

#include <utility>

namespace aviary {

paths_file::paths_file(bird_folder folder, std::vector<std::string> resolvers,
                       std::function<void(const std::string&)> say)
    : folder_(std::move(folder)),
      resolvers_(std::move(resolvers)),
      say_(std::move(say)),
      known_(resolvers_.size()) {
  const auto stored = folder_.paths();
  if (!stored) say_(stored.error().what + "; the paths are probed anew");
  const auto paths = known_paths_from_json(stored ? *stored : json_object{});
  for (std::size_t i = 0; i < resolvers_.size(); ++i)
    if (const auto one = paths.find(resolvers_[i]); one != paths.end()) known_[i] = one->second;
}

void paths_file::keep(std::size_t resolver, const path_findings& found) {
  known_.at(resolver) = found;
  known_paths paths;
  for (std::size_t i = 0; i < resolvers_.size(); ++i)
    if (known_[i]) paths.emplace(resolvers_[i], *known_[i]);
  if (const auto saved = folder_.save_paths(to_json(paths)); !saved) say_(saved.error().what);
}

}  // namespace aviary
