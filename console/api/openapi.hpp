#pragma once

#include <string_view>

namespace aviary {

/// console/api/openapi.json, what the API is for programs: OpenAPI 3.1.
std::string_view openapi_text();

}  // namespace aviary
