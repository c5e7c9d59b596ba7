#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "console/delegation/dns_lookup.hpp"
#include "console/dns/zone_answers.hpp"
#include "messages/dns_name.hpp"
#include "messages/endpoint.hpp"
#include "messages/zone_name.hpp"

// Whether the world finds the console's zone, and if not, what is missing (docs/DELEGATION.md). It
// asks as a resolver would; who carries the questions is the caller's.

namespace aviary {

enum class finding_state : std::uint8_t { ok, wrong, unknown };
std::string_view to_text(finding_state state);

struct delegation_finding {
  finding_state state{};
  std::string what;
  std::string hint;  ///< What to do; empty when there is nothing to.

  friend bool operator==(const delegation_finding&, const delegation_finding&) = default;
};

struct delegation_report {
  std::vector<delegation_finding> findings;
  /// Nothing is wrong, and a name below the zone reached the console through the resolver.
  bool delegated = false;
};

/// Where a check begins.
struct delegation_question {
  zone_name zone;
  std::vector<name_server_record> name_servers;
  endpoint resolver;
  /// A name below the zone that no resolver can hold an answer for: drawn anew each time.
  dns_name fresh_name;
};

/// Of the zone above so many servers are looked up and asked.
inline constexpr std::size_t parent_servers_max = 8;

delegation_report check_delegation(const delegation_question& question, const ask_dns& ask);

/// What the zone above needs, a record each: "c.example.net. NS ns1.c.example.net.".
std::vector<std::string> parent_records(const zone_name& zone,
                                        const std::vector<name_server_record>& name_servers);

}  // namespace aviary
