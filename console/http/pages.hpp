#pragma once

#include <span>
#include <string_view>

#include "console/api/api_message.hpp"

// The console's pages: files of console/web/, built, compressed and part of the program
// (docs/WEB.md). Whoever may open a door may read them; what they show comes from the API.

namespace aviary {

struct page_file {
  std::string_view path;  ///< "/assets/index-4f1c.js"
  std::string_view plain;
  std::string_view brotli;
};

/// Those that this program was built with; none in a build without AVIARY_WEB.
std::span<const page_file> page_files();

/// The file that is asked for. Any path that is no file's is a page's, and all pages are
/// /index.html: which one, its script reads off the address.
api_response page_response(const api_request& request, std::span<const page_file> files);

}  // namespace aviary
