#include "console/http/tls_identity.hpp"

#include <arpa/inet.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>

#include "messages/bytes.hpp"
#include "messages/hex.hpp"
#include "messages/invariant.hpp"
#include "storage/small_file.hpp"

namespace aviary {
namespace {

template <auto Free>
struct freed {
  void operator()(auto* one) const { Free(one); }
};
using x509_pointer = std::unique_ptr<X509, freed<X509_free>>;
using key_pointer = std::unique_ptr<EVP_PKEY, freed<EVP_PKEY_free>>;
using bio_pointer = std::unique_ptr<BIO, freed<BIO_free>>;
using file_pointer = std::unique_ptr<std::FILE, freed<std::fclose>>;
using extension_pointer = std::unique_ptr<X509_EXTENSION, freed<X509_EXTENSION_free>>;
using number_pointer = std::unique_ptr<BIGNUM, freed<BN_free>>;

constexpr std::chrono::days life{3650};
/// Browsers' clocks may be behind.
constexpr std::chrono::hours early{24};

bool is_address(const std::string& text) {
  std::array<std::uint8_t, 16> octets;
  return inet_pton(AF_INET, text.c_str(), octets.data()) == 1 ||
         inet_pton(AF_INET6, text.c_str(), octets.data()) == 1;
}

/// A name that needs no quoting in a certificate.
bool is_plain_name(std::string_view text) {
  return !text.empty() && text != "localhost" && std::ranges::all_of(text, [](unsigned char one) {
    return std::isalnum(one) != 0 || one == '-' || one == '.';
  });
}

void add_extension(X509& to, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &to, &to, nullptr, nullptr, 0);
  const extension_pointer made(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  AVIARY_INVARIANT(made != nullptr, "an extension of a certificate is well formed");
  X509_add_ext(&to, made.get(), -1);
}

std::string names_text(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names)
    out += (out.empty() ? "" : ",") + std::string(is_address(name) ? "IP:" : "DNS:") + name;
  return out;
}

x509_pointer make_certificate(EVP_PKEY& key, const std::vector<std::string>& names, wall_time now) {
  x509_pointer made(X509_new());
  X509_set_version(made.get(), X509_VERSION_3);
  const number_pointer serial(BN_new());
  constexpr int serial_bits = 127;  // positive, and at most 20 octets (RFC 5280 section 4.1.2.2)
  BN_rand(serial.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(made.get()));
  const auto seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(now));
  const auto at = [seconds](auto shift) {
    return static_cast<std::time_t>(
        seconds + std::chrono::duration_cast<std::chrono::seconds>(shift).count());
  };
  ASN1_TIME_set(X509_getm_notBefore(made.get()), at(-early));
  ASN1_TIME_set(X509_getm_notAfter(made.get()), at(life));
  X509_set_pubkey(made.get(), &key);
  auto* subject = X509_get_subject_name(made.get());
  constexpr std::string_view common_name = "Aviary console";
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.data()),
                             static_cast<int>(common_name.size()), -1, 0);
  X509_set_issuer_name(made.get(), subject);
  add_extension(*made, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(*made, NID_key_usage, "critical,digitalSignature");
  add_extension(*made, NID_ext_key_usage, "serverAuth");
  add_extension(*made, NID_subject_alt_name, names_text(names));
  const auto signed_octets = X509_sign(made.get(), &key, EVP_sha256());
  AVIARY_INVARIANT(signed_octets > 0, "a fresh key signs");
  return made;
}

template <class Write>
result<void, failure> write_pem(const std::filesystem::path& file, mode_t mode, Write write) {
  const bio_pointer memory(BIO_new(BIO_s_mem()));
  write(memory.get());
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return write_new_file(file, as_bytes({text, static_cast<std::size_t>(size)}), mode);
}

/// Without the port, and an IPv6 address without its brackets; empty for what is no host.
std::string host_without_port(std::string_view host) {
  const bool bracketed = host.starts_with('[');
  const auto end = std::min(bracketed ? host.find(']') : host.find(':'), host.size());
  auto port = host.substr(std::min(end + (bracketed ? 1 : 0), host.size()));
  if (port.starts_with(':')) port.remove_prefix(1);
  const auto digit = [](char one) { return one >= '0' && one <= '9'; };
  if (!std::ranges::all_of(port, digit)) return {};
  return std::string(host.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0)));
}

}  // namespace

struct tls_certificate::parts {
  x509_pointer certificate;
};

result<void, failure> make_tls_identity(const tls_files& files,
                                        const std::vector<std::string>& names, wall_time now) {
  const key_pointer key(EVP_EC_gen("P-256"));
  AVIARY_INVARIANT(key != nullptr, "OpenSSL has P-256");
  const auto certificate = make_certificate(*key, names, now);
  const auto written = write_pem(files.key, 0600, [&key](BIO* to) {
    PEM_write_bio_PKCS8PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  if (!written) return written;
  return write_pem(files.certificate, 0644,
                   [&certificate](BIO* to) { PEM_write_bio_X509(to, certificate.get()); });
}

result<void, failure> ensure_tls_identity(const tls_files& files, wall_time now) {
  std::error_code error;
  const bool key_there = std::filesystem::exists(files.key, error);
  if (key_there || std::filesystem::exists(files.certificate, error)) return {};
  std::filesystem::create_directory(files.key.parent_path(), error);
  if (error)
    return failure{"cannot make " + files.key.parent_path().string() + ": " + error.message(),
                   "the data folder must be writable"};
  std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
  std::array<char, HOST_NAME_MAX + 1> host{};
  if (gethostname(host.data(), host.size() - 1) == 0 && is_plain_name(host.data()))
    names.insert(names.begin(), host.data());
  return make_tls_identity(files, names, now);
}

// -- reading -------------------------------------------------------------------------------------

tls_certificate::tls_certificate(std::shared_ptr<const parts> read) : parts_(std::move(read)) {}

result<tls_certificate, failure> tls_certificate::read(const std::filesystem::path& file) {
  const file_pointer opened(std::fopen(file.c_str(), "re"));
  x509_pointer certificate(opened ? PEM_read_X509(opened.get(), nullptr, nullptr, nullptr)
                                  : nullptr);
  ERR_clear_error();
  if (!certificate)
    return failure{
        "cannot read a certificate in " + file.string(),
        "put one there in PEM and its key beside it (key.pem), or remove both: then serve "
        "makes new ones"};
  return tls_certificate(std::make_shared<parts>(parts{std::move(certificate)}));
}

bool tls_certificate::is_for(std::string_view host) const {
  const auto name = host_without_port(host);
  if (name.empty()) return false;
  auto* certificate = parts_->certificate.get();
  if (is_address(name)) return X509_check_ip_asc(certificate, name.c_str(), 0) == 1;
  return X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
}

std::string tls_certificate::name() const {
  std::unique_ptr<GENERAL_NAMES, freed<GENERAL_NAMES_free>> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(parts_->certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const auto* one = sk_GENERAL_NAME_value(names.get(), i);
    if (one->type != GEN_DNS) continue;
    const auto* text = one->d.dNSName;
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
  }
  return "localhost";
}

std::string tls_certificate::fingerprint() const {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  X509_digest(parts_->certificate.get(), EVP_sha256(), digest.data(), &size);
  const auto digits = to_hex(byte_view(digest).first(size));
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 2 == 0) out += ':';
    const char digit = digits[i];
    out += digit >= 'a' ? static_cast<char>(digit - 'a' + 'A') : digit;
  }
  return out;
}

}  // namespace aviary
