#include "console/accounts/account_service.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "console/accounts/credential.hpp"
#include "console/accounts/gate.hpp"
#include "messages/escape.hpp"
#include "messages/hex.hpp"
#include "messages/report.hpp"

namespace aviary {
namespace {

account_refusal bad(const failure& why) {
  return {400, why, {}};
}

const account_refusal busy{503,
                           {"too many passwords are being checked", "try again in a few seconds"},
                           std::chrono::seconds{5}};

const account_refusal wrong{401,
                            {"name and password do not belong together",
                             "look at both; an administrator can make a link for a new password"},
                            {}};

json_object named(std::string_view key, std::string_view value) {
  json_object out;
  out[key] = value;
  return out;
}

}  // namespace

result<void, failure> check_password(std::string_view password, std::string_view user) {
  constexpr std::size_t octets_min = 12;
  constexpr std::size_t octets_max = 256;
  if (password.size() < octets_min || password.size() > octets_max || !is_utf8(as_bytes(password)))
    return failure{"a password has 12 to 256 octets of UTF-8", "take several words, for instance"};
  const bool one_character = std::ranges::all_of(
      password, [&password](char character) { return character == password.front(); });
  if (password == user || one_character)
    return failure{"this password is guessed first", "take several words, for instance"};
  return {};
}

std::string guessing_source(std::string_view address) {
  std::array<std::uint8_t, 16> octets{};
  // Without the interface of a link-local address.
  const std::string text(address.substr(0, address.find('%')));
  if (inet_pton(AF_INET6, text.c_str(), octets.data()) != 1) return text;
  // IPv4 at a socket of both families (RFC 4291 section 2.5.5.2).
  constexpr std::string_view mapped = "::ffff:";
  if (text.starts_with(mapped)) return text.substr(mapped.size());
  return to_hex(byte_view(octets).first(8));
}

account_service::account_service(std::shared_ptr<account_view> view, const master_key& master,
                                 entropy_port& entropy, const clock_port& clock, ask to,
                                 password_cost cost)
    : view_(std::move(view)),
      master_(master),
      entropy_(entropy),
      clock_(clock),
      ask_(std::move(to)),
      passwords_(cost) {}

void account_service::stop() {
  {
    const std::lock_guard held(ending_);
    stopped_ = true;
  }
  passwords_.stop();
}

// -- passwords -----------------------------------------------------------------------------------

std::chrono::seconds account_service::may_guess(const std::string& source,
                                                const std::string& user) {
  const std::lock_guard held(guard_);
  const auto now = clock_.now();
  const auto wait = std::chrono::ceil<std::chrono::seconds>(penalties_.wait(source, user, now));
  if (wait <= wait.zero()) penalties_.note_guess(source, user, now);
  return wait;
}

void account_service::check(const guess& one, std::function<void(bytes checked)> right,
                            std::function<void(account_refusal)> not_right) {
  const auto source = guessing_source(one.source);
  // What nobody can be called is counted as one name: a stranger chooses neither length nor number.
  const auto user = is_user_name(one.user) ? one.user : std::string();
  if (const auto wait = may_guess(source, user); wait.count() > 0)
    return not_right(
        {429, {"too many wrong passwords", "wait " + std::to_string(wait.count()) + " s"}, wait});
  const auto nobody_looked = [this, source, user, not_right] {
    {
      const std::lock_guard held(guard_);
      penalties_.take_back(source, user);
    }
    not_right(busy);
  };
  const auto kept = view_->password_of(user);
  const auto hashed = master_.open_sealed(kept).value_or(bytes{});  // of another key: nobody's
  const bool taken = passwords_.check(one.password, std::string(as_text(hashed)),
                                      [this, source, user, kept, right = std::move(right),
                                       not_right, nobody_looked](std::optional<bool> was_right) {
                                        if (!was_right) return nobody_looked();
                                        if (!*was_right) return not_right(wrong);
                                        {
                                          const std::lock_guard held(guard_);
                                          penalties_.note_right(source, user);
                                        }
                                        right(kept);
                                      });
  if (!taken) nobody_looked();
}

void account_service::hash(std::string password, std::function<void(bytes sealed)> then,
                           const std::function<void(account_refusal)>& refuse) {
  password_salt salt;
  entropy_.fill(salt.value);
  box_nonce nonce;
  entropy_.fill(nonce.value);
  const auto seal = [this, nonce, then = std::move(then),
                     refuse](const std::optional<std::string>& hashed) {
    if (!hashed) return refuse(busy);
    then(master_.seal(as_bytes(*hashed), nonce));
  };
  if (!passwords_.hash(std::move(password), salt, seal)) refuse(busy);
}

// -- commands ------------------------------------------------------------------------------------

void account_service::hand_over(accounts::command what, account_told told) {
  const std::lock_guard held(ending_);
  if (!stopped_) ask_(std::move(what), std::move(told));
}

void account_service::command(accounts::command what, json_object outcome, told<json_object> tell) {
  hand_over(std::move(what), [outcome = std::move(outcome),
                              tell = std::move(tell)](const result<void, account_refusal>& came) {
    if (came) return tell(outcome);
    tell(came.error());
  });
}

void account_service::log_in(guess one, told<std::string> tell) {
  check(
      one,
      [this, one, tell](bytes checked) {
        const auto session = draw_credential(entropy_);
        hand_over(accounts::commands::open_session{0, one.user, std::move(checked), session.hash,
                                                   clock_.wall_now(), one.source, one.agent},
                  [tell, text = session.text](const result<void, account_refusal>& came) {
                    if (came) return tell(text);
                    // Refused: disabled in this moment, or with another password by now.
                    tell(came.error().status == 409 ? wrong : came.error());
                  });
      },
      [tell](const account_refusal& why) { tell(why); });
}

void account_service::close_session(std::string by, const credential_id& id,
                                    told<json_object> tell) {
  command(accounts::commands::close_session{{0, std::move(by), id}}, named("id", to_hex(id.value)),
          std::move(tell));
}

void account_service::make_link(std::string by, std::string user, told<json_object> tell) {
  const auto drawn = draw_credential(entropy_);
  auto outcome = named("link", drawn.text);
  outcome["user"] = user;
  outcome["expires"] = utc_text(clock_.wall_now() + accounts::link_life);
  command(accounts::commands::make_link{0, std::move(by), std::move(user), drawn.hash,
                                        clock_.wall_now()},
          std::move(outcome), std::move(tell));
}

void account_service::add_user(std::string by, std::string user, role may, told<json_object> tell) {
  hand_over(accounts::commands::add_user{{{0, by, user}, may}},
            [this, by, user, tell = std::move(tell)](const result<void, account_refusal>& came) {
              if (!came) return tell(came.error());
              make_link(by, user, tell);
            });
}

void account_service::use_link(std::string_view link, std::string user, std::string password,
                               told<json_object> tell) {
  const account_refusal over{
      410,
      {"this link was used, or is too old",
       "have a new one made on the console's machine: aviary-console users link"},
      {}};
  const auto hashed = hash_of_credential(link);
  const auto whose =
      hashed ? view_->user_of_link(*hashed, clock_.wall_now()) : std::optional<std::string>();
  if (!whose) return tell(over);
  if (!whose->empty()) user = *whose;
  if (!is_user_name(user)) return tell(bad(bad_user_name(user)));
  if (const auto fit = check_password(password, user); !fit) return tell(bad(fit.error()));
  hash(
      std::move(password),
      [this, hash = *hashed, user, tell, over](bytes fresh) {
        hand_over(accounts::commands::use_link{0, hash, user, std::move(fresh), clock_.wall_now()},
                  [this, hash, user, tell, over](const result<void, account_refusal>& came) {
                    if (came) return tell(named("user", user));
                    const bool refused = came.error().status == 409;
                    const bool gone = !view_->user_of_link(hash, clock_.wall_now());
                    tell(refused && gone ? over : came.error());
                  });
      },
      [tell](const account_refusal& why) { tell(why); });
}

void account_service::change_password(guess old, std::string fresh, told<json_object> tell) {
  if (const auto fit = check_password(fresh, old.user); !fit) return tell(bad(fit.error()));
  const auto refuse = [tell](const account_refusal& why) { tell(why); };
  check(
      old,
      [this, user = old.user, fresh = std::move(fresh), tell, refuse](bytes checked) {
        hash(
            fresh,
            [this, user, checked = std::move(checked), tell](bytes hashed) {
              command(accounts::commands::set_password{0, user, checked, std::move(hashed)},
                      named("user", user), tell);
            },
            refuse);
      },
      refuse);
}

void account_service::change_user(accounts::command what, std::string user,
                                  told<json_object> tell) {
  command(std::move(what), named("user", user), std::move(tell));
}

void account_service::make_token(std::string by, std::string label, role may,
                                 std::chrono::hours life, told<json_object> tell) {
  const auto drawn = draw_credential(entropy_);
  const auto now = clock_.wall_now();
  auto outcome = named("token", std::string(token_prefix) + drawn.text);
  outcome["id"] = to_hex(id_of(drawn.hash).value);
  outcome["name"] = label;
  outcome["role"] = to_text(may);
  outcome["expires"] = utc_text(now + life);
  command(accounts::commands::make_token{0, std::move(by), std::move(label), may, drawn.hash, now,
                                         now + life},
          std::move(outcome), std::move(tell));
}

void account_service::revoke_token(std::string by, const credential_id& id,
                                   told<json_object> tell) {
  command(accounts::commands::revoke_token{{0, std::move(by), id}}, named("id", to_hex(id.value)),
          std::move(tell));
}

}  // namespace aviary
