#pragma once

#include "messages/json.hpp"

// Boost.JSON 1.81 reads a number that is not whole to within its last bit, so that value -> text ->
// value need not end where it began. Where a target compares values, such numbers are left out.

namespace aviary {

inline void without_fractions(json_value& value) {
  if (value.is_double()) value = nullptr;
  if (auto* array = value.if_array())
    for (auto& element : *array) without_fractions(element);
  if (auto* object = value.if_object())
    for (auto& member : *object) without_fractions(member.value());
}

inline json_value without_fractions_in(json_value value) {
  without_fractions(value);
  return value;
}

}  // namespace aviary
