#include "console/delegation/delegation_check.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace aviary {
namespace {

constexpr std::uint16_t dns_port = 53;
/// A resolver asks others meanwhile.
constexpr std::chrono::seconds resolver_patience{5};
/// It says late that those do not answer: BIND after 10 s, Knot Resolver after 12 s
/// (docs/RESOLVER_MODEL.md), which two tries of this length see.
constexpr std::chrono::seconds failure_patience{8};

/// Hosts in their order, each once.
std::vector<dns_name> hosts_of(const std::vector<name_server_record>& records) {
  std::vector<dns_name> hosts;
  for (const auto& record : records)
    if (std::ranges::find(hosts, record.host) == hosts.end()) hosts.push_back(record.host);
  return hosts;
}

std::set<std::string> addresses_of(const dns_name& host,
                                   const std::vector<name_server_record>& records) {
  std::set<std::string> addresses;
  for (const auto& record : records)
    if (record.host == host) addresses.insert(record.address_text());
  return addresses;
}

std::set<std::string> addresses_in(const std::vector<resource_record>& records,
                                   const dns_name& owner) {
  std::set<std::string> addresses;
  for (const auto& record : records)
    if (record.owner == owner && !record.address.empty()) addresses.insert(record.address);
  return addresses;
}

const resource_record* find_type(const std::vector<resource_record>& records, rr_type type) {
  const auto found = std::ranges::find(records, type, &resource_record::type);
  return found == records.end() ? nullptr : &*found;
}

std::string zone_text(const dns_name& zone) {
  return zone == dns_name() ? "the root zone" : zone.text();
}

/// The SOA that comes with an answer, or with the word that there is none.
const resource_record* soa_in(const dns_response& response) {
  const auto* found = find_type(response.answer, rr_type::soa);
  return found != nullptr ? found : find_type(response.authority, rr_type::soa);
}

/// Whether `name` is `zone` or below it.
bool lies_in(const dns_name& name, const dns_name& zone) {
  auto rest = name.wire();
  while (rest.size() > zone.wire().size()) rest = rest.subspan(rest[0] + std::size_t{1});
  return same_name(rest, zone.wire());
}

dns_name name_above(byte_view wire) {
  return dns_name(wire.subspan(wire[0] + std::size_t{1}));
}

template <class Strings>
std::string joined(const Strings& words, const std::string& by = ", ") {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : by) + word;
  return text;
}

delegation_finding ok(std::string what) {
  return {finding_state::ok, std::move(what), ""};
}

delegation_finding wrong(std::string what, std::string hint) {
  return {finding_state::wrong, std::move(what), std::move(hint)};
}

delegation_finding unknown(std::string what, std::string hint) {
  return {finding_state::unknown, std::move(what), std::move(hint)};
}

/// A server of the zone above, at one or two addresses.
struct parent_server {
  dns_name host;
  std::vector<endpoint> at;
};

/// What a server says when it does not know: neither yes nor no.
bool is_no_answer(const dns_response& said) {
  return said.rcode != dns_rcode::no_error && said.rcode != dns_rcode::name_error;
}

class delegation_checker {
 public:
  delegation_checker(const delegation_question& question, const ask_dns& ask)
      : question_(question), ask_(ask), zone_(question.zone.wire()) {}

  delegation_report check() {
    for (const auto& record : question_.name_servers) ask_name_server(record);
    ask_zone_above();
    for (const auto& host : hosts_of(question_.name_servers))
      if (!question_.zone.octets_below(host.wire())) ask_for_host(host);
    const auto last = ask_through_resolver();
    if (last.state == finding_state::ok) excuse_silence();
    report_.findings.push_back(last);
    report_.delegated = last.state == finding_state::ok &&
                        std::ranges::none_of(report_.findings, [](const delegation_finding& one) {
                          return one.state == finding_state::wrong;
                        });
    return std::move(report_);
  }

 private:
  void note(delegation_finding finding) { report_.findings.push_back(std::move(finding)); }

  lookup_outcome ask_resolver(const dns_name& name, rr_type type,
                              std::chrono::seconds patience = resolver_patience) {
    auto outcome = ask_({question_.resolver, {name, type, true}, false, patience});
    resolver_speaks_ |= outcome.has_value();
    return outcome;
  }
  lookup_outcome ask_server(const endpoint& at, rr_type type, bool over_stream = false) const {
    return ask_({at, {zone_, type, false}, over_stream});
  }

