// RTM_GETADDR: addresses with their origin, DAD state and lifetimes.
#include <linux/if_addr.h>

#include <cstring>

#include "address_text.h"
#include "tables.h"

namespace homeward::linux_backend {

namespace {

// Known to the kernel since Linux 5.18; older headers do not have these names.
constexpr int kIfaProto = 11;
constexpr uint8_t kProtoRouterAdvertisement = 2;
constexpr uint8_t kProtoLinkLocal = 3;
constexpr size_t kAttributes = 16;
constexpr uint32_t kUnlimited = 0xffffffff;

std::optional<uint32_t> Lifetime(uint32_t seconds) {
  if (seconds == kUnlimited) return std::nullopt;
  return seconds;
}

DadState DadStateOf(uint32_t flags, std::optional<uint32_t> preferred) {
  if (flags & IFA_F_DADFAILED) return DadState::kDuplicate;
  // An optimistic address may be used but is not proven yet (RFC 4429): too early to publish.
  if (flags & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)) return DadState::kTentative;
  if ((flags & IFA_F_DEPRECATED) || preferred == 0U) return DadState::kDeprecated;
  return DadState::kPreferred;
}

// The kernel does not say who configured an address. Protocol and flags show which addresses it made itself. An address
// with a lifetime came from a lease (IPv4, or a single IPv6 address). Who else gave an IPv6 address with a prefix and a
// lifetime is not told: a program such as NetworkManager, for an advertised prefix or for a lease.
void SetOrigins(AdapterAddress &address, const ifaddrmsg &header, uint32_t flags, std::optional<uint8_t> proto) {
  const bool lasting = (flags & IFA_F_PERMANENT) != 0;
  if (address.family == Family::kIpv4) {
    const bool well_known = header.ifa_scope == RT_SCOPE_HOST;
    address.prefix_origin = well_known ? PrefixOrigin::kWellKnown
                            : lasting  ? PrefixOrigin::kManual
                                       : PrefixOrigin::kDhcp;
    address.suffix_origin = well_known ? SuffixOrigin::kWellKnown
                            : lasting  ? SuffixOrigin::kManual
                                       : SuffixOrigin::kDhcp;
    return;
  }
  if (header.ifa_scope == RT_SCOPE_HOST) {
    address.prefix_origin = PrefixOrigin::kWellKnown;
    address.suffix_origin = SuffixOrigin::kWellKnown;
  } else if (proto == kProtoLinkLocal || header.ifa_scope == RT_SCOPE_LINK) {
    address.prefix_origin = PrefixOrigin::kWellKnown;
    address.suffix_origin = SuffixOrigin::kLinkLayerAddress;
  } else if (flags & IFA_F_TEMPORARY) {
    address.prefix_origin = PrefixOrigin::kRouterAdvertisement;
    address.suffix_origin = SuffixOrigin::kRandom;
  } else if (proto == kProtoRouterAdvertisement || (flags & IFA_F_MANAGETEMPADDR)) {
    // The kernel marks all that it made of an advertised prefix as such, before Linux 5.18 by the second flag alone.
    address.prefix_origin = PrefixOrigin::kRouterAdvertisement;
    address.suffix_origin = SuffixOrigin::kLinkLayerAddress;
  } else if (!lasting && header.ifa_prefixlen < 128) {
    address.prefix_origin = PrefixOrigin::kOther;
    address.suffix_origin = SuffixOrigin::kOther;
  } else if (!lasting) {
    address.prefix_origin = PrefixOrigin::kDhcp;
    address.suffix_origin = SuffixOrigin::kDhcp;
  } else {
    address.prefix_origin = PrefixOrigin::kManual;
    address.suffix_origin = SuffixOrigin::kManual;
  }
}

std::optional<AdapterAddress> ReadAddress(const ifaddrmsg &header, const Attributes<kAttributes> &attributes) {
  const auto family = FamilyOf(header.ifa_family);
  // On a point-to-point link IFA_ADDRESS is the peer's end and IFA_LOCAL our own.
  const int which = attributes.Has(IFA_LOCAL) ? IFA_LOCAL : IFA_ADDRESS;
  if (!family || !attributes.Has(which)) return std::nullopt;
  auto text = AddressText(header.ifa_family, attributes.Bytes(which), attributes.Size(which));
  if (!text) return std::nullopt;

  AdapterAddress address;
  address.address = std::move(*text);
  address.family = *family;
  address.prefix_length = header.ifa_prefixlen;
  if (attributes.Size(IFA_CACHEINFO) >= sizeof(ifa_cacheinfo)) {
    ifa_cacheinfo cache;
    std::memcpy(&cache, attributes.Bytes(IFA_CACHEINFO), sizeof cache);
    address.valid_lifetime_s = Lifetime(cache.ifa_valid);
    address.preferred_lifetime_s = Lifetime(cache.ifa_prefered);
  }
  const uint32_t flags = attributes.Number(IFA_FLAGS).value_or(header.ifa_flags);
  // For IPv4 the same bit means "secondary": only for IPv6 is it a privacy address.
  address.temporary = *family == Family::kIpv6 && (flags & IFA_F_TEMPORARY) != 0;
  address.dad_state = DadStateOf(flags, address.preferred_lifetime_s);
  SetOrigins(address, header, flags, attributes.Octet(kIfaProto));
  return address;
}

}  // namespace

Result<AddressTable> ReadAddresses(NetlinkSocket &socket) {
  AddressTable addresses;
  auto failure = DumpTable(
      socket, "reading the addresses", RTM_GETADDR, [&] { addresses.clear(); },
      [&](const nlmsghdr &message) {
        const auto *header = HeaderOf<ifaddrmsg>(message);
        if (message.nlmsg_type != RTM_NEWADDR || !header) return;
        auto address = ReadAddress(*header, AttributesAfter<kAttributes, ifaddrmsg>(message));
        if (address) addresses[static_cast<int>(header->ifa_index)].push_back(std::move(*address));
      });
  if (failure) return *failure;
  return addresses;
}

}  // namespace homeward::linux_backend
