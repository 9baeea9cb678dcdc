#include "snapshot.h"

#include <cstring>
#include <vector>

namespace stand_in {

namespace {

// As on Windows: of a notified row only the keys mean anything. The rest must never look right by chance.
Row BlankRow() {
  Row row;
  std::memset(&row.interface_row, 0xCD, sizeof row.interface_row);
  std::memset(&row.address_row, 0xCD, sizeof row.address_row);
  std::memset(&row.route_row, 0xCD, sizeof row.route_row);
  return row;
}

bool Wanted(ADDRESS_FAMILY wanted, ADDRESS_FAMILY family) { return wanted == AF_UNSPEC || wanted == family; }

std::string Bytes(const void *data, size_t size) { return {static_cast<const char *>(data), size}; }

// Of the family's own fields only: what lies behind an IPv4 address in the union is whatever was there before.
std::string KeyOf(const SOCKADDR_INET &address) {
  if (address.si_family == AF_INET) return Bytes(&address.Ipv4.sin_addr, sizeof address.Ipv4.sin_addr);
  return Bytes(&address.Ipv6.sin6_addr, sizeof address.Ipv6.sin6_addr);
}

void AddInterface(const IP_ADAPTER_ADDRESSES &adapter, ADDRESS_FAMILY family, Snapshot &snapshot) {
  Row row = BlankRow();
  row.interface_row.Family = family;
  row.interface_row.InterfaceLuid = adapter.Luid;
  row.interface_row.InterfaceIndex = adapter.IfIndex;
  row.state = std::to_string(adapter.OperStatus) + "/" + std::to_string(adapter.Mtu);
  snapshot[std::to_string(family) + "/" + std::to_string(adapter.Luid.Value)] = row;
}

void AddAddress(const IP_ADAPTER_ADDRESSES &adapter, const IP_ADAPTER_UNICAST_ADDRESS &unicast, Snapshot &snapshot) {
  SOCKADDR_INET address{};
  const auto size = static_cast<size_t>(unicast.Address.iSockaddrLength);
  if (size > sizeof address) return;
  std::memcpy(&address, unicast.Address.lpSockaddr, size);
  Row row = BlankRow();
  row.address_row.Address = address;
  row.address_row.InterfaceLuid = adapter.Luid;
  row.address_row.InterfaceIndex = adapter.IfIndex;
  row.state = std::to_string(unicast.OnLinkPrefixLength) + "/" + std::to_string(unicast.DadState);
  snapshot[std::to_string(adapter.Luid.Value) + "/" + KeyOf(address)] = row;
}

bool TakeAdapters(Kind kind, ADDRESS_FAMILY wanted, Snapshot &snapshot) {
  static const auto read = Original<decltype(&GetAdaptersAddresses)>("GetAdaptersAddresses");
  ULONG size = 64 * 1024;
  std::vector<std::byte> buffer;
  ULONG code = ERROR_BUFFER_OVERFLOW;
  for (int tries = 0; tries < 5 && code == ERROR_BUFFER_OVERFLOW; ++tries) {
    buffer.resize(size);
    code = read(AF_UNSPEC, 0, nullptr, reinterpret_cast<IP_ADAPTER_ADDRESSES *>(buffer.data()), &size);
  }
  if (code == ERROR_NO_DATA) return true;
  if (code != NO_ERROR) return false;
  for (auto *row = reinterpret_cast<IP_ADAPTER_ADDRESSES *>(buffer.data()); row; row = row->Next) {
    if (kind == Kind::kInterface) {
      for (const ADDRESS_FAMILY family : {AF_INET, AF_INET6}) {
        if (Wanted(wanted, family)) AddInterface(*row, family, snapshot);
      }
      continue;
    }
    for (auto *unicast = row->FirstUnicastAddress; unicast; unicast = unicast->Next) {
      if (Wanted(wanted, unicast->Address.lpSockaddr->sa_family)) AddAddress(*row, *unicast, snapshot);
    }
  }
  return true;
}

bool TakeRoutes(ADDRESS_FAMILY wanted, Snapshot &snapshot) {
  static const auto read = Original<decltype(&GetIpForwardTable2)>("GetIpForwardTable2");
  static const auto release = Original<decltype(&FreeMibTable)>("FreeMibTable");
  MIB_IPFORWARD_TABLE2 *table = nullptr;
  if (read(wanted, &table) != NO_ERROR) return false;
  for (ULONG i = 0; i < table->NumEntries; ++i) {
    const auto &entry = table->Table[i];
    Row row = BlankRow();
    row.route_row.InterfaceLuid = entry.InterfaceLuid;
    row.route_row.InterfaceIndex = entry.InterfaceIndex;
    row.route_row.DestinationPrefix = entry.DestinationPrefix;
    row.route_row.NextHop = entry.NextHop;
    row.state = std::to_string(entry.Metric);
    const std::string key = std::to_string(entry.InterfaceLuid.Value) + "/" + KeyOf(entry.DestinationPrefix.Prefix) +
                            "/" + std::to_string(entry.DestinationPrefix.PrefixLength) + "/" + KeyOf(entry.NextHop);
    snapshot[key] = row;
  }
  release(table);
  return true;
}

}  // namespace

bool Take(Kind kind, ADDRESS_FAMILY family, Snapshot &snapshot) {
  return kind == Kind::kRoute ? TakeRoutes(family, snapshot) : TakeAdapters(kind, family, snapshot);
}

}  // namespace stand_in
