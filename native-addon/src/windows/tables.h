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
  static Result<AdapterBuffer> Read();
  // First row of a list linked by Next; null when there is no adapter at all.
  const IP_ADAPTER_ADDRESSES *first() const {
    return bytes_.empty() ? nullptr : reinterpret_cast<const IP_ADAPTER_ADDRESSES *>(bytes_.data());
  }

 private:
  std::vector<std::byte> bytes_;  // operator new aligns it for any row
};

struct Route {
  uint64_t luid = 0;
  Family family = Family::kIpv4;
  uint32_t metric = 0;  // the route's own, without the interface's
  std::optional<std::string> gateway;
};

// Hardware address by (interface LUID, address text).
using NeighbourTable = std::map<std::pair<uint64_t, std::string>, std::string>;

Result<std::vector<Route>> ReadDefaultRoutes();
Result<NeighbourTable> ReadNeighbours();

// What a user would call the adapter.
AdapterKind KindOf(const IP_ADAPTER_ADDRESSES &row, const std::string &description);

// One row without its default routes. `row` must hold all fields up to the network's GUID.
Adapter AdapterOf(const IP_ADAPTER_ADDRESSES &row);

}  // namespace homeward::windows_backend