  void ask_name_server(const name_server_record& record);
  std::optional<delegation_finding> fault_of(const name_server_record& record, bool over_stream);
  void excuse_silence();

  void ask_zone_above();
  std::optional<dns_name> find_zone_above();
  std::vector<parent_server> find_servers_of(const dns_name& zone);
  lookup_outcome ask_parent(const parent_server& server) const;
  std::vector<delegation_finding> judge(const dns_response& said, const std::string& above) const;
  void judge_glue(const dns_response& said, const dns_name& host, const std::string& above,
                  std::vector<delegation_finding>& into) const;

  void ask_for_host(const dns_name& host);
  delegation_finding ask_through_resolver();

  std::string what_to_enter() const {
    return "enter there: " + joined(parent_records(question_.zone, question_.name_servers), "   ");
  }
  std::string resolver_text() const { return "the resolver " + to_text(question_.resolver); }

  const delegation_question& question_;
  const ask_dns& ask_;
  dns_name zone_;
  delegation_report report_;
  /// What is said of name servers from which nothing comes, by its place among the findings.
  std::vector<std::size_t> silences_;
  std::set<std::string> speaks_;
  /// The resolver has answered something.
  bool resolver_speaks_ = false;
};

// -- the zone's own name servers ------------------------------------------------------------------

std::optional<delegation_finding> delegation_checker::fault_of(const name_server_record& record,
                                                               bool over_stream) {
  const endpoint at{record.address_text(), dns_port};
  const auto who = record.host.text() + " (" + at.host + ")";
  const auto protocol = std::string(over_stream ? "TCP" : "UDP");
  const auto said = ask_server(at, rr_type::soa, over_stream);
  if (said) speaks_.insert(at.host);
  if (!said)
    return wrong(who + " does not answer over " + protocol + ": " + said.error(),
                 "is the console served there (aviary-console serve --dns " + to_text(at) +
                     "), and may " + protocol + " port 53 pass to it?");
  const auto* soa = find_type(said->answer, rr_type::soa);
  if (!said->authoritative || soa == nullptr || soa->owner != zone_)
    return wrong(who + " answers over " + protocol + ", but does not speak for " + zone_.text(),
                 "another DNS server is there: give the console an address of its own, or let "
                 "that server forward the zone");
  return std::nullopt;
}

void delegation_checker::ask_name_server(const name_server_record& record) {
  const auto over_udp = fault_of(record, false);
  const auto over_tcp = fault_of(record, true);
  const auto who = record.host.text() + " (" + record.address_text() + ")";
  const bool speaks = speaks_.contains(record.address_text());
  for (const auto& fault : {over_udp, over_tcp}) {
    if (!fault) continue;
    if (!speaks) silences_.push_back(report_.findings.size());
    note(*fault);
  }
  if (!over_udp && !over_tcp) note(ok(who + " answers over UDP and TCP"));
  if (is_loopback({record.address_text(), dns_port}))
    note(unknown(who + " is reached from this machine alone",
                 "make the console anew with init --ns NAME=ADDRESS before others need it"));
}

/// The resolver reaches the console, so it is there: this network lets nobody else ask.
void delegation_checker::excuse_silence() {
  for (const auto at : silences_) {
    auto& finding = report_.findings[at];
    finding.state = finding_state::unknown;
    finding.hint = "the resolver does reach it: many networks let nobody else ask the world";
  }
}

// -- the zone above -------------------------------------------------------------------------------

std::optional<dns_name> delegation_checker::find_zone_above() {
  const auto above = name_above(question_.zone.wire());
  const auto said = ask_resolver(above, rr_type::soa);
  const auto* soa = said ? soa_in(*said) : nullptr;
  if (soa != nullptr && lies_in(above, soa->owner)) return soa->owner;
  const auto why = said ? "it gives no SOA for " + above.text() : said.error();
  note(unknown(resolver_text() + " does not say which zone is above " + zone_.text() + ": " + why,
               "ask another one, with --resolver ADDRESS"));
  return std::nullopt;
}

