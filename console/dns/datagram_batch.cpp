#include "console/dns/datagram_batch.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "console/dns/dns_socket.hpp"
#include "messages/invariant.hpp"

namespace aviary {
namespace {

/// A source address of a link-local query means nothing without its interface. For all others the
/// routing decides where the answer leaves.
bool is_link_local(const source_address& address) {
  return address[0] == 0xFE && (address[1] & 0xC0) == 0x80;
}

template <class Info>
Info info_in(const cmsghdr* from) {
  Info info;
  std::memcpy(&info, CMSG_DATA(from), sizeof info);
  return info;
}

/// Writes `info` as the one control message of `header`.
template <class Info>
void put_info(msghdr& header, int level, int type, const Info& info) {
  auto* control = CMSG_FIRSTHDR(&header);
  control->cmsg_level = level;
  control->cmsg_type = type;
  control->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(control), &info, sizeof info);
  header.msg_controllen = CMSG_SPACE(sizeof info);
}

/// Has the answer leave from the address that its query came to.
void put_local(msghdr& header, const return_path& path) {
  if (is_ipv4(path.local)) {
    in_pktinfo info{};
    std::memcpy(&info.ipi_spec_dst, path.local.data() + 12, sizeof info.ipi_spec_dst);
    return put_info(header, IPPROTO_IP, IP_PKTINFO, info);
  }
  in6_pktinfo info{};
  std::memcpy(&info.ipi6_addr, path.local.data(), path.local.size());
  if (is_link_local(path.local)) info.ipi6_ifindex = path.interface;
  put_info(header, IPPROTO_IPV6, IPV6_PKTINFO, info);
}

}  // namespace

// -- receiving ------------------------------------------------------------------------------------

datagram_receiver::datagram_receiver() {
  for (std::size_t i = 0; i < datagrams_max; ++i) {
    places_[i] = {octets_[i].data(), room};
    headers_[i].msg_hdr.msg_iov = &places_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_name = &peers_[i];
    headers_[i].msg_hdr.msg_control = control_[i].data();
  }
}

std::size_t datagram_receiver::receive(int socket) {
  for (auto& header : headers_) {
    header.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    header.msg_hdr.msg_controllen = control_room;
  }
  const auto count = recvmmsg(socket, headers_.data(), datagrams_max, MSG_DONTWAIT, nullptr);
  return count < 0 ? 0 : static_cast<std::size_t>(count);
}

byte_view datagram_receiver::datagram(std::size_t ordinal) const {
  return byte_view(octets_[ordinal]).first(headers_[ordinal].msg_len);
}

return_path datagram_receiver::path(std::size_t ordinal) const {
  return_path path;
  const auto peer = from_sockaddr(peers_[ordinal]);
  path.peer = peer.address;
  path.port = peer.port;
  path.interface = peer.interface;
  auto header = headers_[ordinal].msg_hdr;
  for (auto* one = CMSG_FIRSTHDR(&header); one != nullptr; one = CMSG_NXTHDR(&header, one)) {
    if (one->cmsg_level == IPPROTO_IP && one->cmsg_type == IP_PKTINFO) {
      const auto info = info_in<in_pktinfo>(one);
      path.local[10] = path.local[11] = 0xFF;
      std::memcpy(path.local.data() + 12, &info.ipi_spec_dst, sizeof info.ipi_spec_dst);
    } else if (one->cmsg_level == IPPROTO_IPV6 && one->cmsg_type == IPV6_PKTINFO) {
      const auto info = info_in<in6_pktinfo>(one);
      std::memcpy(path.local.data(), &info.ipi6_addr, path.local.size());
    }
  }
  return path;
}

// -- sending --------------------------------------------------------------------------------------

void datagram_sender::add(const return_path& path, byte_view message) {
  AVIARY_INVARIANT(!full(), "64 datagrams at a time");
  auto& header = headers_[count_].msg_hdr;
  header = {};
  header.msg_name = &peers_[count_];
  header.msg_namelen = to_sockaddr({path.peer, path.port, path.interface}, peers_[count_]);
  // sendmmsg does not write to what it sends.
  places_[count_] = {const_cast<std::uint8_t*>(message.data()), message.size()};
  header.msg_iov = &places_[count_];
  header.msg_iovlen = 1;
  if (path.local != source_address{}) {
    control_[count_] = {};
    header.msg_control = control_[count_].data();
    header.msg_controllen = control_room;
    put_local(header, path);
  }
  ++count_;
}

std::size_t datagram_sender::send(int socket) {
  std::size_t dropped = 0;
  for (std::size_t at = 0; at < count_;) {
    const auto left = static_cast<unsigned>(count_ - at);
    const auto sent = sendmmsg(socket, headers_.data() + at, left, MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    // It stops before the first that fails, and says why at the next call: that one is skipped.
    if (sent < 0) ++dropped;
    at += sent < 0 ? 1 : static_cast<std::size_t>(sent);
  }
  count_ = 0;
  return dropped;
}

}  // namespace aviary
