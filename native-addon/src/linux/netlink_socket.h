// One rtnetlink conversation: a request out, the answers back, each bounded in time.
#pragma once

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "network_monitor.h"

namespace homeward::linux_backend {

// A failure from errno, worded "<doing>: <what the system says>".
Failure SystemFailure(const std::string &doing, int error);

// Attributes of one message, by type: null where the kernel sent none. Later ones of a type win, as in the kernel.
template <size_t kCount>
class Attributes {
 public:
  Attributes(const rtattr *first, size_t length) {
    for (const rtattr *at = first; RTA_OK(at, length); at = RTA_NEXT(at, length)) {
      const size_t type = at->rta_type & NLA_TYPE_MASK;
      if (type < kCount) found_[type] = at;
    }
  }
  const rtattr *Raw(size_t type) const { return found_[type]; }
  const uint8_t *Bytes(size_t type) const { return static_cast<const uint8_t *>(RTA_DATA(found_[type])); }
  size_t Size(size_t type) const { return found_[type] ? RTA_PAYLOAD(found_[type]) : 0; }
  bool Has(size_t type) const { return found_[type] != nullptr; }

  std::optional<uint32_t> Number(size_t type) const {
    if (Size(type) < sizeof(uint32_t)) return std::nullopt;
    uint32_t value = 0;
    __builtin_memcpy(&value, Bytes(type), sizeof value);
    return value;
  }
  std::optional<uint8_t> Octet(size_t type) const {
    if (Size(type) < 1) return std::nullopt;
    return *Bytes(type);
  }
  std::optional<std::string> Text(size_t type) const {
    if (!Has(type)) return std::nullopt;
    std::string text(reinterpret_cast<const char *>(Bytes(type)), Size(type));
    return text.substr(0, text.find('\0'));
  }

 private:
  std::array<const rtattr *, kCount> found_{};
};

// Attributes that follow a fixed header of type Header in a message.
template <size_t kCount, typename Header>
Attributes<kCount> AttributesAfter(const nlmsghdr &message) {
  const size_t fixed = NLMSG_SPACE(sizeof(Header));
  if (message.nlmsg_len <= fixed) return Attributes<kCount>(nullptr, 0);
  const auto *first = reinterpret_cast<const rtattr *>(reinterpret_cast<const char *>(&message) + fixed);
  return Attributes<kCount>(first, message.nlmsg_len - fixed);
}

// The fixed header, or null when the message is too short to hold it.
template <typename Header>
const Header *HeaderOf(const nlmsghdr &message) {
  if (message.nlmsg_len < NLMSG_LENGTH(sizeof(Header))) return nullptr;
  return static_cast<const Header *>(NLMSG_DATA(&message));
}

class NetlinkSocket {
 public:
  NetlinkSocket() = default;
  ~NetlinkSocket();
  NetlinkSocket(const NetlinkSocket &) = delete;
  NetlinkSocket &operator=(const NetlinkSocket &) = delete;

  // groups: RTMGRP_ bits to listen to, 0 for a socket that only asks.
  std::optional<Failure> Open(uint32_t groups);
  int descriptor() const { return descriptor_; }

  using Handler = std::function<void(const nlmsghdr &)>;
  // Sends `request` (a whole message whose sequence number is filled in here) and hands every answer to `handler`
  // until the kernel says done. A dump that the kernel marks as interrupted ends with kInterrupted.
  std::optional<Failure> Exchange(const char *doing, nlmsghdr &request, const Handler &handler);

 private:
  int descriptor_ = -1;
  uint32_t sequence_ = 0;
};

// Dumps one table, again when it changed underfoot: `begin` clears what an interrupted try left behind.
std::optional<Failure> DumpTable(NetlinkSocket &socket, const char *doing, uint16_t type,
                                 const std::function<void()> &begin, const NetlinkSocket::Handler &handler);

}  // namespace homeward::linux_backend
