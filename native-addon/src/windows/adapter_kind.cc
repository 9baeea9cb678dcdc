// What a user would call an adapter: the cable, the Wi-Fi, the VPN, or something that a program made.
#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "tables.h"

namespace homeward::windows_backend {

namespace {

// IF_TYPE_WWANPP and IF_TYPE_WWANPP2, which not every SDK names.
constexpr IFTYPE kMobileGsm = 243;
constexpr IFTYPE kMobileCdma = 244;

// As their drivers describe themselves. Words that a physical card's description would not hold.
constexpr std::array<std::string_view, 16> kTunnelWords = {
    "wintun",    "wireguard", "tap-windows", "openvpn",       "tailscale", "zerotier",      "nordlynx", "vpn",
    "anyconnect", "fortinet",  "fortissl",    "globalprotect", "pangp",     "zscaler",       "warp",     "tunnel"};
constexpr std::array<std::string_view, 7> kVirtualWords = {"hyper-v", "vmware",  "virtualbox", "npcap",
                                                           "docker",  "virtual", "loopback adapter"};

template <size_t kCount>
bool Mentions(std::string_view text, const std::array<std::string_view, kCount> &words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// Of a team, a network bridge, and the host's end of a virtual switch.
constexpr std::array<std::string_view, 4> kStackedWords = {"hyper-v virtual ethernet", "multiplexor", "mac bridge",
                                                           "network bridge"};

bool IsWirelessMedium(NDIS_PHYSICAL_MEDIUM medium) {
  return medium == NdisPhysicalMediumWirelessLan || medium == NdisPhysicalMediumNative802_11 ||
         medium == NdisPhysicalMediumWirelessWan || medium == NdisPhysicalMediumWiMax;
}

AdapterKind KindOfEthernet(const Description &description) {
  const auto &row = description.row;
  if (IsHardware(description).value_or(false)) {
    return row && IsWirelessMedium(row->PhysicalMediumType) ? AdapterKind::kWireless : AdapterKind::kWired;
  }
  if (IsTunnel(description).value_or(false) || Mentions(description.words, kTunnelWords)) return AdapterKind::kTunnel;
  // Virtual machines' own network cards call themselves virtual hardware, and are the cable there.
  const bool has_connector = !row || row->InterfaceAndOperStatusFlags.ConnectorPresent;
  return !has_connector && Mentions(description.words, kVirtualWords) ? AdapterKind::kVirtual : AdapterKind::kWired;
}

}  // namespace

Description Describe(IFTYPE type, const std::string &words, std::optional<MIB_IF_ROW2> row) {
  Description description{type, words, std::move(row)};
  std::transform(words.begin(), words.end(), description.words.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return description;
}

std::optional<bool> IsHardware(const Description &description) {
  if (!description.row) return std::nullopt;
  const auto &flags = description.row->InterfaceAndOperStatusFlags;
  if (!flags.HardwareInterface || flags.FilterInterface) return false;
  // Some VPN drivers are installed as hardware, but without a connector.
  return flags.ConnectorPresent || !Mentions(description.words, kTunnelWords);
}

std::optional<bool> IsTunnel(const Description &description) {
  if (description.type == IF_TYPE_TUNNEL) return true;
  if (!description.row) return std::nullopt;
  if (IsHardware(description).value_or(false)) return false;
  const auto &row = *description.row;
  if (row.TunnelType != TUNNEL_TYPE_NONE || row.MediaType == NdisMediumTunnel) return true;
  // Bare IP packets without a link layer, as of WireGuard and of other TUN drivers. A dialled connection has them, too.
  return row.MediaType == NdisMediumIP && description.type != IF_TYPE_PPP;
}

bool IsMadeToStandOnAnother(const Description &description) { return Mentions(description.words, kStackedWords); }

AdapterKind KindOf(const Description &description) {
  switch (description.type) {
    case IF_TYPE_SOFTWARE_LOOPBACK:
      return AdapterKind::kLoopback;
    case IF_TYPE_TUNNEL:
      return AdapterKind::kTunnel;
    case IF_TYPE_PPP:
      return AdapterKind::kPpp;
    case IF_TYPE_IEEE80211:
    case kMobileGsm:
    case kMobileCdma:
      return AdapterKind::kWireless;
    case IF_TYPE_PROP_VIRTUAL: {
      const bool tunnel = IsTunnel(description).value_or(false) || Mentions(description.words, kTunnelWords);
      return tunnel ? AdapterKind::kTunnel : AdapterKind::kVirtual;
    }
    case IF_TYPE_ETHERNET_CSMACD:
    case IF_TYPE_GIGABITETHERNET:
      return KindOfEthernet(description);
    default:
      return AdapterKind::kOther;
  }
}

}  // namespace homeward::windows_backend
