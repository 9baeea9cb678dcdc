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

constexpr std::array<std::string_view, 16> kTunnelKinds = {
    "tun", "wireguard", "gre", "gretap", "ip6gre", "ip6gretap", "ipip", "ip6tnl",
    "sit", "vti", "vti6", "xfrm", "vxlan", "geneve", "erspan", "l2tp"};
// Made by software, but what leaves through them leaves through a cable all the same.
constexpr std::array<std::string_view, 8> kCableKinds = {"bond", "team",    "vlan",    "macvlan",
                                                         "dsa",  "ipvlan", "macsec", "hsr"};

template <size_t kCount>
bool Contains(const std::array<std::string_view, kCount> &kinds, std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

bool Exists(const std::string &path) { return access(path.c_str(), F_OK) == 0; }

std::string SysfsPath(const std::string &name) { return "/sys/class/net/" + name; }

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
  switch (link.hardware_type) {
    case ARPHRD_LOOPBACK:
      return AdapterKind::kLoopback;
    case ARPHRD_PPP:
      return AdapterKind::kPpp;
    case ARPHRD_ETHER:
      return AdapterKind::kWired;
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case ARPHRD_IP6GRE:
    case ARPHRD_NONE:
      return AdapterKind::kTunnel;
    default:
      return AdapterKind::kOther;
  }
}

}  // namespace

std::string DriverOf(const std::string &name) { return EventValue(SysfsPath(name) + "/device/uevent", "DRIVER"); }

AdapterKind KindOf(const Link &link, const std::vector<Link> &links) {
  if (link.flags & IFF_LOOPBACK) return AdapterKind::kLoopback;
  if (link.hardware_type == ARPHRD_PPP || link.info_kind == "ppp") return AdapterKind::kPpp;
  if (Contains(kTunnelKinds, link.info_kind)) return AdapterKind::kTunnel;
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
