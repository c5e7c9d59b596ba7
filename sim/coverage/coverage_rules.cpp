#include "sim/coverage/coverage_rules.hpp"

#include <algorithm>
#include <array>

#include "sim/faults/fault.hpp"

namespace aviary {
namespace {

using about = subject_kind;

/// How a fault comes to what it is about.
enum class origin {
  query_link,   ///< the datagram on a link to the console
  answer_link,  ///< the datagram on a link from it
  hostile,      ///< the message that somebody plays back or makes
  insider,      ///< the message that somebody with the keys makes
  webhook,      ///< a call of the webhook
  console,      ///< what the console did last
  bird,         ///< what the bird did or heard within the last second
};

origin origin_of(std::string_view fault) {
  if (fault.starts_with("query_") || fault.starts_with("upstream_query_"))
    return origin::query_link;
  if (fault.starts_with("answer_") || fault.starts_with("upstream_answer_"))
    return origin::answer_link;
  if (fault == "replay" || fault == "reflection" || fault == "forgery") return origin::hostile;
  if (fault == "byzantine") return origin::insider;
  if (fault == "webhook_refused" || fault == "webhook_taken_all_the_same") return origin::webhook;
  return fault == "console_crash" ? origin::console : origin::bird;
}

template <std::size_t N>
bool is_one_of(const about& one, const std::array<about, N>& those) {
  return std::find(those.begin(), those.end(), one) != those.end();
}

constexpr std::array asked{about::heartbeat, about::report, about::fragment, about::status,
                           about::other};
constexpr std::array answered{about::fragment_ack, about::reply, about::other};

bool is_from_bird(const coverage_cell& cell) {
  return origin_of(cell.fault) == origin::bird;
}

struct rule {
  bool (*excludes)(const coverage_cell&);
  std::string_view why;
};

constexpr std::array rules{
    rule{[](const coverage_cell& cell) {
           return cell.fault == "registered_twice" &&
                  (cell.state != exchange::unregistered || cell.about != about::registration);
         },
         "a request is handed in twice by who has no keys yet, and is nothing but a request"},
    rule{[](const coverage_cell& cell) {
           return origin_of(cell.fault) == origin::query_link && !is_one_of(cell.about, asked);
         },
         "a link to the console carries queries"},
    rule{[](const coverage_cell& cell) {
           const bool sends = cell.fault.starts_with("query_") || cell.fault == "bird_crash";
           const bool is_before = cell.state == exchange::parked || cell.state == exchange::idle;
           return (sends && cell.about == about::fragment &&
                   (is_before || cell.state == exchange::one_shot)) ||
                  (cell.fault.starts_with("query_") && cell.about == about::report && is_before);
         },
         "what a bird has just sent is under way"},
    rule{[](const coverage_cell& cell) {
           return origin_of(cell.fault) == origin::answer_link && !is_one_of(cell.about, answered);
         },
         "a link from the console carries answers"},
    rule{[](const coverage_cell& cell) {
           return origin_of(cell.fault) == origin::hostile && !is_one_of(cell.about, asked) &&
                  !is_one_of(cell.about, answered);
         },
         "somebody on the path has seen queries and answers, and nothing else"},
    rule{[](const coverage_cell& cell) {
           return origin_of(cell.fault) == origin::insider && !is_one_of(cell.about, asked);
         },
         "who has a bird's keys says what a bird could say"},
    rule{[](const coverage_cell& cell) {
           return origin_of(cell.fault) == origin::webhook && cell.about != about::alert;
         },
         "a webhook is called with alerts"},
    rule{[](const coverage_cell& cell) {
           return origin_of(cell.fault) == origin::console &&
                  (cell.about == about::nothing || cell.about == about::status);
         },
         "the console dies while it appends, answers or calls, and asks nobody anything"},
    rule{[](const coverage_cell& cell) { return is_from_bird(cell) && cell.about == about::alert; },
         "a bird knows of no alert"},
    rule{[](const coverage_cell& cell) {
           const bool sends = cell.fault.starts_with("query_") || cell.fault == "bird_crash";
           return sends && (cell.state == exchange::down || cell.state == exchange::unregistered);
         },
         "a bird without power or keys sends nothing and writes nothing"},
    rule{[](const coverage_cell& cell) {
           const bool needs_keys = origin_of(cell.fault) == origin::query_link ||
                                   origin_of(cell.fault) == origin::answer_link ||
                                   origin_of(cell.fault) == origin::hostile ||
                                   origin_of(cell.fault) == origin::insider;
           return needs_keys && cell.state == exchange::unregistered;
         },
         "nothing is on its way for a bird without keys, and nobody has stolen them"},
    rule{[](const coverage_cell& cell) {
           const bool behind_crash = cell.fault == "counters_back" || cell.fault == "disk_back";
           return behind_crash &&
                  (cell.state == exchange::unregistered || cell.state == exchange::down);
         },
         "a disk is put back behind a crash of a bird that ran"},
    rule{[](const coverage_cell& cell) {
           return is_from_bird(cell) && cell.state == exchange::unregistered &&
                  cell.about != about::registration;
         },
         "a bird without keys has nothing but its request, which a person carries"},
    rule{[](const coverage_cell& cell) {
           return is_from_bird(cell) && cell.state != exchange::unregistered &&
                  cell.about == about::registration;
         },
         "a bird with keys asks for no registration"},
    rule{[](const coverage_cell& cell) {
           return is_from_bird(cell) && cell.state == exchange::down &&
                  cell.about != about::nothing;
         },
         "a bird without power says and hears nothing"},
    rule{[](const coverage_cell& cell) {
           return cell.fault == "bird_crash" &&
                  (cell.about == about::nothing || cell.about == about::fragment_ack);
         },
         "a bird crashes while it sends or appends, and a FRAGMENT_ACK is not appended"},
    rule{[](const coverage_cell& cell) {
           return is_from_bird(cell) && cell.fault != "disk_back" &&
                  cell.state == exchange::rolled_back && cell.about == about::reply;
         },
         "the first REPLY ends what a rollback began, unless a disk is put back right behind it"},
    rule{[](const coverage_cell& cell) {
           return is_from_bird(cell) && cell.state == exchange::silent &&
                  (cell.about == about::fragment_ack || cell.about == about::reply);
         },
         "the first answer ends a silence"},
};

std::vector<std::string> all_faults() {
  std::vector<std::string> out;
  for (const auto& kind : fault_kinds()) out.emplace_back(kind.name);
  for (const auto* direction : {"query", "answer", "upstream_query", "upstream_answer"})
    for (const auto* how : {"_lost", "_doubled", "_damaged"})
      out.push_back(std::string(direction) + how);
  out.insert(out.end(), {"webhook_refused", "webhook_taken_all_the_same"});
  return out;
}

}  // namespace

const std::vector<std::string>& coverage_faults() {
  static const auto out = all_faults();
  return out;
}

std::string_view why_never(const coverage_cell& cell) {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&cell](const rule& each) { return each.excludes(cell); });
  return found == rules.end() ? std::string_view{} : found->why;
}

}  // namespace aviary
