// GetIpNetTable2 with the IPv6 neighbours that a test asks for, which Wine does not read from Linux:
//   STANDIN_NEIGHBOURS="2 2a0e:1111::a1 02000000000a1 5;..."     interface index, address, hardware address or -, NL_NEIGHBOR_STATE
//   STANDIN_NO_NEIGHBOURS=5                                      the error of every call
#include <cstdio>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "wine_iphlpapi.h"

namespace stand_in {

namespace {

std::vector<MIB_IPNET_ROW2> Neighbours() {
  static const auto to_luid =
      Original<decltype(&ConvertInterfaceIndexToLuid)>("ConvertInterfaceIndexToLuid");
  std::vector<MIB_IPNET_ROW2> rows;
  std::istringstream entries(Variable("STANDIN_NEIGHBOURS"));
  for (std::string entry; std::getline(entries, entry, ';');) {
    std::istringstream words(entry);
    std::string address, hardware;
    unsigned long index = 0, state = 0;
    if (!(words >> index >> address >> hardware >> state)) continue;
    MIB_IPNET_ROW2 row{};
    row.InterfaceIndex = index;
    to_luid(index, &row.InterfaceLuid);
    row.Address.Ipv6.sin6_family = AF_INET6;
    inet_pton(AF_INET6, address.c_str(), &row.Address.Ipv6.sin6_addr);
    unsigned byte = 0;
    while (std::sscanf(hardware.c_str() + 2 * row.PhysicalAddressLength, "%2x", &byte) == 1) {
      row.PhysicalAddress[row.PhysicalAddressLength++] = static_cast<UCHAR>(byte);
    }
    row.State = static_cast<NL_NEIGHBOR_STATE>(state);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

}  // namespace stand_in

extern "C" DWORD WINAPI StandInGetIpNetTable2(ADDRESS_FAMILY family, PMIB_IPNET_TABLE2 *table) {
  static const auto original = stand_in::Original<decltype(&GetIpNetTable2)>("GetIpNetTable2");
  if (const long code = stand_in::Setting("STANDIN_NO_NEIGHBOURS", 0)) return static_cast<DWORD>(code);
  if (family != AF_INET6) return original(family, table);
  const auto rows = stand_in::Neighbours();
  const size_t bytes = sizeof(MIB_IPNET_TABLE2) + rows.size() * sizeof(MIB_IPNET_ROW2);
  // Wine's FreeMibTable gives it back to this heap.
  *table = static_cast<MIB_IPNET_TABLE2 *>(HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, bytes));
  if (!*table) return ERROR_NOT_ENOUGH_MEMORY;
  (*table)->NumEntries = static_cast<ULONG>(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) (*table)->Table[i] = rows[i];
  return NO_ERROR;
}
