#include "console/api/api.hpp"
#include "console/api/openapi.hpp"

// GET /openapi.json

namespace aviary {

void get_openapi(const api_context&, const api_request&, const path_parts&,
                 const api_reply& reply) {
  reply({200, "application/json", std::string(openapi_text())});
}

}  // namespace aviary
