// What a user would call an adapter: the cable, the Wi-Fi, the VPN, or something that a program made.
#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

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

// Empty when Windows no longer has the interface or never attached it: a normal outcome.
std::optional<MIB_IF_ROW2> InterfaceRow(NET_LUID luid) {
  MIB_IF_ROW2 row{};
  row.InterfaceLuid = luid;
  if (GetIfEntry2(&row) != NO_ERROR) return std::nullopt;
  return row;
}

}  // namespace

AdapterKind KindOf(const IP_ADAPTER_ADDRESSES &row, const std::string &description) {
  std::string words = description;
  std::transform(words.begin(), words.end(), words.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  switch (row.IfType) {
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
    case IF_TYPE_PROP_VIRTUAL:
      return Mentions(words, kTunnelWords) ? AdapterKind::kTunnel : AdapterKind::kVirtual;
    case IF_TYPE_ETHERNET_CSMACD:
    case IF_TYPE_GIGABITETHERNET: {
      const auto interface_row = InterfaceRow(row.Luid);
      if (interface_row && interface_row->InterfaceAndOperStatusFlags.HardwareInterface) return AdapterKind::kWired;
      if (Mentions(words, kTunnelWords)) return AdapterKind::kTunnel;
      // Virtual machines' own network cards call themselves virtual hardware, and are the cable there.
      if (interface_row && !interface_row->InterfaceAndOperStatusFlags.ConnectorPresent &&
          Mentions(words, kVirtualWords)) {
        return AdapterKind::kVirtual;
      }
      return AdapterKind::kWired;
    }
    default:
      return AdapterKind::kOther;
  }
}

}  // namespace homeward::windows_backend
