// GetIpForwardTable2: where packets leave.
#include "mib_table.h"
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

}  // namespace homeward::windows_backend
