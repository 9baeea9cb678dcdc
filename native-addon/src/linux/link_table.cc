// RTM_GETLINK: names, states, hardware addresses.
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/if.h>

#include "physical_address.h"
#include "tables.h"

namespace homeward::linux_backend {

namespace {

// Of tunnels IFLA_ADDRESS is the local end's IP address: no hardware address at all.
bool HasHardwareAddress(uint16_t type) {
  return type == ARPHRD_ETHER || type == ARPHRD_INFINIBAND || type == ARPHRD_IEEE1394 || type == ARPHRD_IEEE80211;
}

std::string InfoKind(const Attributes<IFLA_MAX + 1> &attributes) {
  if (!attributes.Has(IFLA_LINKINFO)) return {};
  const Attributes<IFLA_INFO_MAX + 1> nested(reinterpret_cast<const rtattr *>(attributes.Bytes(IFLA_LINKINFO)),
                                             attributes.Size(IFLA_LINKINFO));
  return nested.Text(IFLA_INFO_KIND).value_or("");
}

}  // namespace

Result<std::vector<Link>> ReadLinks(NetlinkSocket &socket) {
  std::vector<Link> links;
  auto failure = DumpTable(
      socket, "reading the links", RTM_GETLINK, [&] { links.clear(); },
      [&](const nlmsghdr &message) {
        const auto *header = HeaderOf<ifinfomsg>(message);
        if (message.nlmsg_type != RTM_NEWLINK || !header) return;
        const auto attributes = AttributesAfter<IFLA_MAX + 1, ifinfomsg>(message);
        Link link;
        link.index = header->ifi_index;
        link.hardware_type = header->ifi_type;
        link.flags = header->ifi_flags;
        link.name = attributes.Text(IFLA_IFNAME).value_or("");
        link.alias = attributes.Text(IFLA_IFALIAS).value_or("");
        link.info_kind = InfoKind(attributes);
        link.operational_state = attributes.Octet(IFLA_OPERSTATE).value_or(IF_OPER_UNKNOWN);
        link.mtu = attributes.Number(IFLA_MTU);
        if (auto master = attributes.Number(IFLA_MASTER)) link.master = static_cast<int>(*master);
        if (attributes.Has(IFLA_ADDRESS) && HasHardwareAddress(link.hardware_type)) {
          link.physical_address = PhysicalAddressText(attributes.Bytes(IFLA_ADDRESS), attributes.Size(IFLA_ADDRESS));
        }
        links.push_back(std::move(link));
      });
  if (failure) return *failure;
  return links;
}

}  // namespace homeward::linux_backend
