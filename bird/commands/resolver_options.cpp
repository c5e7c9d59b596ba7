#include "bird/commands/resolver_options.hpp"

#include "messages/path_findings.hpp"
#include "messages/resolver_address.hpp"
#include "storage/small_file.hpp"

namespace aviary {
namespace {

/// Authorities of a whole system are about 200 KiB.
constexpr std::size_t certificates_octets_max = 4 * 1024 * 1024;

bool holds_certificates(const std::string& file) {
  const auto content = read_small_file(file, certificates_octets_max);
  return content && as_text(*content).find("-----BEGIN CERTIFICATE-----") != std::string::npos;
}

}  // namespace

void resolver_options::add_to(CLI::App& command) {
  command.add_option("--resolver", resolvers,
                     "the site's DNS resolver, its port where that is not 53: 192.0.2.1, "
                     "[2001:db8::1]:5353; say it again for a second one");
  command.add_option("--doh", doh,
                     "a DNS server over HTTPS (RFC 8484), asked when no resolver answers: "
                     "https://192.0.2.1/dns-query, or a name with its address: "
                     "https://dns.example.net/dns-query=192.0.2.1");
  command.add_option("--doh-ca", doh_ca,
                     "whose certificates such a server may have (PEM); without it those of the "
                     "system");
  command.add_option("--doh-pin", doh_pin,
                     "the one key that such a server has, sha256//BASE64; no authority counts "
                     "then");
}

result<resolver_settings, failure> resolver_options::read() const {
  resolver_settings out;
  for (const auto& text : resolvers) {
    const auto at = parse_resolver(text);
    if (!at) return at.error();
    out.resolvers.push_back(*at);
  }
  for (const auto& text : doh) {
    const auto server = parse_doh_server(text);
    if (!server) return server.error();
    out.doh.push_back(*server);
  }
  const auto count = out.resolvers.size() + out.doh.size();
  if (count == 0)
    return failure{"--resolver is required, or --doh",
                   "name the site's DNS resolver: --resolver 192.0.2.1"};
  if (count > known_paths_max)
    return failure{"--resolver and --doh: " + std::to_string(count) + " are too many",
                   "give at most " + std::to_string(known_paths_max)};
  if (out.doh.empty() && !(doh_ca.empty() && doh_pin.empty()))
    return failure{"--doh-ca and --doh-pin say how a --doh is known, and there is none",
                   "leave them out, or name a server with --doh"};
  if (!doh_ca.empty() && !doh_pin.empty())
    return failure{"--doh-ca and --doh-pin are two answers to one question",
                   "with a pin no authority counts: leave out --doh-ca"};
  if (!doh_ca.empty() && !holds_certificates(doh_ca))
    return failure{"--doh-ca: " + doh_ca + " holds no certificate, or cannot be read",
                   "give a file with certificates (PEM) that this user may read"};
  out.trust.ca_file = doh_ca;
  if (doh_pin.empty()) return out;
  const auto pin = parse_pin(doh_pin);
  if (!pin) return pin.error();
  out.trust.pin = *pin;
  return out;
}

}  // namespace aviary
