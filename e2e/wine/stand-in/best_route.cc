// GetBestRoute2, which Wine does not have: longest prefix, then lowest metric, over Wine's own route table.
#include <cstring>
#include <vector>

#include "wine_iphlpapi.h"

namespace stand_in {

namespace {

const UCHAR *BytesOf(const SOCKADDR_INET &address) {
  return address.si_family == AF_INET ? reinterpret_cast<const UCHAR *>(&address.Ipv4.sin_addr)
                                      : reinterpret_cast<const UCHAR *>(&address.Ipv6.sin6_addr);
}

bool Covers(const IP_ADDRESS_PREFIX &prefix, const SOCKADDR_INET &address) {
  if (prefix.Prefix.si_family != address.si_family) return false;
  const UCHAR *left = BytesOf(prefix.Prefix), *right = BytesOf(address);
  for (int bit = 0; bit < prefix.PrefixLength; ++bit) {
    const UCHAR mask = static_cast<UCHAR>(0x80 >> (bit % 8));
    if ((left[bit / 8] & mask) != (right[bit / 8] & mask)) return false;
  }
  return true;
}

bool Better(const MIB_IPFORWARD_ROW2 &a, const MIB_IPFORWARD_ROW2 &b) {
  if (a.DestinationPrefix.PrefixLength != b.DestinationPrefix.PrefixLength) {
    return a.DestinationPrefix.PrefixLength > b.DestinationPrefix.PrefixLength;
  }
  return a.Metric < b.Metric;
}

// The first address of the family on the interface.
bool SourceOn(NET_LUID luid, ADDRESS_FAMILY family, SOCKADDR_INET *source) {
  static const auto read = Original<decltype(&GetAdaptersAddresses)>("GetAdaptersAddresses");
  std::vector<std::byte> buffer(256 * 1024);
  ULONG size = static_cast<ULONG>(buffer.size());
  auto *row = reinterpret_cast<IP_ADAPTER_ADDRESSES *>(buffer.data());
  if (read(family, 0, nullptr, row, &size) != NO_ERROR) return false;
  for (; row; row = row->Next) {
    if (row->Luid.Value != luid.Value || !row->FirstUnicastAddress) continue;
    const auto &address = row->FirstUnicastAddress->Address;
    std::memcpy(source, address.lpSockaddr, static_cast<size_t>(address.iSockaddrLength));
    return true;
  }
  return false;
}

}  // namespace

}  // namespace stand_in

extern "C" DWORD WINAPI StandInGetBestRoute2(NET_LUID *, NET_IFINDEX, CONST SOCKADDR_INET *,
                                             CONST SOCKADDR_INET *destination, ULONG, PMIB_IPFORWARD_ROW2 best,
                                             SOCKADDR_INET *source) {
  static const auto read = stand_in::Original<decltype(&GetIpForwardTable2)>("GetIpForwardTable2");
  static const auto release = stand_in::Original<decltype(&FreeMibTable)>("FreeMibTable");
  MIB_IPFORWARD_TABLE2 *table = nullptr;
  if (const DWORD code = read(destination->si_family, &table)) return code;
  const MIB_IPFORWARD_ROW2 *found = nullptr;
  for (ULONG i = 0; i < table->NumEntries; ++i) {
    const auto &row = table->Table[i];
    if (!stand_in::Covers(row.DestinationPrefix, *destination)) continue;
    if (!found || stand_in::Better(row, *found)) found = &row;
  }
  DWORD code = ERROR_NETWORK_UNREACHABLE;
  if (found) {
    *best = *found;
    code = stand_in::SourceOn(found->InterfaceLuid, destination->si_family, source) ? NO_ERROR : ERROR_NOT_FOUND;
  }
  release(table);
  return code;
}
