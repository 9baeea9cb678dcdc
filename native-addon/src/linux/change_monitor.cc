// rtnetlink multicast groups, read on a thread of its own that sleeps until the kernel speaks.
#include <linux/if_link.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "netlink_socket.h"

namespace homeward {

namespace {

using namespace linux_backend;  // NOLINT: the backend's own words, in the backend

constexpr uint32_t kGroups =
    RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
constexpr size_t kBufferBytes = 32 * 1024;
constexpr int kReadsPerCall = 64;

ChangeKinds KindsOf(const nlmsghdr &message) {
  switch (message.nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK: {
      const auto *header = HeaderOf<ifinfomsg>(message);
      // Bridges repeat each port's news in their own family, and Wi-Fi drivers announce every scan this way.
      if (!header || header->ifi_family != AF_UNSPEC) return 0;
      return AttributesAfter<IFLA_MAX + 1, ifinfomsg>(message).Has(IFLA_WIRELESS) ? 0 : kLinkChange;
    }
    case RTM_NEWADDR:
    case RTM_DELADDR:
      return kAddressChange;
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
      return kRouteChange;
    default:
      return 0;
  }
}

class NetlinkMonitor final : public ChangeMonitor {
 public:
  explicit NetlinkMonitor(ChangeListener &listener) : listener_(listener) {}

  std::optional<Failure> Start() {
    if (auto failure = socket_.Open(kGroups)) return failure;
    wake_ = eventfd(0, EFD_CLOEXEC);
    if (wake_ < 0) return SystemFailure("making an eventfd", errno);
    try {
      thread_ = std::thread([this] { Run(); });
    } catch (const std::system_error &error) {
      return SystemFailure("starting the monitor's thread", error.code().value());
    }
    return std::nullopt;
  }

  ~NetlinkMonitor() override {
    if (thread_.joinable()) {
      const uint64_t one = 1;
      // A fresh eventfd takes its first increment without fail.
      while (write(wake_, &one, sizeof one) < 0 && errno == EINTR) {
      }
      thread_.join();
    }
    if (wake_ >= 0) close(wake_);
  }

  bool complete() const noexcept override { return true; }

 private:
  void Run() {
    pollfd waits[2] = {{socket_.descriptor(), POLLIN, 0}, {wake_, POLLIN, 0}};
    for (;;) {
      if (poll(waits, 2, -1) < 0) continue;  // EINTR; the descriptors stay ours until joined
      if (waits[1].revents) return;
      if (const ChangeKinds kinds = Drain()) listener_.OnChange(kinds);
    }
  }

  // Collects the waiting messages as one set of kinds, so that a burst is one call. The loop is bounded, so that an endless burst
  // is reported, too.
  ChangeKinds Drain() {
    ChangeKinds kinds = 0;
    for (int reads = 0; reads < kReadsPerCall; ++reads) {
      const ssize_t received = recv(socket_.descriptor(), buffer_, sizeof buffer_, MSG_DONTWAIT);
      if (received < 0) {
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == EWOULDBLOCK) return kinds;
        // ENOBUFS: the kernel dropped some. Whatever else it is, looking again is the right answer.
        kinds |= kChangesLost;
        continue;
      }
      auto left = static_cast<size_t>(received);
      for (auto *message = reinterpret_cast<nlmsghdr *>(buffer_); NLMSG_OK(message, left);
           message = NLMSG_NEXT(message, left)) {
        kinds |= KindsOf(*message);
      }
    }
    return kinds;
  }

  ChangeListener &listener_;
  NetlinkSocket socket_;
  int wake_ = -1;
  std::thread thread_;
  alignas(nlmsghdr) char buffer_[kBufferBytes];
};

}  // namespace

Result<std::unique_ptr<ChangeMonitor>> StartChangeMonitor(ChangeListener &listener) {
  auto monitor = std::make_unique<NetlinkMonitor>(listener);
  if (auto failure = monitor->Start()) return *failure;
  return std::unique_ptr<ChangeMonitor>(std::move(monitor));
}

}  // namespace homeward
