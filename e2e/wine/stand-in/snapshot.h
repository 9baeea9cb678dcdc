// The real state of the system's network, as far as Wine's tables show it, for telling what changed.
#pragma once

#include <map>
#include <string>

#include "wine_iphlpapi.h"

namespace stand_in {

struct Row {
  MIB_IPINTERFACE_ROW interface_row;  // only the row of the snapshot's kind is filled, and of it only the keys
  MIB_UNICASTIPADDRESS_ROW address_row;
  MIB_IPFORWARD_ROW2 route_row;
  std::string state;  // whatever else makes two rows of the same key differ
};

enum class Kind { kInterface, kUnicastAddress, kRoute };

using Snapshot = std::map<std::string, Row>;

// False when Wine could not tell; the snapshot is then incomplete.
bool Take(Kind kind, ADDRESS_FAMILY family, Snapshot &snapshot);

}  // namespace stand_in
