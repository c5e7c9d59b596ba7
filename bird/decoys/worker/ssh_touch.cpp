#include "bird/decoys/worker/ssh_touch.hpp"

#include <algorithm>
#include <utility>

#include "messages/base64.hpp"

namespace aviary {
namespace {

// A quiet client has told nothing that a person would read further.
constexpr std::size_t quiet_input_octets_max = 256;
// In base64 this is two thirds of what a report holds.
constexpr std::size_t crash_input_octets_max = 32 * 1024;

// A client that changes its name is disconnected; the keys that it had offered are the former's.
void put_keys(report& into, const std::vector<key_offered>& keys, const bytes& user) {
  json_array list;
  for (const auto& key : keys) {
    json_object object{{"FINGERPRINT", key.fingerprint}, {"KEY", key.base64}, {"TYPE", key.type}};
    if (key.user != user) object.emplace("USERNAME", as_text(key.user));
    list.push_back(std::move(object));
  }
  if (!list.empty()) into.logdata["KEYS"] = std::move(list);
}

std::string to_base64(byte_view octets) {
  bytes text(base64_characters(octets.size()));
  base64_encode(octets, text.data());
  return std::string(as_text(text));
}

}  // namespace

report touch_report(log_type type, const touch_endpoints& ends, wall_time at) {
  report made;
  made.type = type;
  made.src_host = ends.src_host;
  made.src_port = ends.src_port;
  made.dst_host = ends.dst_host;
  made.dst_port = ends.dst_port;
  made.utc_time = utc_text(at);
  return made;
}

std::optional<report> ssh_touch::take(const worker_event& event, wall_time at) {
  cut_ = cut_ || event.cut;
  if (const auto* version = std::get_if<client_version>(&event.what)) {
    remote_version_ = version->text;
  } else if (const auto* named = std::get_if<user_named>(&event.what)) {
    user_ = named->user;
  } else if (const auto* key = std::get_if<key_offered>(&event.what)) {
    user_ = key->user;
    if (std::ranges::find(keys_, *key) == keys_.end()) keys_.push_back(*key);
  } else if (const auto* tried = std::get_if<password_tried>(&event.what)) {
    user_ = tried->user;
    password_tried_ = true;
    auto made = login_report(log_types::ssh_login, at);
    put_logdata(made, "PASSWORD", tried->password);
    keys_.clear();
    cut_ = false;
    return made;
  }
  return std::nullopt;
}

std::optional<report> ssh_touch::close(wall_time at) const {
  if (!keys_.empty()) return login_report(log_types::ssh_key_offered, at);
  if (user_ && !password_tried_) return login_report(log_types::ssh_login, at);
  return std::nullopt;
}

report ssh_touch::login_report(log_type type, wall_time at) const {
  auto made = touch_report(type, ends_, at);
  put_logdata(made, "USERNAME", *user_);
  put_logdata(made, "LOCALVERSION", as_bytes(local_version_));
  put_logdata(made, "REMOTEVERSION", remote_version_);
  put_keys(made, keys_, *user_);
  made.truncated = cut_;
  return made;
}

report ssh_touch::quiet_report(byte_view input, wall_time at) const {
  const bool spoke = !remote_version_.empty();
  auto made =
      touch_report(spoke ? log_types::ssh_client_version : log_types::ssh_connection, ends_, at);
  put_logdata(made, "LOCALVERSION", as_bytes(local_version_));
  if (spoke) {
    put_logdata(made, "REMOTEVERSION", remote_version_);
  } else if (!input.empty()) {
    made.truncated = input.size() > quiet_input_octets_max;
    put_logdata(made, "INPUT", input.first(std::min(input.size(), quiet_input_octets_max)));
  }
  return made;
}

report ssh_touch::crash_report(std::string_view how, byte_view input, std::uint64_t octets,
                               wall_time at) const {
  auto made = touch_report(log_types::decoy_crashed, ends_, at);
  const auto kept = input.last(std::min(input.size(), crash_input_octets_max));
  put_logdata(made, "REASON", as_bytes(how));
  put_logdata(made, "REMOTEVERSION", remote_version_);
  put_logdata(made, "INPUT_BASE64", as_bytes(to_base64(kept)));
  made.logdata["INPUT_OCTETS"] = octets;
  made.truncated = kept.size() < octets;
  put_keys(made, keys_, {});
  return made;
}

}  // namespace aviary
