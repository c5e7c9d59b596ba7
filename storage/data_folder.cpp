#include "storage/data_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <string_view>

#include "messages/bytes.hpp"
#include "storage/small_file.hpp"

namespace aviary {

namespace {

// The file `format` is one line: "aviary console 1" or "aviary bird 1", and a line feed.
constexpr unsigned folder_format = 1;
constexpr std::size_t format_octets_max = 64;

std::string_view name_of(data_role role) {
  return role == data_role::bird ? "bird" : "console";
}

failure foreign(const std::filesystem::path& path, data_role role) {
  return {path.string() + " is not the data folder of a " + std::string(name_of(role)),
          "Give the folder that was made with init. Nothing was changed in this one."};
}

// What a folder is comes before whose it is: nobody is told to close `/` to others.
result<void, failure> check_rights(const std::filesystem::path& path, data_role role) {
  struct stat found;
  if (stat(path.c_str(), &found) != 0) return system_failure("open", path, errno);
  if (!S_ISDIR(found.st_mode)) return system_failure("open", path, ENOTDIR);
  std::error_code error;
  if (!std::filesystem::exists(path / "format", error) && !error) return foreign(path, role);
  if (found.st_uid != geteuid())
    return failure{path.string() + " belongs to another user",
                   "Run the program as the user who owns the data folder."};
  if ((found.st_mode & 077) != 0)
    return failure{path.string() + " is open to other users, and it holds keys",
                   "Look who could read it, then run: chmod 700 " + path.string()};
  return {};
}

result<void, failure> check_format(const std::filesystem::path& path, data_role role) {
  const auto content = read_small_file(path / "format", format_octets_max);
  if (!content) {
    std::error_code error;
    if (std::filesystem::exists(path / "format", error)) return content.error();
    return foreign(path, role);
  }
  auto line = as_text(*content);
  const auto start = "aviary " + std::string(name_of(role)) + " ";
  if (!line.starts_with(start) || !line.ends_with('\n')) return foreign(path, role);
  line = line.substr(start.size(), line.size() - start.size() - 1);
  unsigned format = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), format);
  if (error != std::errc{} || end != line.data() + line.size() || format == 0)
    return foreign(path, role);
  if (format > folder_format)
    return failure{path.string() + " has format " + std::to_string(format) +
                       ", but this program reads up to " + std::to_string(folder_format),
                   "Run the version of Aviary that wrote it, or a newer one."};
  return {};
}

}  // namespace

result<data_folder, failure> data_folder::create(const std::filesystem::path& given,
                                                 data_role role) {
  std::error_code error;
  auto path = std::filesystem::absolute(given, error).lexically_normal();
  if (error) return system_failure("create", given, error.value());
  if (!path.has_filename()) path = path.parent_path();  // "DIR/" is DIR
  std::filesystem::create_directories(path, error);
  if (error) return system_failure("create", path, error.value());
  const bool empty = std::filesystem::is_empty(path, error);
  if (error) return system_failure("read", path, error.value());
  if (!empty)
    return failure{
        path.string() + " is not empty",
        "Nothing was changed. Give a new folder, or remove this one if nobody needs it."};
  if (chmod(path.c_str(), 0700) != 0) return system_failure("restrict", path, errno);
  const auto line = "aviary " + std::string(name_of(role)) + " " + std::to_string(folder_format);
  if (const auto written = write_new_file(path / "format", as_bytes(line + "\n"), 0600); !written)
    return written.error();
  if (const auto synced = sync_folder(path.parent_path()); !synced) return synced.error();
  return data_folder(path);
}

result<data_folder, failure> data_folder::open(const std::filesystem::path& path, data_role role) {
  if (const auto checked = check_rights(path, role); !checked) return checked.error();
  if (const auto checked = check_format(path, role); !checked) return checked.error();
  return data_folder(path);
}

}  // namespace aviary
