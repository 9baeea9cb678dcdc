// GetIfEntry2 with the flags that a test asks for, also for interfaces that Wine does not have, and GetIfStackTable, which
// Wine lacks:
//   STANDIN_ROWS="2:hardware=1 connector=1;9:filter=1"     by interface index; fields that are not named stay
//   STANDIN_STACK="2>9 9>7"                                 higher>lower
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "wine_iphlpapi.h"

namespace stand_in {

namespace {

// The fields of one interface, as "name=value name=value"; empty when the test names none.
std::optional<std::string> FieldsOf(NET_IFINDEX index) {
  std::istringstream rows(Variable("STANDIN_ROWS"));
  for (std::string row; std::getline(rows, row, ';');) {
    const size_t colon = row.find(':');
    if (colon != std::string::npos && std::strtoul(row.c_str(), nullptr, 0) == index) return row.substr(colon + 1);
  }
  return std::nullopt;
}

// As a driver would register it: Ethernet, up, without an address.
void MakeUp(NET_IFINDEX index, MIB_IF_ROW2 *row) {
  std::memset(row, 0, sizeof *row);
  row->InterfaceIndex = index;
  row->InterfaceLuid.Info.IfType = IF_TYPE_ETHERNET_CSMACD;
  row->InterfaceLuid.Info.NetLuidIndex = index;
  row->InterfaceGuid.Data1 = index;
  row->Type = IF_TYPE_ETHERNET_CSMACD;
  row->OperStatus = IfOperStatusUp;
  row->Mtu = 1500;
  std::swprintf(row->Alias, IF_MAX_STRING_SIZE, L"Ethernet %u", static_cast<unsigned>(index));
}

void Apply(const std::string &fields, MIB_IF_ROW2 *row) {
  auto &flags = row->InterfaceAndOperStatusFlags;
  // A bit field cannot be passed by reference.
  if (const auto value = Field(fields, "hardware")) flags.HardwareInterface = *value != 0;
  if (const auto value = Field(fields, "filter")) flags.FilterInterface = *value != 0;
  if (const auto value = Field(fields, "connector")) flags.ConnectorPresent = *value != 0;
  Set(fields, "tunnel", row->TunnelType);
  Set(fields, "media", row->MediaType);
  Set(fields, "medium", row->PhysicalMediumType);
}

std::vector<std::pair<NET_IFINDEX, NET_IFINDEX>> Stack() {
  std::vector<std::pair<NET_IFINDEX, NET_IFINDEX>> pairs;
  std::istringstream words(Variable("STANDIN_STACK"));
  for (std::string word; words >> word;) {
    unsigned higher = 0, lower = 0;
    if (std::sscanf(word.c_str(), "%u>%u", &higher, &lower) == 2) pairs.emplace_back(higher, lower);
  }
  return pairs;
}

}  // namespace

}  // namespace stand_in

extern "C" DWORD WINAPI StandInGetIfEntry2(PMIB_IF_ROW2 row) {
  static const auto original = stand_in::Original<decltype(&GetIfEntry2)>("GetIfEntry2");
  const NET_IFINDEX asked = row->InterfaceIndex;
  const DWORD code = original(row);
  const auto fields = stand_in::FieldsOf(code == NO_ERROR ? row->InterfaceIndex : asked);
  if (!fields) return code;
  if (code != NO_ERROR) stand_in::MakeUp(asked, row);
  stand_in::Apply(*fields, row);
  return NO_ERROR;
}

extern "C" DWORD WINAPI StandInGetIfStackTable(PMIB_IFSTACK_TABLE *table) {
  const auto pairs = stand_in::Stack();
  const size_t bytes = sizeof(MIB_IFSTACK_TABLE) + pairs.size() * sizeof(MIB_IFSTACK_ROW);
  // Wine's FreeMibTable gives it back to this heap.
  *table = static_cast<MIB_IFSTACK_TABLE *>(HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, bytes));
  if (!*table) return ERROR_NOT_ENOUGH_MEMORY;
  (*table)->NumEntries = static_cast<ULONG>(pairs.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    (*table)->Table[i].HigherLayerInterfaceIndex = pairs[i].first;
    (*table)->Table[i].LowerLayerInterfaceIndex = pairs[i].second;
  }
  return NO_ERROR;
}
