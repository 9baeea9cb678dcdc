// RTM_GETROUTE for one destination: the kernel's own answer, policy rules included.
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
  char attributes[RTA_SPACE(16)];
};

RouteRequest RequestFor(const AddressBytes &destination) {
  RouteRequest request{};
  request.header.nlmsg_type = RTM_GETROUTE;
  request.header.nlmsg_flags = NLM_F_REQUEST;
  request.header.nlmsg_len = NLMSG_LENGTH(sizeof(rtmsg)) + RTA_SPACE(destination.size);
  request.body.rtm_family = static_cast<uint8_t>(destination.system_family);
  request.body.rtm_dst_len = static_cast<uint8_t>(destination.size * 8);
  auto *attribute = reinterpret_cast<rtattr *>(request.attributes);
  attribute->rta_type = RTA_DST;
  attribute->rta_len = static_cast<uint16_t>(RTA_LENGTH(destination.size));
  std::memcpy(RTA_DATA(attribute), destination.bytes, destination.size);
  return request;
}

std::optional<BestRoute> ReadAnswer(const nlmsghdr &message) {
  const auto *header = HeaderOf<rtmsg>(message);
  if (message.nlmsg_type != RTM_NEWROUTE || !header) return std::nullopt;
  if (header->rtm_type != RTN_UNICAST && header->rtm_type != RTN_LOCAL) return std::nullopt;
  const auto attributes = AttributesAfter<RTA_MAX + 1, rtmsg>(message);
  const auto index = attributes.Number(RTA_OIF);
  if (!index || !attributes.Has(RTA_PREFSRC)) return std::nullopt;
  auto source = AddressText(header->rtm_family, attributes.Bytes(RTA_PREFSRC), attributes.Size(RTA_PREFSRC));
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

Result<std::optional<BestRoute>> FindBestRoute(const std::string &address) {
  const auto destination = ParseAddress(address);
  if (!destination) return Failure{FailureCode::kSystem, EINVAL, "finding a route: not a literal address"};
  NetlinkSocket socket;
  if (auto failure = socket.Open(0)) return *failure;
  RouteRequest request = RequestFor(*destination);
  std::optional<BestRoute> found;
  auto failure = socket.Exchange("finding a route", request.header,
                                 [&](const nlmsghdr &message) { found = ReadAnswer(message); });
  if (failure && !MeansNoRoute(failure->system_code)) return *failure;
  return found;
}

}  // namespace homeward
