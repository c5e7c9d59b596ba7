#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "tests/tidy/rules.hpp"

namespace aviary::tidy {

namespace {

// -- the ladder ----------------------------------------------------------------------------------

// messages -> storage -> actors -> bird | console -> sim -> tests, bench. Equal rungs never meet;
// benchmarks may borrow what tests set up.
int rung_of(std::string_view folder) {
  static const std::map<std::string_view, int> rungs{{"messages", 0}, {"storage", 1}, {"actors", 2},
                                                     {"bird", 3},     {"console", 3}, {"sim", 4},
                                                     {"tests", 5},    {"bench", 6}};
  const auto found = rungs.find(folder);
  return found == rungs.end() ? -1 : found->second;
}

breaches ladder(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    const auto from = folder_of(path);
    if (rung_of(from) < 0) continue;
    for (const auto& [line, target, quoted] : includes_of(file)) {
      const auto to = folder_of(target);
      if (!quoted || to == from) continue;
      if (rung_of(to) < 0) {
        found.push_back({path, line,
                         "\"" + target +
                             "\" does not start with a folder of the "
                             "ladder; include project files by their path from the root"});
      } else if (rung_of(to) >= rung_of(from)) {
        found.push_back({path, line,
                         std::string(from) + "/ may not include \"" + target +
                             "\": the ladder is messages -> storage -> actors -> bird | console -> "
                             "sim -> tests, bench; move what both need further left"});
      }
    }
  }
  return found;
}

breaches includes_exist(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree)
    for (const auto& [line, target, quoted] : includes_of(file))
      if (quoted && !tree.contains(target))
        found.push_back({path, line,
                         "\"" + target +
                             "\" is no file of the project; use <> for "
                             "a library's header, or the path from the root"});
  return found;
}

breaches decoys_hold_nothing(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!path.starts_with("bird/decoys/")) continue;
    for (const auto& [line, target, quoted] : includes_of(file)) {
      if (!quoted || target.starts_with("messages/") || target.starts_with("bird/decoys/"))
        continue;
      found.push_back({path, line,
                       "a decoy runs in a program without keys and log, so it may "
                       "include only messages/ and bird/decoys/, not \"" +
                           target + "\""});
    }
  }
  return found;
}

// -- doors to libraries --------------------------------------------------------------------------

struct door {
  std::string_view header;  ///< An include path, by its beginning.
  std::vector<std::string_view> open_to;
  std::string_view advice;
};

const std::vector<door>& library_doors() {
  static const std::vector<door> doors{
      {"caf/",
       {"actors/caf.hpp", "actors/type_ids.hpp", "sim/timeline.cpp"},  // the test coordinator
       "CAF comes in through actors/caf.hpp alone, so that its next version is one file's work"},
      {"rocksdb/",
       {"storage/rocksdb_*", "tests/storage/*"},
       "only storage/rocksdb_* knows which log it is; use storage/event_log.hpp"},
      {"boost/beast", {"console/http/*.cpp"}, "Beast is compiled once, in a .cpp of console/http/"},
      {"ldns/",
       {"tests/*", "console/dns/*.cpp", "messages/*.cpp"},
       "ldns is for cold paths and as the tests' oracle; the hot path is written by hand"},
      {"libssh/", {"bird/decoys/*", "tests/bird/decoys/*"}, "only the SSH decoy speaks SSH"},
      {"seccomp.h", {"bird/decoys/*"}, "only the decoys' program gives rights away"},
      {"brotli/", {"messages/*.cpp", "tests/messages/*"}, "use messages/ for compression"},
      {"sodium",
       {"messages/*", "storage/master_key*", "storage/record.cpp", "*/system_entropy.cpp",
        "tests/*", "bench/*"},
       "keys, hashes and boxes are in messages/, randomness behind entropy_port"},
      {"cassert", {}, "assert() is off in releases: use AVIARY_INVARIANT (messages/invariant.hpp)"},
  };
  return doors;
}

bool is_open_to(const std::vector<std::string_view>& patterns, std::string_view path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](auto pattern) { return matches(pattern, path); });
}

breaches doors(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree)
    for (const auto& [line, target, quoted] : includes_of(file))
      for (const auto& door : library_doors())
        if (target.starts_with(door.header) && !is_open_to(door.open_to, path))
          found.push_back(
              {path, line, "<" + target + "> may not stand here: " + std::string(door.advice)});
  return found;
}

