// Puts IP Helper's tables together into adapters.
#include <algorithm>
#include <cstddef>

#include "system_text.h"
#include "tables.h"

namespace homeward {

namespace {

using namespace windows_backend;  // NOLINT: the backend's own words, in the backend

// Each row says how long it is; every Windows since Vista fills it as far as the network's GUID.
constexpr size_t kNeededBytes = offsetof(IP_ADAPTER_ADDRESSES, NetworkGuid) + sizeof(GUID);

std::vector<DefaultRoute> DefaultRoutesOf(const Adapter &adapter, const std::vector<Route> &routes,
                                          const NeighbourTable &neighbours) {
  std::vector<DefaultRoute> found;
  for (const Route &route : routes) {
    if (route.luid != adapter.luid) continue;
    DefaultRoute entry;
    entry.family = route.family;
    entry.gateway = route.gateway;
    // Both are 32 bits wide, and "as bad as possible" is their maximum: the sum needs more.
    const auto own = route.family == Family::kIpv4 ? adapter.ipv4_metric : adapter.ipv6_metric;
    entry.metric = uint64_t{route.metric} + own.value_or(0);
    if (route.gateway) {
      const auto neighbour = neighbours.find({route.luid, *route.gateway});
      if (neighbour != neighbours.end()) entry.gateway_physical_address = neighbour->second;
    }
    found.push_back(std::move(entry));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const DefaultRoute &a, const DefaultRoute &b) { return a.metric < b.metric; });
  return found;
}

}  // namespace

Result<std::vector<Adapter>> ListAdapters() {
  auto buffer = AdapterBuffer::Read();
  if (!buffer.ok()) return buffer.failure();
  auto routes = ReadDefaultRoutes();
  if (!routes.ok()) return routes.failure();
  // A gateway's hardware address is an extra: without it the list is still right.
  auto neighbours = ReadNeighbours();
  const NeighbourTable none;

  std::vector<Adapter> adapters;
  for (const auto *row = buffer.value().first(); row; row = row->Next) {
    if (row->Length < kNeededBytes) continue;
    Adapter adapter = AdapterOf(*row);
    adapter.default_routes = DefaultRoutesOf(adapter, routes.value(), neighbours.ok() ? neighbours.value() : none);
    adapters.push_back(std::move(adapter));
  }
  FollowStacks(adapters);
  return adapters;
}

}  // namespace homeward
