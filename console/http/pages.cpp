#include "console/http/pages.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aviary {
namespace {

// Nothing from elsewhere, nothing inline, and no script makes markup out of text
// (W3C Content Security Policy Level 3, Trusted Types).
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

constexpr auto types = std::to_array<std::pair<std::string_view, std::string_view>>({
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
});

std::string_view type_of(std::string_view path) {
  for (const auto& [ending, type] : types)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

/// RFC 9110 section 12.5.3: "gzip, br;q=1.0". Who wants none says q=0.
bool takes_brotli(std::string_view accepted) {
  while (!accepted.empty()) {
    auto one = accepted.substr(0, accepted.find(','));
    accepted.remove_prefix(std::min(one.size() + 1, accepted.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one == "br") return true;
    if (one.starts_with("br;")) return one.find("q=0") == one.npos || one.find("q=0.") != one.npos;
  }
  return false;
}

const page_file* find_file(std::span<const page_file> files, std::string_view path) {
  const auto found = std::ranges::find(files, path, &page_file::path);
  return found == files.end() ? nullptr : &*found;
}

}  // namespace

api_response page_response(const api_request& request, std::span<const page_file> files) {
  if (request.method != "GET" && request.method != "HEAD") {
    auto refused = error_response(405, {"pages are read", "the API is below /api/v1/"});
    refused.headers["Allow"] = "GET, HEAD";
    return refused;
  }
  constexpr std::string_view assets = "/assets/";
  const bool is_asset = request.path.starts_with(assets);
  const auto* file = find_file(files, request.path);
  if (file == nullptr && !is_asset) file = find_file(files, "/index.html");
  if (file == nullptr && files.empty())
    return error_response(404, {"this console was built without its pages",
                                "use the command line, or build it with AVIARY_WEB"});
  if (file == nullptr)
    return error_response(404, {"the pages have no such file", "load the page again"});

  const bool brotli = takes_brotli(request.accept_encoding);
  api_response out{200, std::string(type_of(file->path)),
                   std::string(brotli ? file->brotli : file->plain)};
  out.headers["Content-Security-Policy"] = content_security_policy;
  out.headers["Vary"] = "Accept-Encoding";
  if (brotli) out.headers["Content-Encoding"] = "br";
  // An asset's name changes with its octets; the page that names them is asked for each time.
  out.headers["Cache-Control"] = is_asset ? "public, max-age=31536000, immutable" : "no-cache";
  return out;
}

}  // namespace aviary
