#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "messages/dns_question.hpp"
#include "messages/dns_response.hpp"
#include "messages/endpoint.hpp"
#include "messages/result.hpp"

namespace aviary {

/// One question to one server.
struct dns_lookup {
  endpoint server;
  dns_question asked;
  bool over_stream = false;
  /// Of each try over UDP.
  std::chrono::seconds patience{2};
};

/// What came back, or why nothing did, in words that follow "does not answer: ".
using lookup_outcome = result<dns_response, std::string>;

/// Asks and waits.
using ask_dns = std::function<lookup_outcome(const dns_lookup&)>;

}  // namespace aviary
