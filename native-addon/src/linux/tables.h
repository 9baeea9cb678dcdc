// The kernel's four tables, each read by one function into plain rows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "netlink_socket.h"
#include "network_monitor.h"

namespace homeward::linux_backend {

struct Link {
  int index = 0;
  std::string name;
  std::string alias;      // what the administrator wrote, often nothing
  std::string info_kind;  // "veth", "bridge", "tun"...; empty for hardware
  uint16_t hardware_type = 0;
  uint32_t flags = 0;
  uint8_t operational_state = 0;
  std::optional<uint32_t> mtu;
  std::optional<int> master;  // index of the bridge or bond that it is a port of
  std::optional<std::string> physical_address;
};

struct Route {
  int system_family = 0;
  int out_index = 0;
  bool is_default = false;
  uint32_t metric = 0;
  std::optional<std::string> gateway;
};

struct NeighbourRow {
  int link_index = 0;
  Family family = Family::kIpv4;
  std::string address;
  std::optional<std::string> physical_address;
  NeighbourState state = NeighbourState::kFailed;
};

// Gateway's hardware address by (interface index, address text).
using NeighbourTable = std::map<std::pair<int, std::string>, std::string>;
using AddressTable = std::map<int, std::vector<AdapterAddress>>;

Result<std::vector<Link>> ReadLinks(NetlinkSocket &socket);
Result<AddressTable> ReadAddresses(NetlinkSocket &socket);
Result<std::vector<Route>> ReadRoutes(NetlinkSocket &socket);
Result<std::vector<NeighbourRow>> ReadNeighbourRows(NetlinkSocket &socket);
// Those that have answered, as far as the kernel knows.
Result<NeighbourTable> ReadNeighbours(NetlinkSocket &socket);

// What a link stands on. Each fact is absent where sysfs does not show this network.
struct Foundation {
  std::optional<bool> is_hardware;
  std::optional<bool> is_tunnel;
  std::optional<std::vector<std::string>> lower_names;
};
Foundation FoundationOf(const Link &link);

// Whether the kernel itself says that the link is a tunnel: its kind, or a hardware type without a link layer.
bool HasTunnelKind(const Link &link);
bool HasTunnelType(const Link &link);

// What a user would call each link. `links` is the whole table: a bridge is what its ports are.
AdapterKind KindOf(const Link &link, const std::vector<Link> &links);

// The link's folder in sysfs.
std::string SysfsPath(const std::string &name);

// The driver's name for hardware, from sysfs; empty when there is none.
std::string DriverOf(const std::string &name);

}  // namespace homeward::linux_backend
