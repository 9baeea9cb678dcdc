// One row of GetAdaptersAddresses as an adapter.
#include <algorithm>

#include "physical_address.h"
#include "system_text.h"
#include "tables.h"

namespace homeward::windows_backend {

namespace {

constexpr ULONG kUnlimited = 0xffffffff;

PrefixOrigin PrefixOriginOf(NL_PREFIX_ORIGIN origin) {
  switch (origin) {
    case IpPrefixOriginManual:
      return PrefixOrigin::kManual;
    case IpPrefixOriginWellKnown:
      return PrefixOrigin::kWellKnown;
    case IpPrefixOriginDhcp:
      return PrefixOrigin::kDhcp;
    case IpPrefixOriginRouterAdvertisement:
      return PrefixOrigin::kRouterAdvertisement;
    default:
      return PrefixOrigin::kOther;
  }
}

SuffixOrigin SuffixOriginOf(NL_SUFFIX_ORIGIN origin) {
  switch (origin) {
    case IpSuffixOriginManual:
      return SuffixOrigin::kManual;
    case IpSuffixOriginWellKnown:
      return SuffixOrigin::kWellKnown;
    case IpSuffixOriginDhcp:
      return SuffixOrigin::kDhcp;
    case IpSuffixOriginLinkLayerAddress:
      return SuffixOrigin::kLinkLayerAddress;
    case IpSuffixOriginRandom:
      return SuffixOrigin::kRandom;
    default:
      return SuffixOrigin::kOther;
  }
}

DadState DadStateOf(NL_DAD_STATE state) {
  switch (state) {
    case IpDadStateTentative:
      return DadState::kTentative;
    case IpDadStateDuplicate:
      return DadState::kDuplicate;
    case IpDadStateDeprecated:
      return DadState::kDeprecated;
    case IpDadStatePreferred:
      return DadState::kPreferred;
    default:
      return DadState::kInvalid;
  }
}

std::optional<uint32_t> Limited(ULONG value) {
  if (value == kUnlimited) return std::nullopt;
  return static_cast<uint32_t>(value);
}

std::vector<AdapterAddress> AddressesOf(const IP_ADAPTER_ADDRESSES &row) {
  std::vector<AdapterAddress> addresses;
  for (const auto *unicast = row.FirstUnicastAddress; unicast; unicast = unicast->Next) {
    auto text = AddressText(unicast->Address.lpSockaddr);
    if (!text) continue;
    AdapterAddress address;
    address.address = std::move(*text);
    address.family = *FamilyOf(unicast->Address.lpSockaddr->sa_family);
    address.prefix_length = unicast->OnLinkPrefixLength;
    address.prefix_origin = PrefixOriginOf(unicast->PrefixOrigin);
    address.suffix_origin = SuffixOriginOf(unicast->SuffixOrigin);
    address.dad_state = DadStateOf(unicast->DadState);
    address.temporary = address.family == Family::kIpv6 && unicast->SuffixOrigin == IpSuffixOriginRandom;
    address.valid_lifetime_s = Limited(unicast->ValidLifetime);
    address.preferred_lifetime_s = Limited(unicast->PreferredLifetime);
    addresses.push_back(std::move(address));
  }
  return addresses;
}

std::optional<uint32_t> MetricOf(const Adapter &adapter, Family family, bool enabled, ULONG metric) {
  const bool used = std::any_of(adapter.addresses.begin(), adapter.addresses.end(),
                                [&](const AdapterAddress &address) { return address.family == family; });
  if (!enabled && !used) return std::nullopt;
  return static_cast<uint32_t>(metric);
}

}  // namespace

AdapterState StateOf(IF_OPER_STATUS status) {
  switch (status) {
    case IfOperStatusUp:
      return AdapterState::kUp;
    case IfOperStatusDown:
      return AdapterState::kDown;
    case IfOperStatusTesting:
      return AdapterState::kTesting;
    case IfOperStatusDormant:
      return AdapterState::kDormant;
    case IfOperStatusNotPresent:
      return AdapterState::kNotPresent;
    case IfOperStatusLowerLayerDown:
      return AdapterState::kLowerLayerDown;
    default:
      return AdapterState::kUnknown;
  }
}

Adapter AdapterOf(const IP_ADAPTER_ADDRESSES &row) {
  Adapter adapter;
  adapter.id = row.AdapterName ? row.AdapterName : "";
  adapter.luid = row.Luid.Value;
  adapter.index = row.IfIndex != 0 ? row.IfIndex : row.Ipv6IfIndex;  // 0 where IPv4 is switched off
  adapter.name = Utf8(row.FriendlyName);
  adapter.description = Utf8(row.Description);
  adapter.physical_address =
      PhysicalAddressText(row.PhysicalAddress, std::min<size_t>(row.PhysicalAddressLength, sizeof row.PhysicalAddress));
  const Description description = Describe(row.IfType, adapter.description, InterfaceRow(row.Luid));
  adapter.kind = KindOf(description);
  adapter.is_hardware = IsHardware(description);
  adapter.is_tunnel = IsTunnel(description);
  adapter.state = StateOf(row.OperStatus);
  adapter.mtu = Limited(row.Mtu);
  const std::string suffix = Utf8(row.DnsSuffix);
  if (!suffix.empty()) adapter.dns_suffix = suffix;
  adapter.network_profile_id = GuidText(row.NetworkGuid);
  adapter.addresses = AddressesOf(row);
  adapter.ipv4_metric = MetricOf(adapter, Family::kIpv4, row.Ipv4Enabled, row.Ipv4Metric);
  adapter.ipv6_metric = MetricOf(adapter, Family::kIpv6, row.Ipv6Enabled, row.Ipv6Metric);
  return adapter;
}

}  // namespace homeward::windows_backend
