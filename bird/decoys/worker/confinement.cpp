#include "bird/decoys/worker/confinement.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "messages/sanitizers.hpp"

namespace aviary {
namespace {

failure system_failure(const std::string& what) {
  return {what + ": " + std::strerror(errno), "a decoy does not run without this protection"};
}

bool limit(__rlimit_resource resource, std::size_t value) {
  const rlimit both{value, value};
  return ::setrlimit(resource, &both) == 0;
}

// An address space has to hold the sanitizers' shadow in their builds, which is terabytes.
#if defined(AVIARY_ADDRESS_SANITIZER) || defined(AVIARY_THREAD_SANITIZER)
constexpr bool address_space_is_limited = false;
#else
constexpr bool address_space_is_limited = true;
#endif
// Their search for leaks, at the end of a process, clones and traces: nothing for a worker.
bool confined = false;

bool limit_all(const worker_limits& limits) {
  return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
         limit(RLIMIT_CPU, limits.cpu_seconds) && limit(RLIMIT_NOFILE, limits.files) &&
         (!address_space_is_limited || limit(RLIMIT_AS, limits.address_space_octets));
}

// -- system calls ---------------------------------------------------------------------------------

// Talking on open sockets, memory, time, and the end.
constexpr std::array allowed = std::to_array<int>({
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(readv),
    SCMP_SYS(writev),        SCMP_SYS(recvfrom),     SCMP_SYS(recvmsg),
    SCMP_SYS(sendto),        SCMP_SYS(sendmsg),      SCMP_SYS(poll),
    SCMP_SYS(ppoll),         SCMP_SYS(shutdown),     SCMP_SYS(close),
    SCMP_SYS(getsockopt),    SCMP_SYS(brk),          SCMP_SYS(munmap),
    SCMP_SYS(mremap),        SCMP_SYS(madvise),      SCMP_SYS(futex),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),     SCMP_SYS(getpid),       SCMP_SYS(gettid),
    SCMP_SYS(getrandom),     SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),   SCMP_SYS(restart_syscall),
});

// What the libraries try and can do without: libssh looks for /etc/ssh/moduli and then takes the
// primes that it has built in; glibc asks for terminals and files' types.
constexpr std::array refused = std::to_array<int>({
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(access),
    SCMP_SYS(newfstatat),
    SCMP_SYS(fstat),
    SCMP_SYS(ioctl),
});

#if defined(AVIARY_ADDRESS_SANITIZER)
// What AddressSanitizer does when a thread ends.
constexpr std::array allowed_to_sanitizers = std::to_array<int>({SCMP_SYS(sigaltstack)});
#else
constexpr std::array<int, 0> allowed_to_sanitizers{};
#endif

// mmap and mprotect, as long as they ask for nothing executable.
bool allow_data_memory(scmp_filter_ctx filter) {
  for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    const auto not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, not_executable) != 0) return false;
  }
  return true;
}

bool filter_calls() {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  if (filter == nullptr) return false;
  bool done = allow_data_memory(filter);
  for (const int call : allowed)
    done = done && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  for (const int call : allowed_to_sanitizers)
    done = done && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  for (const int call : refused)
    done = done && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), call, 0) == 0;
  done = done && seccomp_load(filter) == 0;  // sets no_new_privs as well
  seccomp_release(filter);
  return done;
}

}  // namespace

#if defined(AVIARY_ADDRESS_SANITIZER)
/// LeakSanitizer asks this before it searches (sanitizer/lsan_interface.h).
extern "C" int __lsan_is_turned_off() {
  return confined ? 1 : 0;
}
#endif

result<void, failure> confine_worker(const worker_limits& limits) {
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return system_failure("a worker stays dumpable");
  if (!limit_all(limits)) return system_failure("a worker's resources cannot be limited");
  if (!filter_calls()) return system_failure("a worker's system calls cannot be filtered");
  confined = true;
  return {};
}

result<void, failure> give_up_privileges() {
  constexpr unsigned nobody = 65534;
  const bool user = ::geteuid() != 0 ||
                    (::setgroups(0, nullptr) == 0 && ::setresgid(nobody, nobody, nobody) == 0 &&
                     ::setresuid(nobody, nobody, nobody) == 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3]{};
  if (!user || ::syscall(SYS_capset, &header, none) != 0 ||
      ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return system_failure("the decoy's privileges cannot be given up");
  return {};
}

}  // namespace aviary
