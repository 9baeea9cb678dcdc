#include "netlink_socket.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

namespace homeward::linux_backend {

namespace {

// The kernel never fills more than 32 KiB of one dump datagram.
constexpr size_t kBufferBytes = 64 * 1024;
constexpr timeval kAnswerTimeout{2, 0};
constexpr int kDumpTries = 20;
constexpr auto kLongestPause = std::chrono::milliseconds(50);

FailureCode CodeOf(int error) {
  switch (error) {
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
    case EOPNOTSUPP:
      return FailureCode::kNotSupported;
    case EACCES:
    case EPERM:
      return FailureCode::kAccessDenied;
    case ENOMEM:
    case ENOBUFS:
      return FailureCode::kOutOfMemory;
    case EAGAIN:
    case EINTR:
      return FailureCode::kInterrupted;
    default:
      return FailureCode::kSystem;
  }
}

}  // namespace

Failure SystemFailure(const std::string &doing, int error) {
  return {CodeOf(error), error, doing + ": " + std::generic_category().message(error)};
}

NetlinkSocket::~NetlinkSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::optional<Failure> NetlinkSocket::Open(uint32_t groups) {
  descriptor_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (descriptor_ < 0) return SystemFailure("opening a netlink socket", errno);
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &kAnswerTimeout, sizeof kAnswerTimeout);
  sockaddr_nl self{};
  self.nl_family = AF_NETLINK;
  self.nl_groups = groups;
  if (bind(descriptor_, reinterpret_cast<sockaddr *>(&self), sizeof self) != 0) {
    return SystemFailure("binding a netlink socket", errno);
  }
  return std::nullopt;
}

std::optional<Failure> NetlinkSocket::Exchange(const char *doing, nlmsghdr &request, const Handler &handler) {
  request.nlmsg_seq = ++sequence_;
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  if (sendto(descriptor_, &request, request.nlmsg_len, 0, reinterpret_cast<sockaddr *>(&kernel), sizeof kernel) < 0) {
    return SystemFailure(doing, errno);
  }
  const bool dump = (request.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
  std::vector<char> buffer(kBufferBytes);
  bool interrupted = false;
  for (;;) {
    sockaddr_nl sender{};
    iovec space{buffer.data(), buffer.size()};
    msghdr envelope{};
    envelope.msg_name = &sender;
    envelope.msg_namelen = sizeof sender;
    envelope.msg_iov = &space;
    envelope.msg_iovlen = 1;
    const ssize_t received = recvmsg(descriptor_, &envelope, 0);
    if (received < 0) {
      if (errno == EINTR) continue;
      return SystemFailure(doing, errno);
    }
    if (envelope.msg_flags & MSG_TRUNC) return SystemFailure(doing, EMSGSIZE);
    if (sender.nl_pid != 0) continue;  // only the kernel answers
    auto left = static_cast<size_t>(received);
    for (auto *message = reinterpret_cast<nlmsghdr *>(buffer.data()); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left)) {
      if (message->nlmsg_seq != sequence_) continue;  // left over from an exchange that timed out
      if (message->nlmsg_flags & NLM_F_DUMP_INTR) interrupted = true;
      if (message->nlmsg_type == NLMSG_ERROR) {
        const auto *error = HeaderOf<nlmsgerr>(*message);
        const int code = error ? -error->error : EPROTO;
        if (code != 0) return SystemFailure(doing, code);
        return std::nullopt;
      }
      if (message->nlmsg_type == NLMSG_DONE) {
        if (interrupted) return SystemFailure(std::string(doing) + ": the table kept changing", EINTR);
        return std::nullopt;
      }
      handler(*message);
      if (!dump) return std::nullopt;
    }
  }
}

std::optional<Failure> DumpTable(NetlinkSocket &socket, const char *doing, uint16_t type,
                                 const std::function<void()> &begin, const NetlinkSocket::Handler &handler) {
  auto pause = std::chrono::milliseconds(1);
  for (int tries = 1;; ++tries) {
    struct {
      nlmsghdr header;
      rtgenmsg body;
    } request{};
    request.header.nlmsg_len = NLMSG_LENGTH(sizeof request.body);
    request.header.nlmsg_type = type;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.body.rtgen_family = AF_UNSPEC;
    begin();
    auto failure = socket.Exchange(doing, request.header, handler);
    if (!failure || failure->system_code != EINTR || tries == kDumpTries) return failure;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace homeward::linux_backend
