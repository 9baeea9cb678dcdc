// GetIpForwardTable2 and GetIpNetTable2: where packets leave, and which hardware takes them.
#include "mib_table.h"
#include "physical_address.h"
#include "system_text.h"
#include "tables.h"

namespace homeward::windows_backend {

Result<std::vector<Route>> ReadDefaultRoutes() {
  MibTable<MIB_IPFORWARD_TABLE2> table;
  const DWORD code = GetIpForwardTable2(AF_UNSPEC, table.slot());
  std::vector<Route> routes;
  if (code == ERROR_NOT_FOUND) return routes;
  if (code != NO_ERROR) return SystemFailure("GetIpForwardTable2", code);
  for (ULONG i = 0; i < table.size(); ++i) {
    const auto &row = table[i];
    const auto family = FamilyOf(row.DestinationPrefix.Prefix.si_family);
    if (row.DestinationPrefix.PrefixLength != 0 || row.Loopback || !family) continue;
    Route route;
    route.luid = row.InterfaceLuid.Value;
    route.family = *family;
    route.metric = row.Metric;
    if (!IsUnspecified(row.NextHop)) route.gateway = AddressText(row.NextHop);
    routes.push_back(std::move(route));
  }
  return routes;
}

Result<NeighbourTable> ReadNeighbours() {
  NeighbourTable neighbours;
  std::optional<Failure> failure;
  // One family at a time: where one is missing, the other's table is still worth having.
  for (const ADDRESS_FAMILY family : {AF_INET, AF_INET6}) {
    MibTable<MIB_IPNET_TABLE2> table;
    const DWORD code = GetIpNetTable2(family, table.slot());
    if (code != NO_ERROR && code != ERROR_NOT_FOUND) failure = SystemFailure("GetIpNetTable2", code);
    for (ULONG i = 0; i < table.size(); ++i) {
      const auto &row = table[i];
      if (row.State == NlnsUnreachable || row.State == NlnsIncomplete) continue;
      if (row.PhysicalAddressLength > sizeof row.PhysicalAddress) continue;
      auto address = AddressText(row.Address);
      auto hardware = PhysicalAddressText(row.PhysicalAddress, row.PhysicalAddressLength);
      if (address && hardware) neighbours[{row.InterfaceLuid.Value, *address}] = *hardware;
    }
  }
  if (failure && neighbours.empty()) return *failure;
  return neighbours;
}

}  // namespace homeward::windows_backend
