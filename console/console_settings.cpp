#include "console/console_settings.hpp"

#include "messages/hex.hpp"
#include "messages/json.hpp"
#include "storage/small_file.hpp"

namespace aviary {
namespace {

constexpr std::size_t file_octets_max = 16 * 1024;

}  // namespace

result<void, failure> save_new(const std::filesystem::path& path,
                               const console_settings& settings) {
  json_array name_servers;
  for (const auto& one : settings.name_servers) name_servers.emplace_back(one);
  json_object out;
  out["zone"] = settings.zone.text();
  out["name_servers"] = std::move(name_servers);
  out["updates"] = to_hex(settings.updates.value);
  return write_new_file(path, as_bytes(serialize_json(out) + '\n'), 0600);
}

result<console_settings, failure> load_console_settings(const std::filesystem::path& path) {
  const failure odd{path.string() + " is not understood",
                    "put it back from a backup, or make a new console with `init`"};
  const auto content = read_small_file(path, file_octets_max);
  if (!content) return content.error();
  const auto parsed = parse_json(as_text(*content));
  const auto* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return odd;
  const auto zone = zone_name::parse(find_text(*object, "zone").value_or(""));
  const auto updates = octets_from_hex<update_key>(find_text(*object, "updates").value_or(""));
  const auto* name_servers = find_array(*object, "name_servers");
  if (!zone || !updates || name_servers == nullptr) return odd;
  console_settings out{*zone, {}, *updates};
  for (const auto& one : *name_servers) {
    if (!one.is_string()) return odd;
    out.name_servers.emplace_back(one.get_string());
  }
  return out;
}

}  // namespace aviary
