#include "bird/bird_folder.hpp"

#include <sys/stat.h>

#include <utility>

#include "messages/hex.hpp"
#include "storage/small_file.hpp"

namespace aviary {
namespace {

constexpr std::size_t file_octets_max = 4096;
constexpr const char* settings_file = "settings.json";
constexpr const char* asked_file = "asked.json";
constexpr const char* registration_file = "registration.json";
constexpr const char* paths_file_name = "paths.json";

failure not_understood(const std::filesystem::path& path) {
  return {path.string() + " is not understood",
          "put it back from a backup, or reset the bird: aviary-bird factory-reset"};
}

/// Nothing when there is no such file.
result<std::optional<json_object>, failure> read_json(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return std::optional<json_object>();
    return system_failure("read", path, errno);
  }
  if ((status.st_mode & 077) != 0)
    return failure{path.string() + " may be read by others",
                   "if nobody did, take that right away with: chmod 600 " + path.string()};
  const auto content = read_small_file(path, file_octets_max);
  if (!content) return content.error();
  auto parsed = parse_json(as_text(*content));
  if (!parsed || !parsed->is_object()) return not_understood(path);
  return std::optional<json_object>(std::move(parsed->get_object()));
}

/// All of the new content or all of the old, whatever happens in between.
result<void, failure> replace(const std::filesystem::path& path, const json_object& content) {
  const auto next = std::filesystem::path(path).concat(".next");
  std::error_code error;
  std::filesystem::remove(next, error);
  const auto written = write_new_file(next, as_bytes(serialize_json(content) + '\n'), 0600);
  if (!written) return written.error();
  std::filesystem::rename(next, path, error);
  if (error) return system_failure("replace", path, error.value());
  return sync_folder(path.parent_path());
}

template <class Secret>
std::optional<Secret> secret_from(const json_object& object, std::string_view member) {
  const auto octets = from_hex(find_text(object, member).value_or(""));
  if (!octets || octets->size() != Secret::size) return {};
  return Secret(std::span<const std::uint8_t, Secret::size>(*octets));
}

std::optional<bird_registration> registration_from(const json_object& object) {
  const auto zone = zone_name::parse(find_text(object, "zone").value_or(""));
  const auto tag = find_uint(object, "tag");
  const auto number = find_uint(object, "number");
  const auto root = secret_from<root_key>(object, "root");
  const auto updates = octets_from_hex<update_key>(find_text(object, "updates").value_or(""));
  if (!zone || !tag || !number || !root || !updates) return {};
  return bird_registration{*zone,
                           {static_cast<std::uint32_t>(*tag)},
                           {static_cast<std::uint32_t>(*number)},
                           *root,
                           *updates};
}

}  // namespace

result<bird_folder, failure> bird_folder::open(const std::filesystem::path& path) {
  auto folder = data_folder::open(path, data_role::bird);
  if (!folder) return folder.error();
  return bird_folder(*std::move(folder));
}

result<std::optional<bird_settings>, failure> bird_folder::settings() const {
  const auto object = read_json(file(settings_file));
  if (!object) return object.error();
  if (!*object) return std::optional<bird_settings>();
  const auto name = find_text(**object, "name");
  const auto location = find_text(**object, "location");
  if (!name || !location) return not_understood(file(settings_file));
  return std::optional(bird_settings{std::string(*name), std::string(*location)});
}

result<void, failure> bird_folder::save(const bird_settings& settings) const {
  json_object out;
  out["name"] = settings.name;
  out["location"] = settings.location;
  return replace(file(settings_file), out);
}

result<std::optional<key_seed>, failure> bird_folder::asked() const {
  const auto object = read_json(file(asked_file));
  if (!object) return object.error();
  if (!*object) return std::optional<key_seed>();
  const auto seed = secret_from<key_seed>(**object, "seed");
  if (!seed) return not_understood(file(asked_file));
  return std::optional<key_seed>(*seed);
}

result<void, failure> bird_folder::save_asked(const key_seed& seed) const {
  json_object out;
  out["seed"] = to_hex(seed.view());
  return replace(file(asked_file), out);
}

result<std::optional<bird_registration>, failure> bird_folder::registration() const {
  const auto object = read_json(file(registration_file));
  if (!object) return object.error();
  if (!*object) return std::optional<bird_registration>();
  auto registration = registration_from(**object);
  if (!registration) return not_understood(file(registration_file));
  return registration;
}

result<void, failure> bird_folder::save(const bird_registration& registration) const {
  json_object out;
  out["zone"] = registration.zone.text();
  out["tag"] = registration.tag.value;
  out["number"] = registration.number.value;
  out["root"] = to_hex(registration.root.view());
  out["updates"] = to_hex(registration.updates.value);
  const auto saved = replace(file(registration_file), out);
  if (!saved) return saved.error();
  std::error_code ignored;  // an answer that is given again is refused by its number
  std::filesystem::remove(file(asked_file), ignored);
  return {};
}

result<json_object, failure> bird_folder::paths() const {
  auto object = read_json(file(paths_file_name));
  if (!object) return object.error();
  return *object ? **std::move(object) : json_object{};
}

result<void, failure> bird_folder::save_paths(const json_object& paths) const {
  return replace(file(paths_file_name), paths);
}

result<void, failure> bird_folder::reset() const {
  // The decoys' host keys go as well: whoever recorded them would know the bird elsewhere.
  for (const auto& path : {file(registration_file), file(asked_file), file(settings_file),
                           file(paths_file_name), log(), folder_.path() / "decoys"}) {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    if (error) return system_failure("remove", path, error.value());
  }
  return sync_folder(folder_.path());
}

}  // namespace aviary
