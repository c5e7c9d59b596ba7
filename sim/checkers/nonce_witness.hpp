#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "messages/bytes.hpp"
#include "messages/ids.hpp"
#include "messages/request.hpp"
#include "messages/zone_name.hpp"

// Reads along, as somebody on the wire could, and notices when one nonce was used for two
// plaintexts. Sealing is deterministic, so two ciphertexts under one nonce are all that takes to
// know. A bird whose disk is its own uses no counter twice, whatever the tails are. Whole counters
// are not on the wire: no world sends 2^32 messages.

namespace aviary {

class nonce_witness {
 public:
  explicit nonce_witness(const zone_name& zone) : zone_(zone) {}

  /// A query that a bird sent.
  void asked(byte_view datagram);
  /// The content of a TXT record, raw, that the console gave to its edge.
  void answered(byte_view text);

  /// The bird's counters were put back: it will use some of them again, and only the tails keep its
  /// nonces apart.
  void put_back(const bird_tag& bird);
  /// A second bird uses the same counters: from here on, only the nonces must differ.
  void share_counters(const bird_tag& bird) { shared_.insert(bird); }

  /// In words, one for each nonce; each is handed out once.
  std::vector<std::string> take_broken_promises() { return std::exchange(broken_, {}); }
  std::size_t messages() const { return messages_; }
  std::size_t replies() const { return replies_.size(); }

 private:
  using message_number = std::pair<bird_tag, counter_low>;
  /// What was seen of one sealed message: by the index of a fragment, or -1 for a one-shot.
  using seen_pieces = std::map<int, std::string>;

  void note(const message_number& number, int piece, std::string octets);
  void note_nonce(const message_number& number, byte_view beginning);

  zone_name zone_;
  std::map<message_number, seen_pieces> sent_;
  std::size_t messages_ = 0;
  std::set<bird_tag> shared_;
  /// What follows the tail in a first piece, by counter and tail, which make the nonce.
  std::map<std::pair<message_number, std::string>, std::string> boxes_;
  std::map<std::string, std::string> replies_;  // box by nonce
  std::vector<std::string> broken_;
};

}  // namespace aviary
