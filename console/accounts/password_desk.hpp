#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "messages/password_hash.hpp"

// Hashes passwords on two threads of its own, so that at most two are under way: each takes 64 MiB
// and a tenth of a second, and whoever sends many must not take the console's memory.

namespace aviary {

class password_desk {
 public:
  explicit password_desk(password_cost cost = password_cost::of_console());
  ~password_desk() { stop(); }
  /// Ends its threads. Who still waits is told nothing.
  void stop();

  /// Tells, on a thread of the desk, whether the password is the hashed one; nothing when there is
  /// no memory for it. With "" for the hash it takes as long and says no. False when too many wait:
  /// then nobody is told anything.
  bool check(std::string password, std::string hashed,
             std::function<void(std::optional<bool>)> told);
  bool hash(std::string password, const password_salt& salt,
            std::function<void(std::optional<std::string>)> told);

  static constexpr std::size_t threads_count = 2;
  static constexpr std::size_t waiting_max = 32;

 private:
  bool ask(std::function<void()> work);
  void run();

  password_cost cost_;
  std::string nobodys_;  ///< of a password that nobody has
  std::mutex guard_;
  std::condition_variable asked_;
  std::deque<std::function<void()>> waiting_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace aviary
