// GetIpNetTable2: the other hosts of each link, and the hardware addresses that they answered with.
#include <map>

#include "mib_table.h"
#include "physical_address.h"
#include "system_text.h"
#include "tables.h"

namespace homeward {

namespace windows_backend {

namespace {

NeighbourState StateOf(NL_NEIGHBOR_STATE state) {
  switch (state) {
    case NlnsReachable:
      return NeighbourState::kReachable;
    case NlnsStale:
      return NeighbourState::kStale;
    case NlnsDelay:
      return NeighbourState::kDelay;
    case NlnsProbe:
      return NeighbourState::kProbe;
    case NlnsPermanent:
      return NeighbourState::kPermanent;
    case NlnsIncomplete:
      return NeighbourState::kIncomplete;
    default:
      return NeighbourState::kFailed;
  }
}

std::optional<NeighbourRow> ReadRow(const MIB_IPNET_ROW2 &entry) {
  const auto family = FamilyOf(entry.Address.si_family);
  auto address = AddressText(entry.Address);
  if (!family || !address || entry.PhysicalAddressLength > sizeof entry.PhysicalAddress) return std::nullopt;
  NeighbourRow row;
  row.luid = entry.InterfaceLuid;
  row.family = *family;
  row.address = std::move(*address);
  row.physical_address = PhysicalAddressText(entry.PhysicalAddress, entry.PhysicalAddressLength);
  row.state = StateOf(entry.State);
  return row;
}

}  // namespace

Result<std::vector<NeighbourRow>> ReadNeighbourRows() {
  std::vector<NeighbourRow> rows;
  std::optional<Failure> failure;
  // One family at a time: where one is missing, the other's table is still worth having.
  for (const ADDRESS_FAMILY family : {AF_INET, AF_INET6}) {
    MibTable<MIB_IPNET_TABLE2> table;
    const DWORD code = GetIpNetTable2(family, table.slot());
    if (code != NO_ERROR && code != ERROR_NOT_FOUND) failure = SystemFailure("GetIpNetTable2", code);
    for (ULONG i = 0; i < table.size(); ++i) {
      auto row = ReadRow(table[i]);
      if (row) rows.push_back(std::move(*row));
    }
  }
  if (failure && rows.empty()) return *failure;
  return rows;
}

Result<NeighbourTable> ReadNeighbours() {
  auto rows = ReadNeighbourRows();
  if (!rows.ok()) return rows.failure();
  NeighbourTable neighbours;
  for (const NeighbourRow &row : rows.value()) {
    if (row.state == NeighbourState::kFailed || row.state == NeighbourState::kIncomplete) continue;
    if (row.physical_address) neighbours[{row.luid.Value, row.address}] = *row.physical_address;
  }
  return neighbours;
}

}  // namespace windows_backend

Result<std::vector<Neighbour>> ListNeighbours() {
  auto rows = windows_backend::ReadNeighbourRows();
  if (!rows.ok()) return rows.failure();

  std::map<uint64_t, std::string> ids;
  std::vector<Neighbour> neighbours;
  for (const windows_backend::NeighbourRow &row : rows.value()) {
    auto id = ids.find(row.luid.Value);
    if (id == ids.end()) {
      GUID guid{};
      // The interface may be gone by now: its neighbours are gone with it.
      const bool known = ConvertInterfaceLuidToGuid(&row.luid, &guid) == NO_ERROR;
      id = ids.emplace(row.luid.Value, known ? windows_backend::GuidText(guid).value_or("") : "").first;
    }
    if (id->second.empty()) continue;
    neighbours.push_back({id->second, row.family, row.address, row.physical_address, row.state});
  }
  return neighbours;
}

}  // namespace homeward