// Beast takes a gigabyte to compile, ldns defines `bool`: each in one translation unit of ours.
breaches one_translation_unit(const source_tree& tree) {
  breaches found;
  for (const std::string_view header : {"boost/beast", "ldns/"}) {
    std::string first;
    for (const auto& [path, file] : tree) {
      if (path.starts_with("tests/")) continue;
      for (const auto& [line, target, quoted] : includes_of(file)) {
        if (!target.starts_with(header)) continue;
        if (first.empty()) first = path;
        if (path == first) continue;
        found.push_back(
            {path, line,
             "<" + target + "> is included by " + first +
                 " already; keep it to one translation unit and give that an interface"});
        break;
      }
    }
  }
  return found;
}

bool is_pure(std::string_view path) {
  if (path == "actors/program.cpp") return false;  // waits for signals, as programs do
  return matches_any(
      {"messages/*", "storage/*", "actors/*", "console/presence/*", "console/views/*",
       "bird/transport/sender*", "bird/transport/path_probe*", "bird/transport/segment_pull*",
       "console/dns/name_server*", "console/dns/zone_answers*", "console/dns/key_table*"},
      path);
}

breaches pure_code_has_no_socket(const source_tree& tree) {
  breaches found;
  for (const auto& [path, file] : tree) {
    if (!is_pure(path)) continue;
    for (const auto& [line, target, quoted] : includes_of(file))
      for (const std::string_view header : {"boost/asio", "sys/socket.h", "sys/un.h", "netinet/",
                                            "netdb.h", "curl/", "sys/epoll.h", "poll.h"})
        if (target.starts_with(header))
          found.push_back({path, line,
                           "<" + target +
                               "> in a pure unit: sockets belong to the "
                               "programs' edges, behind a port of actors/ports.hpp"});
  }
  return found;
}

// -- CAF-free units ------------------------------------------------------------------------------

// Who may see CAF. Everything else, deciders and machines above all, must not reach it on any path
// of includes. A new name here needs a reason as good as these.
bool may_see_caf(std::string_view path) {
  return matches_any({"actors/caf.hpp",               // the door itself
                      "actors/machine_messages.hpp",  // what machines are told
                      "*_actor.hpp", "*_actor.cpp",   // carry a unit's messages
                      "actors/event_sourced_actor*",  // the one actor template
                      "actors/registry*",             // spawns and addresses them
                      "bird/bird.*", "console/console.*", "*_program.*", "*main.cpp",  // wiring
                      "sim/*", "tests/*", "bench/*"},
                     path);
}

breaches deciders_are_free_of_caf(const source_tree& tree) {
  breaches found;
  // Depth first from each unit that must be free; the chain goes into the message.
  for (const auto& [path, file] : tree) {
    if (!is_cpp(path) || may_see_caf(path)) continue;
    std::set<std::string> seen{path};
    std::function<std::string(const std::string&)> chain = [&](const std::string& at) {
      for (const auto& step : includes_of(tree.at(at))) {
        if (step.path.starts_with("caf/") || step.path == "actors/caf.hpp")
          return at + " -> " + step.path;
        if (!tree.contains(step.path) || !seen.insert(step.path).second) continue;
        if (const auto rest = chain(step.path); !rest.empty()) return at + " -> " + rest;
      }
      return std::string{};
    };
    for (const auto& step : includes_of(file)) {
      std::string way;
      if (step.path.starts_with("caf/") || step.path == "actors/caf.hpp")
        way = step.path;
      else if (tree.contains(step.path) && seen.insert(step.path).second)
        way = chain(step.path);
      if (way.empty()) continue;
      found.push_back({path, step.line,
                       "this unit must not see CAF, but includes it by " + way +
                           "; keep actors in *_actor.hpp and include the decider from there"});
    }
  }
  return found;
}

constexpr std::array<rule, 7> rules{{
    {"ladder", ladder},
    {"includes_exist", includes_exist},
    {"decoys_hold_nothing", decoys_hold_nothing},
    {"doors", doors},
    {"one_translation_unit", one_translation_unit},
    {"pure_code_has_no_socket", pure_code_has_no_socket},
    {"deciders_are_free_of_caf", deciders_are_free_of_caf},
}};

}  // namespace

std::span<const rule> include_rules() {
  return rules;
}

}  // namespace aviary::tidy
