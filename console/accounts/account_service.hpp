#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "actors/accounts.hpp"
#include "actors/ports.hpp"
#include "console/accounts/account_refusal.hpp"
#include "console/accounts/guess_penalties.hpp"
#include "console/accounts/password_desk.hpp"
#include "console/views/account_view.hpp"
#include "messages/json.hpp"
#include "messages/result.hpp"
#include "storage/master_key.hpp"

// What people do with accounts, in the order that it takes: is guessing allowed, was the password
// right, then the command for ACCOUNTS. Each call tells once, on any thread.

namespace aviary {

class account_service {
 public:
  template <class Value>
  using told = std::function<void(result<Value, account_refusal>)>;
  /// Hands a command to ACCOUNTS; `asker` is filled in on the way.
  using ask = std::function<void(accounts::command, account_told)>;

  /// `entropy` and `clock` outlive this; `to` is not called any more after stop().
  account_service(std::shared_ptr<account_view> view, const master_key& master,
                  entropy_port& entropy, const clock_port& clock, ask to,
                  password_cost cost = password_cost::of_console());
  void stop();

  account_view& view() { return *view_; }
  wall_time wall_now() const { return clock_.wall_now(); }

  struct guess {
    std::string user;
    std::string password;
    std::string source;  ///< the address
    std::string agent;
  };
  /// Tells the new session's token. Refusals: 401, 429, 503.
  void log_in(guess one, told<std::string> tell);
  void close_session(std::string by, const credential_id& id, told<json_object> tell);

  /// Tells `{"link":TOKEN,"user":...}`; no user: the first administrator's.
  void make_link(std::string by, std::string user, told<json_object> tell);
  void add_user(std::string by, std::string user, role may, told<json_object> tell);
  /// Refusals: 400 for a bad password, 409 for a name that is taken, 410 for a link that is over.
  void use_link(std::string_view link, std::string user, std::string password,
                told<json_object> tell);
  /// Refusals: 400, 401 for a wrong old one, 429, 503.
  void change_password(guess old, std::string fresh, told<json_object> tell);
  void change_user(accounts::command what, std::string user, told<json_object> tell);

  /// Tells `{"token":"aviary_...","id",...}`.
  void make_token(std::string by, std::string label, role may, std::chrono::hours life,
                  told<json_object> tell);
  void revoke_token(std::string by, const credential_id& id, told<json_object> tell);

 private:
  /// Zero, and the guess is counted; or how long to wait.
  std::chrono::seconds may_guess(const std::string& source, const std::string& user);
  /// Hands on the password as it is kept, when it was the right one; or tells why it was not, or
  /// why nobody looked.
  void check(const guess& one, std::function<void(bytes checked)> right,
             std::function<void(account_refusal)> not_right);
  /// Hands on the hashed password as the log keeps it.
  void hash(std::string password, std::function<void(bytes sealed)> then,
            const std::function<void(account_refusal)>& refuse);
  void hand_over(accounts::command what, account_told told);
  /// Hands the command over and tells `outcome`, or what refused it.
  void command(accounts::command what, json_object outcome, told<json_object> tell);

  std::shared_ptr<account_view> view_;
  master_key master_;
  entropy_port& entropy_;
  const clock_port& clock_;
  ask ask_;
  /// Recursive, because whoever is told may ask for the next step at once.
  std::recursive_mutex ending_;
  bool stopped_ = false;
  std::mutex guard_;
  guess_penalties penalties_;
  password_desk passwords_;  // last, as its threads reach the others
};

/// 12 to 256 octets of UTF-8, and neither the user's name nor one character over and over.
result<void, failure> check_password(std::string_view password, std::string_view user);

/// What a source is counted by: an IPv4 address, or the /64 of an IPv6 one.
std::string guessing_source(std::string_view address);

}  // namespace aviary
