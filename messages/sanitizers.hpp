#pragma once

// Whether this is a build with sanitizers. g++ says so with macros of its own, clang 14 only when
// it is asked.

#if defined(__SANITIZE_ADDRESS__)
#define AVIARY_ADDRESS_SANITIZER
#endif
#if defined(__SANITIZE_THREAD__)
#define AVIARY_THREAD_SANITIZER
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define AVIARY_ADDRESS_SANITIZER
#endif
#if __has_feature(thread_sanitizer)
#define AVIARY_THREAD_SANITIZER
#endif
#endif
