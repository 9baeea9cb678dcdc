// What IP Helper's tables hold, each read by one function into plain rows.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ip_helper.h"
#include "network_monitor.h"

namespace homeward::windows_backend {

// The buffer of GetAdaptersAddresses; a row's pointers lead into it.
class AdapterBuffer {
 public:
  // A copy would lead into the buffer of the original. A moved vector keeps its bytes where they are.
  AdapterBuffer(const AdapterBuffer &) = delete;
  AdapterBuffer &operator=(const AdapterBuffer &) = delete;
  AdapterBuffer(AdapterBuffer &&) noexcept = default;
  AdapterBuffer &operator=(AdapterBuffer &&) noexcept = default;

  static Result<AdapterBuffer> Read();
  // First row of a list linked by Next; null when there is no adapter at all.
  const IP_ADAPTER_ADDRESSES *first() const {
    return bytes_.empty() ? nullptr : reinterpret_cast<const IP_ADAPTER_ADDRESSES *>(bytes_.data());
  }

 private:
  AdapterBuffer() = default;

  std::vector<std::byte> bytes_;  // operator new aligns it for any row
};

struct Route {
  uint64_t luid = 0;
  Family family = Family::kIpv4;
  uint32_t metric = 0;  // the route's own, without the interface's
  std::optional<std::string> gateway;
};

struct NeighbourRow {
  NET_LUID luid{};
  Family family = Family::kIpv4;
  std::string address;
  std::optional<std::string> physical_address;
  NeighbourState state = NeighbourState::kFailed;
};

// Hardware address by (interface LUID, address text).
using NeighbourTable = std::map<std::pair<uint64_t, std::string>, std::string>;

Result<std::vector<Route>> ReadDefaultRoutes();
Result<std::vector<NeighbourRow>> ReadNeighbourRows();
// Those that have answered, as far as Windows knows.
Result<NeighbourTable> ReadNeighbours();

// NDIS's row of one interface; empty when Windows no longer has it or never attached it: a normal outcome.
std::optional<MIB_IF_ROW2> InterfaceRow(NET_LUID luid);
std::optional<MIB_IF_ROW2> InterfaceRow(NET_IFINDEX index);

// An adapter as its driver describes it, and as NDIS knows it.
struct Description {
  IFTYPE type = 0;
  std::string words;  // in lower case
  std::optional<MIB_IF_ROW2> row;
};
Description Describe(IFTYPE type, const std::string &words, std::optional<MIB_IF_ROW2> row);

// Facts first; words only where the facts leave a choice.
AdapterKind KindOf(const Description &description);
std::optional<bool> IsHardware(const Description &description);
std::optional<bool> IsTunnel(const Description &description);
// Whether it is a team, a network bridge or the host's end of a virtual switch: made to stand on another adapter.
bool IsMadeToStandOnAnother(const Description &description);

// Fills the lower_ids of all adapters. Hardware below them that has no addresses of its own, such as a card that a
// virtual switch took, is added to the list.
void FollowStacks(std::vector<Adapter> &adapters);

AdapterState StateOf(IF_OPER_STATUS status);

// One row without its default routes. `row` must hold all fields up to the network's GUID.
Adapter AdapterOf(const IP_ADAPTER_ADDRESSES &row);

}  // namespace homeward::windows_backend
