#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <utility>

// Results without exceptions. A codec's error is an enum of its own, with a `describe(error)` that
// names it in words; what an operator reads is a `failure`.

namespace aviary {

/// A `Value`, or the `Error` that says why there is none. Never throws: test it before `*`.
template <class Value, class Error>
using result = boost::system::result<Value, Error>;

/// An error for a person: what went wrong, and what to do next.
struct failure {
  std::string what;
  std::string hint;

  friend bool operator==(const failure&, const failure&) = default;
};

}  // namespace aviary
