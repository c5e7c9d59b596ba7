#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/dns_answer.hpp"
#include "messages/dns_name.hpp"
#include "messages/dns_query.hpp"
#include "messages/dns_stub.hpp"
#include "sim/network/resolver_model.hpp"
#include "tests/console/dns/made_queries.hpp"

// A resolver model with a stub on one side and a test as the name server on the other.

namespace aviary {

inline const zone_name zone_of_resolver = *zone_name::parse("c.example.net");
/// Four labels below the zone, as a bird's long names have.
inline const std::string long_name = "aaa.bbb.ccc.ddd.c.example.net";

// -- the name server's answers --------------------------------------------------------------------

/// `write` gets a writer that has begun an answer to `query`.
template <class Write>
bytes answer_to(byte_view query, dns_rcode rcode, Write write) {
  bytes out(4096);
  const auto parsed = parse_query(query);
  if (!parsed) return {};
  dns_answer_writer writer(out, *parsed, rcode, true);
  write(writer);
  out.resize(writer.finish());
  return out;
}

inline bytes text_to(byte_view query, std::string_view text, std::uint32_t ttl = 0) {
  return answer_to(query, dns_rcode::no_error,
                   [&](auto& writer) { writer.txt(as_bytes(text), ttl); });
}

inline bytes negative_to(byte_view query, std::uint32_t minimum = 0,
                         dns_rcode rcode = dns_rcode::no_error) {
  soa_fields soa;
  soa.primary = *dns_name::parse("ns1.c.example.net");
  soa.mailbox = *dns_name::parse("hostmaster.c.example.net");
  soa.minimum = minimum;
  return answer_to(query, rcode, [&](auto& writer) {
    writer.soa(dns_answer_writer::section::authority, zone_of_resolver, soa, 3600);
  });
}

inline bytes rcode_to(byte_view query, dns_rcode rcode) {
  return answer_to(query, rcode, [](auto&) {});
}

inline bytes truncated_to(byte_view query) {
  return answer_to(query, dns_rcode::no_error, [](auto& writer) { writer.truncate(); });
}

// -- the resolver in between ----------------------------------------------------------------------

inline resolver_profile profile_of(std::string_view name) {
  return *find_resolver_profile(name);
}

/// One that does nothing but ask for the whole name, once, and waits a second.
inline resolver_profile plain_profile() {
  resolver_profile plain;
  plain.name = "plain";
  plain.retry.attempts_max = 1;
  plain.retry.timeout_first = plain.retry.timeout_min = std::chrono::seconds(1);
  return plain;
}

struct driven_resolver {
  resolver_model model;
  instant now{std::chrono::hours(1)};
  instant began = now;
  std::vector<resolver_effects::ask> asked;
  std::vector<resolver_effects::answer> told;
  /// When each of `asked` left, in milliseconds.
  std::vector<long> asked_at;

  explicit driven_resolver(const resolver_profile& profile, std::uint64_t seed = 1)
      : model(profile, zone_of_resolver, prng(seed)) {}

  void take(std::vector<resolver_effect> all) {
    for (auto& one : all) {
      if (auto* query = std::get_if<resolver_effects::ask>(&one)) {
        asked.push_back(std::move(*query));
        asked_at.push_back((now - began) / std::chrono::milliseconds(1));
      } else {
        told.push_back(std::get<resolver_effects::answer>(std::move(one)));
      }
    }
  }

  // -- the stub -----------------------------------------------------------------------------------

  void ask(const made_query& query, std::uint64_t client = 1, bool over_stream = false) {
    take(model.ask(client, query.encode(), over_stream, now));
  }
  void ask(std::string_view name, std::uint64_t client = 1, rr_type type = rr_type::txt) {
    made_query query;
    query.name = *dns_name::parse(name);
    query.type = type;
    query.flags = 0x0100;
    ask(query, client);
  }

  // -- the name server ----------------------------------------------------------------------------

  void reply(std::uint64_t upstream, byte_view message) {
    take(model.answered(upstream, message, now));
  }
  /// To the last query.
  void reply(byte_view message) { reply(asked.back().upstream, message); }
  void reply_text(std::string_view text, std::uint32_t ttl = 0) {
    reply(text_to(asked.back().query, text, ttl));
  }
  /// Answers each question of another type than TXT with NODATA until there is none.
  void pass_minimised(std::uint32_t minimum = 0) {
    for (int i = 0; i < 20 && type_of(asked.back()) != rr_type::txt; ++i)
      reply(negative_to(asked.back().query, minimum));
  }
  static rr_type type_of(const resolver_effects::ask& query) {
    return parse_query(query.query)->type;
  }

  // -- time ---------------------------------------------------------------------------------------

  void wait(std::chrono::milliseconds time) {
    const auto end = now + time;
    while (model.next_due() && *model.next_due() <= end) {
      now = *model.next_due();
      take(model.tick(now));
    }
    now = end;
  }

  // -- what was seen ------------------------------------------------------------------------------

  /// "A ddd", one for each query: its type and its labels below the zone.
  std::vector<std::string> questions() const {
    std::vector<std::string> all;
    for (const auto& query : asked) {
      const auto parsed = parse_query(query.query);
      const auto text = name_text(parsed->name);
      const auto below = text.substr(0, text.size() - std::string_view(".c.example.net").size());
      const auto type = parsed->type == rr_type::txt  ? "TXT "
                        : parsed->type == rr_type::ns ? "NS "
                                                      : "A ";
      all.push_back(type + below);
    }
    return all;
  }
  /// RCODE of an answer to a stub, or -1 when there is none of this number.
  int rcode(std::size_t number = 0) const {
    return number < told.size() ? told[number].message.at(3) & 15 : -1;
  }
  bool truncated(std::size_t number = 0) const { return (told.at(number).message.at(2) & 2) != 0; }
};

// -- what stubs read ------------------------------------------------------------------------------

inline constexpr int no_answer = -1;
inline constexpr int noerror = 0;
inline constexpr int formerr = 1;
inline constexpr int servfail = 2;
inline constexpr int nxdomain = 3;
inline constexpr int refused_rcode = 5;

/// What a bird reads in the answer with this number.
struct read_answer {
  std::string text;
  std::uint32_t ttl = 0;
};
inline read_answer read(const driven_resolver& it, std::string_view name, std::size_t number = 0) {
  bytes room(4096);
  const auto parsed =
      parse_stub_answer(it.told.at(number).message, 0x1234, *dns_name::parse(name), room);
  if (!parsed || !parsed->has_text) return {"no text", 0};
  return {std::string(as_text(parsed->text)), parsed->ttl};
}

}  // namespace aviary
