// RTM_GETROUTE for one destination, and one sender where it is given: the kernel's own answer, policy rules included.
#include <net/if.h>

#include <cerrno>
#include <cstring>

#include "address_text.h"
#include "netlink_socket.h"

namespace homeward {

namespace {

using namespace linux_backend;  // NOLINT: the backend's own words, in the backend

struct RouteRequest {
  nlmsghdr header;
  rtmsg body;
  char attributes[2 * RTA_SPACE(16)];
};

// Inlined, so that the compiler knows how much room there is and checks the copy.
[[gnu::always_inline]] inline void Write(rtattr *attribute, unsigned short type, const AddressBytes &address) {
  attribute->rta_type = type;
  attribute->rta_len = static_cast<uint16_t>(RTA_LENGTH(address.size));
  std::memcpy(RTA_DATA(attribute), address.bytes, address.size);
}

RouteRequest RequestFor(const AddressBytes &destination, const std::optional<AddressBytes> &sender) {
  RouteRequest request{};
  request.header.nlmsg_type = RTM_GETROUTE;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.header.nlmsg_len = NLMSG_LENGTH(sizeof(rtmsg));
  request.body.rtm_family = static_cast<uint8_t>(destination.system_family);
  request.body.rtm_dst_len = static_cast<uint8_t>(destination.size * 8);
  if (sender) request.body.rtm_src_len = static_cast<uint8_t>(sender->size * 8);
  Write(reinterpret_cast<rtattr *>(request.attributes), RTA_DST, destination);
  size_t size = RTA_SPACE(destination.size);
  if (sender) {
    Write(reinterpret_cast<rtattr *>(request.attributes + size), RTA_SRC, *sender);
    size += RTA_SPACE(sender->size);
  }
  request.header.nlmsg_len += static_cast<uint32_t>(size);
  return request;
}

std::optional<BestRoute> ReadAnswer(const nlmsghdr &message, const std::optional<std::string> &from) {
  const auto *header = HeaderOf<rtmsg>(message);
  if (message.nlmsg_type != RTM_NEWROUTE || !header) return std::nullopt;
  if (header->rtm_type != RTN_UNICAST && header->rtm_type != RTN_LOCAL) return std::nullopt;
  const auto attributes = AttributesAfter<RTA_MAX + 1, rtmsg>(message);
  const auto index = attributes.Number(RTA_OIF);
  // The kernel chooses no sender where one is given.
  if (!index || (!from && !attributes.Has(RTA_PREFSRC))) return std::nullopt;
  auto source =
      from ? from : AddressText(header->rtm_family, attributes.Bytes(RTA_PREFSRC), attributes.Size(RTA_PREFSRC));
  char name[IF_NAMESIZE];
  // The interface may be gone between the answer and here: then there is no route through it either.
  if (!source || !if_indextoname(*index, name)) return std::nullopt;

  BestRoute route;
  route.adapter_id = name;
  route.adapter_index = *index;
  route.source_address = std::move(*source);
  if (attributes.Has(RTA_GATEWAY)) {
    route.next_hop = AddressText(header->rtm_family, attributes.Bytes(RTA_GATEWAY), attributes.Size(RTA_GATEWAY));
  } else if (attributes.Size(RTA_VIA) > sizeof(rtvia)) {
    const auto *via = reinterpret_cast<const rtvia *>(attributes.Bytes(RTA_VIA));
    route.next_hop = AddressText(via->rtvia_family, via->rtvia_addr, attributes.Size(RTA_VIA) - sizeof(rtvia));
  }
  return route;
}

bool MeansNoRoute(int error) {
  switch (error) {
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EACCES:  // a prohibit rule
    case EINVAL:  // a blackhole
    case EAFNOSUPPORT:
    case EOPNOTSUPP:  // the family is switched off
      return true;
    default:
      return false;
  }
}

}  // namespace

Result<std::optional<BestRoute>> FindBestRoute(const std::string &address, const std::optional<std::string> &from) {
  const auto destination = ParseAddress(address);
  const auto sender = from ? ParseAddress(*from) : std::nullopt;
  if (!destination || (from && !sender)) {
    return Failure{FailureCode::kSystem, EINVAL, "finding a route: not a literal address"};
  }
  // No packet has a sender of the other family.
  if (sender && sender->system_family != destination->system_family) return std::optional<BestRoute>();
  NetlinkSocket socket;
  if (auto failure = socket.Open(0)) return *failure;
  RouteRequest request = RequestFor(*destination, sender);
  std::optional<BestRoute> found;
  auto failure = socket.Exchange("finding a route", request.header,
                                 [&](const nlmsghdr &message) { found = ReadAnswer(message, from); });
  if (failure && !MeansNoRoute(failure->system_code)) return *failure;
  return found;
}

}  // namespace homeward
