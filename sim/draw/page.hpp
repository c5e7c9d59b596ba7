#pragma once

#include <string>
#include <string_view>

// What all pages have in common. A page is one file: no script, nothing from the network (and a
// policy that says so to the browser), light or dark as the reader has it, as narrow as 360 pixels
// without scrolling sideways, fit for paper. It is well-formed XML, too, so that tests can read it.

namespace aviary {

/// The whole document. `body` is markup, `title` any octets.
std::string html_page(std::string_view title, std::string_view body);

/// Any octets as text of a page.
std::string html_text(std::string_view octets);

}  // namespace aviary
