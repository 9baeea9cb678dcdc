// What a link stands on, as sysfs shows it: a device, or other links.
#include <dirent.h>
#include <linux/if_arp.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <string_view>

#include "tables.h"

namespace homeward::linux_backend {

namespace {

constexpr std::array<std::string_view, 16> kTunnelKinds = {
    "tun", "wireguard", "gre", "gretap", "ip6gre", "ip6gretap", "ipip", "ip6tnl",
    "sit", "vti", "vti6", "xfrm", "vxlan", "geneve", "erspan", "l2tp"};
// The kernel's name for "stands directly on": a symbolic link to the other link's folder.
constexpr std::string_view kLowerPrefix = "lower_";

// In a network namespace whose sysfs was not mounted again, the folder is that of another network's link.
bool IsOfThisNetwork(const Link &link, const std::string &path) {
  int index = 0;
  std::string address;
  if (!(std::ifstream(path + "/ifindex") >> index) || index != link.index) return false;
  return !link.physical_address || (std::ifstream(path + "/address") >> address && address == *link.physical_address);
}

std::optional<std::vector<std::string>> LowerNames(const std::string &path) {
  const std::unique_ptr<DIR, int (*)(DIR *)> folder(opendir(path.c_str()), closedir);
  if (!folder) return std::nullopt;
  std::vector<std::string> names;
  while (const dirent *entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name.substr(0, kLowerPrefix.size()) == kLowerPrefix) names.emplace_back(name.substr(kLowerPrefix.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string SysfsPath(const std::string &name) { return "/sys/class/net/" + name; }

bool HasTunnelKind(const Link &link) {
  return std::find(kTunnelKinds.begin(), kTunnelKinds.end(), link.info_kind) != kTunnelKinds.end();
}

bool HasTunnelType(const Link &link) {
  switch (link.hardware_type) {
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case ARPHRD_IP6GRE:
    case ARPHRD_NONE:
      return true;
    default:
      return false;
  }
}

Foundation FoundationOf(const Link &link) {
  Foundation foundation;
  const std::string path = SysfsPath(link.name);
  if (IsOfThisNetwork(link, path)) {
    foundation.is_hardware = access((path + "/device").c_str(), F_OK) == 0;
    foundation.lower_names = LowerNames(path);
  }
  // A mobile modem has no link layer either, but it is a device. What the kernel itself names needs no sysfs.
  const bool may_be_modem = !foundation.is_hardware.has_value() && !HasTunnelKind(link) && HasTunnelType(link);
  if (!may_be_modem) {
    foundation.is_tunnel = !foundation.is_hardware.value_or(false) && (HasTunnelKind(link) || HasTunnelType(link));
  }
  return foundation;
}

}  // namespace homeward::linux_backend
