// RTM_GETROUTE: where packets leave.
#include "address_text.h"
#include "tables.h"

namespace homeward::linux_backend {

namespace {

using RouteAttributes = Attributes<RTA_MAX + 1>;

// The next hop, also where an IPv4 route leads through an IPv6 neighbour (RFC 5549).
std::optional<std::string> GatewayOf(int system_family, const RouteAttributes &attributes) {
  if (attributes.Has(RTA_GATEWAY)) {
    return AddressText(system_family, attributes.Bytes(RTA_GATEWAY), attributes.Size(RTA_GATEWAY));
  }
  if (attributes.Size(RTA_VIA) > sizeof(rtvia)) {
    const auto *via = reinterpret_cast<const rtvia *>(attributes.Bytes(RTA_VIA));
    return AddressText(via->rtvia_family, via->rtvia_addr, attributes.Size(RTA_VIA) - sizeof(rtvia));
  }
  return std::nullopt;
}

void AddHops(std::vector<Route> &routes, Route base, const RouteAttributes &attributes) {
  const auto *hop = reinterpret_cast<const rtnexthop *>(attributes.Bytes(RTA_MULTIPATH));
  int left = static_cast<int>(attributes.Size(RTA_MULTIPATH));
  for (; left > 0 && RTNH_OK(hop, left); left -= NLMSG_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop)) {
    const RouteAttributes nested(RTNH_DATA(hop), hop->rtnh_len - sizeof(*hop));
    base.out_index = hop->rtnh_ifindex;
    base.gateway = GatewayOf(base.system_family, nested);
    routes.push_back(base);
  }
}

bool Counts(const rtmsg &header, const RouteAttributes &attributes) {
  const uint32_t table = attributes.Number(RTA_TABLE).value_or(header.rtm_table);
  return header.rtm_type == RTN_UNICAST && (table == RT_TABLE_MAIN || table == RT_TABLE_DEFAULT) &&
         (header.rtm_flags & RTM_F_CLONED) == 0 && FamilyOf(header.rtm_family).has_value();
}

}  // namespace

Result<std::vector<Route>> ReadRoutes(NetlinkSocket &socket) {
  std::vector<Route> routes;
  auto failure = DumpTable(
      socket, "reading the routes", RTM_GETROUTE, [&] { routes.clear(); },
      [&](const nlmsghdr &message) {
        const auto *header = HeaderOf<rtmsg>(message);
        if (message.nlmsg_type != RTM_NEWROUTE || !header) return;
        const auto attributes = AttributesAfter<RTA_MAX + 1, rtmsg>(message);
        if (!Counts(*header, attributes)) return;
        Route route;
        route.system_family = header->rtm_family;
        route.is_default = header->rtm_dst_len == 0;
        route.metric = attributes.Number(RTA_PRIORITY).value_or(0);
        if (attributes.Has(RTA_MULTIPATH)) {
          AddHops(routes, route, attributes);
          return;
        }
        route.out_index = static_cast<int>(attributes.Number(RTA_OIF).value_or(0));
        route.gateway = GatewayOf(route.system_family, attributes);
        routes.push_back(std::move(route));
      });
  if (failure) return *failure;
  return routes;
}

}  // namespace homeward::linux_backend
