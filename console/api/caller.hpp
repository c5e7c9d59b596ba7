#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "actors/accounts.hpp"

namespace aviary {

/// Who asks the API.
struct caller {
  enum class door : std::uint8_t { socket, loopback, https };

  door by = door::https;
  /// A user's name, "token LABEL", or "console" through the socket; empty for nobody.
  std::string name{};
  /// Nothing: nobody in particular.
  std::optional<role> may{};
  /// Of the session or the token. Only people have sessions.
  std::optional<credential_id> session{};
  std::optional<credential_id> token{};

  bool may_at_least(role wanted) const { return may && *may >= wanted; }
  /// A user with a session, or whoever comes through the socket.
  bool is_person() const { return session || by == door::socket; }
};

}  // namespace aviary