std::vector<parent_server> delegation_checker::find_servers_of(const dns_name& zone) {
  std::vector<parent_server> servers;
  const auto said = ask_resolver(zone, rr_type::ns);
  if (!said) return servers;
  std::size_t looked_up = 0;
  for (const auto& record : said->answer) {
    if (record.type != rr_type::ns) continue;
    if (looked_up++ == parent_servers_max) break;
    parent_server server{record.target, {}};
    for (const auto type : {rr_type::a, rr_type::aaaa}) {
      const auto found = ask_resolver(record.target, type);
      const auto* address = found ? find_type(found->answer, type) : nullptr;
      if (address != nullptr) server.at.push_back({address->address, dns_port});
    }
    if (!server.at.empty()) servers.push_back(std::move(server));
  }
  return servers;
}

/// At its first address that answers.
lookup_outcome delegation_checker::ask_parent(const parent_server& server) const {
  auto outcome = ask_server(server.at.front(), rr_type::ns);
  if (!outcome && server.at.size() > 1) outcome = ask_server(server.at.back(), rr_type::ns);
  return outcome;
}

void delegation_checker::ask_zone_above() {
  const auto above = find_zone_above();
  if (!above) return;
  const auto text = zone_text(*above);
  const auto servers = find_servers_of(*above);
  // What several of them say is said once.
  std::vector<std::pair<delegation_finding, std::vector<std::string>>> said_by;
  for (const auto& server : servers) {
    const auto who = server.host.text() + " (" + server.at.front().host + ")";
    const auto said = ask_parent(server);
    if (!said) {
      note(unknown(who + ", which serves " + text + ", does not answer: " + said.error(),
                   "many networks let nobody but their resolver ask the world; then this says "
                   "nothing"));
      continue;
    }
    for (auto& finding : judge(*said, text)) {
      const auto same = std::ranges::find(
          said_by, finding, [](const auto& one) -> const auto& { return one.first; });
      if (same != said_by.end())
        same->second.push_back(who);
      else
        said_by.push_back({std::move(finding), {who}});
    }
  }
  if (servers.empty())
    note(unknown(resolver_text() + " does not say who serves " + text,
                 "ask another one, with --resolver ADDRESS"));
  for (auto& [finding, who] : said_by) {
    if (who.size() < servers.size()) finding.what += ", says " + joined(who);
    note(std::move(finding));
  }
}

std::vector<delegation_finding> delegation_checker::judge(const dns_response& said,
                                                          const std::string& above) const {
  std::vector<dns_name> named;
  for (const auto* section : {&said.answer, &said.authority})
    for (const auto& record : *section)
      if (record.type == rr_type::ns && record.owner == zone_) named.push_back(record.target);
  // Who speaks for the zone above delegates, or denies with AA=1 that there is anything.
  if (is_no_answer(said) || (named.empty() && !said.authoritative))
    return {unknown(above + " is not what a server of it speaks for",
                    "its own delegation is at fault; that is for who runs it")};
  if (named.empty()) return {wrong(above + " does not delegate " + zone_.text(), what_to_enter())};

  std::vector<delegation_finding> findings;
  const auto hosts = hosts_of(question_.name_servers);
  const auto has = [](const std::vector<dns_name>& list, const dns_name& one) {
    return std::ranges::find(list, one) != list.end();
  };
  for (const auto& host : hosts) {
    if (!has(named, host))
      findings.push_back(wrong(above + " leaves out the name server " + host.text(),
                               "enter there: " + zone_.text() + ". NS " + host.text() + "."));
    else if (question_.zone.octets_below(host.wire()))
      judge_glue(said, host, above, findings);
  }
  for (const auto& host : named)
    if (!has(hosts, host))
      findings.push_back(
          wrong(above + " names " + host.text() + ", which is no name server of this console",
                "remove there: " + zone_.text() + ". NS " + host.text() +
                    ".   or, if it is one, init a console with it"));
  if (findings.empty())
    findings.push_back(ok(above + " delegates " + zone_.text() + " to this console"));
  return findings;
}

