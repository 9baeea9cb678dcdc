// RTM_GETNEIGH: the other hosts of each link, and the hardware addresses that they answered with.
#include <linux/neighbour.h>
#include <net/if.h>

#include <map>

#include "address_text.h"
#include "physical_address.h"
#include "tables.h"

namespace homeward {

namespace linux_backend {

namespace {

// Empty for what has no state: multicast groups, and links where hardware addresses are not resolved.
std::optional<NeighbourState> StateOf(uint16_t state) {
  if (state & NUD_PERMANENT) return NeighbourState::kPermanent;
  if (state & NUD_REACHABLE) return NeighbourState::kReachable;
  if (state & NUD_STALE) return NeighbourState::kStale;
  if (state & NUD_DELAY) return NeighbourState::kDelay;
  if (state & NUD_PROBE) return NeighbourState::kProbe;
  if (state & NUD_INCOMPLETE) return NeighbourState::kIncomplete;
  if (state & NUD_FAILED) return NeighbourState::kFailed;
  return std::nullopt;
}

std::optional<NeighbourRow> ReadRow(const nlmsghdr &message) {
  const auto *header = HeaderOf<ndmsg>(message);
  if (message.nlmsg_type != RTM_NEWNEIGH || !header) return std::nullopt;
  const auto attributes = AttributesAfter<NDA_MAX + 1, ndmsg>(message);
  const auto family = FamilyOf(header->ndm_family);
  const auto state = StateOf(header->ndm_state);
  if (!family || !state || !attributes.Has(NDA_DST)) return std::nullopt;
  auto address = AddressText(header->ndm_family, attributes.Bytes(NDA_DST), attributes.Size(NDA_DST));
  if (!address) return std::nullopt;
  NeighbourRow row;
  row.link_index = header->ndm_ifindex;
  row.family = *family;
  row.address = std::move(*address);
  row.state = *state;
  if (attributes.Has(NDA_LLADDR)) {
    row.physical_address = PhysicalAddressText(attributes.Bytes(NDA_LLADDR), attributes.Size(NDA_LLADDR));
  }
  return row;
}

}  // namespace

Result<std::vector<NeighbourRow>> ReadNeighbourRows(NetlinkSocket &socket) {
  std::vector<NeighbourRow> rows;
  auto failure = DumpTable(
      socket, "reading the neighbours", RTM_GETNEIGH, [&] { rows.clear(); },
      [&](const nlmsghdr &message) {
        auto row = ReadRow(message);
        if (row) rows.push_back(std::move(*row));
      });
  if (failure) return *failure;
  return rows;
}

Result<NeighbourTable> ReadNeighbours(NetlinkSocket &socket) {
  auto rows = ReadNeighbourRows(socket);
  if (!rows.ok()) return rows.failure();
  NeighbourTable neighbours;
  for (const NeighbourRow &row : rows.value()) {
    if (row.state == NeighbourState::kFailed || row.state == NeighbourState::kIncomplete) continue;
    if (row.physical_address) neighbours[{row.link_index, row.address}] = *row.physical_address;
  }
  return neighbours;
}

}  // namespace linux_backend

Result<std::vector<Neighbour>> ListNeighbours() {
  linux_backend::NetlinkSocket socket;
  if (auto failure = socket.Open(0)) return *failure;
  auto rows = linux_backend::ReadNeighbourRows(socket);
  if (!rows.ok()) return rows.failure();

  std::map<int, std::string> names;
  std::vector<Neighbour> neighbours;
  for (const linux_backend::NeighbourRow &row : rows.value()) {
    auto name = names.find(row.link_index);
    if (name == names.end()) {
      char text[IF_NAMESIZE];
      // The interface may be gone by now: its neighbours are gone with it.
      const bool known = if_indextoname(static_cast<unsigned>(row.link_index), text) != nullptr;
      name = names.emplace(row.link_index, known ? text : "").first;
    }
    if (name->second.empty()) continue;
    neighbours.push_back({name->second, row.family, row.address, row.physical_address, row.state});
  }
  return neighbours;
}

}  // namespace homeward
