// Puts the kernel's tables together into adapters.
#include <linux/if.h>

#include <algorithm>

#include "address_text.h"
#include "tables.h"

namespace homeward {

namespace {

using namespace linux_backend;  // NOLINT: the backend's own words, in the backend

AdapterState StateOf(const Link &link) {
  if ((link.flags & IFF_UP) == 0) return AdapterState::kDown;
  switch (link.operational_state) {
    case IF_OPER_UP:
      return AdapterState::kUp;
    case IF_OPER_NOTPRESENT:
      return AdapterState::kNotPresent;
    case IF_OPER_DOWN:
      return AdapterState::kDown;
    case IF_OPER_LOWERLAYERDOWN:
      return AdapterState::kLowerLayerDown;
    case IF_OPER_TESTING:
      return AdapterState::kTesting;
    case IF_OPER_DORMANT:
      return AdapterState::kDormant;
    default:
      // Loopback, tun and some drivers never report a state: the carrier flag is all there is.
      return (link.flags & IFF_RUNNING) ? AdapterState::kUp : AdapterState::kUnknown;
  }
}

// Linux keeps no metric per interface. What configures an interface writes the same metric into its routes, so the
// lowest default route's stands for it, or its lowest route's where it has no default.
std::optional<uint32_t> MetricOf(int index, int system_family, const std::vector<Route> &routes) {
  std::optional<uint32_t> of_default, of_any;
  for (const Route &route : routes) {
    if (route.out_index != index || route.system_family != system_family) continue;
    if (!of_any || route.metric < *of_any) of_any = route.metric;
    if (route.is_default && (!of_default || route.metric < *of_default)) of_default = route.metric;
  }
  return of_default ? of_default : of_any;
}

std::optional<uint32_t> FamilyMetric(const Adapter &adapter, Family family, int system_family,
                                     const std::vector<Route> &routes) {
  if (auto metric = MetricOf(static_cast<int>(adapter.index), system_family, routes)) return metric;
  const bool enabled = std::any_of(adapter.addresses.begin(), adapter.addresses.end(),
                                   [&](const AdapterAddress &address) { return address.family == family; });
  if (enabled) return 0;
  return std::nullopt;
}

std::vector<DefaultRoute> DefaultRoutesOf(int index, const std::vector<Route> &routes,
                                          const NeighbourTable &neighbours) {
  std::vector<DefaultRoute> found;
  for (const Route &route : routes) {
    if (route.out_index != index || !route.is_default) continue;
    DefaultRoute entry;
    entry.family = *FamilyOf(route.system_family);
    entry.metric = route.metric;
    entry.gateway = route.gateway;
    if (route.gateway) {
      const auto neighbour = neighbours.find({index, *route.gateway});
      if (neighbour != neighbours.end()) entry.gateway_physical_address = neighbour->second;
    }
    found.push_back(std::move(entry));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const DefaultRoute &a, const DefaultRoute &b) { return a.metric < b.metric; });
  return found;
}

std::string DescriptionOf(const Link &link) {
  if (!link.alias.empty()) return link.alias;
  if (!link.info_kind.empty()) return link.info_kind;
  return DriverOf(link.name);
}

}  // namespace

Result<std::vector<Adapter>> ListAdapters() {
  NetlinkSocket socket;
  if (auto failure = socket.Open(0)) return *failure;
  auto links = ReadLinks(socket);
  if (!links.ok()) return links.failure();
  auto addresses = ReadAddresses(socket);
  if (!addresses.ok()) return addresses.failure();
  auto routes = ReadRoutes(socket);
  if (!routes.ok()) return routes.failure();
  // A gateway's hardware address is an extra: without it the list is still right.
  auto neighbours = ReadNeighbours(socket);
  const NeighbourTable none;

  std::vector<Adapter> adapters;
  for (const Link &link : links.value()) {
    Adapter adapter;
    adapter.id = link.name;
    adapter.index = static_cast<uint32_t>(link.index);
    adapter.name = link.name;
    adapter.description = DescriptionOf(link);
    adapter.physical_address = link.physical_address;
    adapter.kind = KindOf(link, links.value());
    Foundation foundation = FoundationOf(link);
    adapter.is_hardware = foundation.is_hardware;
    adapter.is_tunnel = foundation.is_tunnel;
    adapter.lower_ids = std::move(foundation.lower_names);  // on Linux the name is the identity
    adapter.state = StateOf(link);
    adapter.mtu = link.mtu;
    // An address whose link vanished between the two dumps belongs to nobody and is left out.
    const auto own = addresses.value().find(link.index);
    if (own != addresses.value().end()) adapter.addresses = own->second;
    adapter.ipv4_metric = FamilyMetric(adapter, Family::kIpv4, AF_INET, routes.value());
    adapter.ipv6_metric = FamilyMetric(adapter, Family::kIpv6, AF_INET6, routes.value());
    adapter.default_routes = DefaultRoutesOf(link.index, routes.value(), neighbours.ok() ? neighbours.value() : none);
    adapters.push_back(std::move(adapter));
  }
  return adapters;
}

}  // namespace homeward