void delegation_checker::judge_glue(const dns_response& said, const dns_name& host,
                                    const std::string& above,
                                    std::vector<delegation_finding>& into) const {
  const auto given = addresses_in(said.additional, host);
  const auto due = addresses_of(host, question_.name_servers);
  if (given.empty()) {
    into.push_back(
        wrong(above + " gives no address of " + host.text() + " (glue)", what_to_enter()));
    return;
  }
  std::vector<std::string> others;
  std::ranges::set_difference(given, due, std::back_inserter(others));
  if (!others.empty())
    into.push_back(wrong(above + " says that " + host.text() + " has the address " +
                             joined(others) + "; the console has " + joined(due),
                         what_to_enter()));
  std::vector<std::string> missing;
  std::ranges::set_difference(due, given, std::back_inserter(missing));
  if (others.empty() && !missing.empty())
    into.push_back(
        wrong(above + " does not give the address " + joined(missing) + " of " + host.text(),
              what_to_enter()));
}

// -- through the resolver -------------------------------------------------------------------------

void delegation_checker::ask_for_host(const dns_name& host) {
  std::set<std::string> given;
  for (const auto type : {rr_type::a, rr_type::aaaa}) {
    const auto said = ask_resolver(host, type);
    if (!said || is_no_answer(*said)) {
      note(unknown(resolver_text() + " does not say where " + host.text() +
                       " is: " + (said ? "it fails" : said.error()),
                   "ask another one, with --resolver ADDRESS"));
      return;
    }
    for (const auto& record : said->answer)
      if (!record.address.empty()) given.insert(record.address);
  }
  const auto due = addresses_of(host, question_.name_servers);
  if (given == due)
    note(ok(host.text() + " has the address " + joined(due)));
  else
    note(wrong(host.text() + (given.empty() ? " has no address" : " has the address ") +
                   joined(given) + "; the console has " + joined(due),
               "give " + host.text() + " that address, where its own zone is kept"));
}

delegation_finding delegation_checker::ask_through_resolver() {
  const auto who = resolver_text();
  const bool spoke = resolver_speaks_;
  const auto said = ask_resolver(question_.fresh_name, rr_type::txt, failure_patience);
  if (!said && !spoke)
    return wrong(who + " does not answer: " + said.error(),
                 "give one that this machine may ask, with --resolver ADDRESS");
  if (!said || said->rcode == dns_rcode::server_failure)
    return wrong(who + " gets no answer for a name below " + zone_.text() + " (" +
                     (said ? "SERVFAIL" : said.error()) + ")",
                 "mend what is wrong above; if nothing is, it cannot reach port 53 of the "
                 "console, or the zone above has a DS record for this one");
  if (said->rcode == dns_rcode::refused)
    return wrong(who + " refuses to ask",
                 "give one that serves this machine, with --resolver ADDRESS");
  if (!said->answer.empty())
    return wrong("something else answers for names below " + zone_.text(),
                 "remove the record for * from the zone above");
  const auto* soa = soa_in(*said);
  if (soa != nullptr && soa->owner == zone_ && said->rcode == dns_rcode::no_error)
    return ok("a name below " + zone_.text() + " reaches the console through " +
              to_text(question_.resolver));
  if (soa == nullptr && said->rcode == dns_rcode::no_error)
    return unknown(who + " says that nothing is there, and not who says so",
                   "aviary-bird selftest path tells, from a registered bird");
  if (soa == nullptr) return wrong(who + " does not find the console", "mend what is wrong above");
  return wrong(
      who + " does not find the console: " + zone_text(soa->owner) + " answers instead",
      "mend what is wrong above; that answer it may keep for " + std::to_string(soa->ttl) + " s");
}

}  // namespace

std::string_view to_text(finding_state state) {
  switch (state) {
    case finding_state::ok:
      return "ok";
    case finding_state::wrong:
      return "wrong";
    case finding_state::unknown:
      return "unknown";
  }
  return "unknown";
}

std::vector<std::string> parent_records(const zone_name& zone,
                                        const std::vector<name_server_record>& name_servers) {
  std::vector<std::string> lines;
  for (const auto& host : hosts_of(name_servers))
    lines.push_back(zone.text() + ". NS " + host.text() + ".");
  for (const auto& record : name_servers)
    if (zone.octets_below(record.host.wire()))
      lines.push_back(record.host.text() + ". " + (record.ipv4 ? "A " : "AAAA ") +
                      record.address_text());
  return lines;
}

delegation_report check_delegation(const delegation_question& question, const ask_dns& ask) {
  return delegation_checker(question, ask).check();
}

}  // namespace aviary
