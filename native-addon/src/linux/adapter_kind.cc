// What a user would call a link: the cable, the Wi-Fi, the VPN, or something that a program made.
#include <linux/if_arp.h>
#include <linux/if.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

#include "tables.h"

namespace homeward::linux_backend {

namespace {

// Made by software, but what leaves through them leaves through a cable all the same.
constexpr std::array<std::string_view, 8> kCableKinds = {"bond", "team",    "vlan",    "macvlan",
                                                         "dsa",  "ipvlan", "macsec", "hsr"};

template <size_t kCount>
bool Contains(const std::array<std::string_view, kCount> &kinds, std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool Exists(const std::string &path) { return access(path.c_str(), F_OK) == 0; }

bool IsWireless(const Link &link) {
  const std::string path = SysfsPath(link.name);
  return Exists(path + "/wireless") || Exists(path + "/phy80211");
}

// A line KEY=value of the device's uevent file.
std::string EventValue(const std::string &path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.size() > key.size() && line.compare(0, key.size(), key) == 0 && line[key.size()] == '=') {
      return line.substr(key.size() + 1);
    }
  }
  return {};
}

AdapterKind KindByHardware(const Link &link) {
  if (link.hardware_type == ARPHRD_LOOPBACK) return AdapterKind::kLoopback;
  if (link.hardware_type == ARPHRD_PPP) return AdapterKind::kPpp;
  const Foundation foundation = FoundationOf(link);
  // A modem that carries bare IP packets has the hardware type of a tunnel.
  if (HasTunnelType(link)) return foundation.is_hardware == true ? AdapterKind::kWireless : AdapterKind::kTunnel;
  if (link.hardware_type != ARPHRD_ETHER) return AdapterKind::kOther;
  // Some drivers, such as those of desktop hypervisors, make up cards and give no kind.
  const bool stands_on_nothing = foundation.is_hardware == false && foundation.lower_names &&
                                 foundation.lower_names->empty();
  return stands_on_nothing ? AdapterKind::kVirtual : AdapterKind::kWired;
}

}  // namespace

std::string DriverOf(const std::string &name) { return EventValue(SysfsPath(name) + "/device/uevent", "DRIVER"); }

AdapterKind KindOf(const Link &link, const std::vector<Link> &links) {
  if (link.flags & IFF_LOOPBACK) return AdapterKind::kLoopback;
  if (link.hardware_type == ARPHRD_PPP || link.info_kind == "ppp") return AdapterKind::kPpp;
  if (HasTunnelKind(link)) return AdapterKind::kTunnel;
  if (IsWireless(link)) return AdapterKind::kWireless;
  if (EventValue(SysfsPath(link.name) + "/uevent", "DEVTYPE") == "wwan") return AdapterKind::kWireless;
  if (Contains(kCableKinds, link.info_kind)) return AdapterKind::kWired;
  if (link.info_kind == "veth") {
    // Inside a container its end of the pair is the cable; the host's end is a port of the container bridge.
    return link.master ? AdapterKind::kVirtual : AdapterKind::kWired;
  }
  if (link.info_kind == "bridge") {
    // A home server's br0 holds its network card; Docker's and libvirt's bridges hold only made-up ports.
    const bool holds_cable = std::any_of(links.begin(), links.end(), [&](const Link &port) {
      return port.master == link.index && port.info_kind != "bridge" && KindOf(port, links) == AdapterKind::kWired;
    });
    return holds_cable ? AdapterKind::kWired : AdapterKind::kVirtual;
  }
  if (!link.info_kind.empty()) return AdapterKind::kVirtual;
  return KindByHardware(link);
}

}  // namespace homeward::linux_backend
