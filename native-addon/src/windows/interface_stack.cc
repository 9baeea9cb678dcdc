// What adapters stand on, by GetIfEntry2 and GetIfStackTable.
#include <algorithm>
#include <map>
#include <set>

#include "mib_table.h"
#include "physical_address.h"
#include "system_text.h"
#include "tables.h"

namespace homeward::windows_backend {

namespace {

// Interface index -> the indexes of those directly below it.
using InterfaceStack = std::multimap<NET_IFINDEX, NET_IFINDEX>;

// Empty where Windows does not tell. The function is looked up at run time, as Wine's library does not have it.
std::optional<InterfaceStack> ReadInterfaceStack() {
  using Function = decltype(&GetIfStackTable);
  const HMODULE library = GetModuleHandleA("iphlpapi.dll");
  if (!library) return std::nullopt;
  const auto read = reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(library, "GetIfStackTable")));
  MibTable<MIB_IFSTACK_TABLE> table;
  if (!read || read(table.slot()) != NO_ERROR) return std::nullopt;
  InterfaceStack stack;
  for (ULONG i = 0; i < table.size(); ++i) {
    // Index 0 marks the top and the bottom of a stack.
    const auto &row = table[i];
    if (row.HigherLayerInterfaceIndex && row.LowerLayerInterfaceIndex) {
      stack.emplace(row.HigherLayerInterfaceIndex, row.LowerLayerInterfaceIndex);
    }
  }
  return stack;
}

Description DescriptionOf(const MIB_IF_ROW2 &row) { return Describe(row.Type, Utf8(row.Description), row); }

// Hardware that GetAdaptersAddresses leaves out, because it carries no protocol of its own.
Adapter AdapterOfHardware(const MIB_IF_ROW2 &row) {
  const Description description = DescriptionOf(row);
  Adapter adapter;
  adapter.id = GuidText(row.InterfaceGuid).value_or("");
  adapter.luid = row.InterfaceLuid.Value;
  adapter.index = row.InterfaceIndex;
  adapter.name = Utf8(row.Alias);
  adapter.description = Utf8(row.Description);
  adapter.physical_address =
      PhysicalAddressText(row.PhysicalAddress, std::min<size_t>(row.PhysicalAddressLength, sizeof row.PhysicalAddress));
  adapter.kind = KindOf(description);
  adapter.is_hardware = true;
  adapter.is_tunnel = false;
  adapter.lower_ids.emplace();
  adapter.state = StateOf(row.OperStatus);
  if (row.Mtu != 0 && row.Mtu != 0xffffffff) adapter.mtu = static_cast<uint32_t>(row.Mtu);
  return adapter;
}

// One walk down from one adapter. Filters and switches in between are no adapters and are passed through.
class Walk {
 public:
  Walk(const InterfaceStack &stack, std::vector<Adapter> &adapters) : stack_(stack), adapters_(adapters) {}

  std::vector<std::string> Below(NET_IFINDEX top) {
    ids_.clear();
    visited_ = {top};
    Descend(top);
    return std::move(ids_);
  }

 private:
  void Descend(NET_IFINDEX from) {
    const auto [first, last] = stack_.equal_range(from);
    for (auto edge = first; edge != last; ++edge) {
      const NET_IFINDEX below = edge->second;
      if (!visited_.insert(below).second) continue;
      if (const Adapter *adapter = AdapterAt(below)) {
        ids_.push_back(adapter->id);
      } else {
        Descend(below);
      }
    }
  }

  const Adapter *AdapterAt(NET_IFINDEX index) {
    for (const Adapter &adapter : adapters_) {
      if (adapter.index == index) return &adapter;
    }
    const auto row = InterfaceRow(index);
    if (!row || !IsHardware(DescriptionOf(*row)).value_or(false)) return nullptr;
    adapters_.push_back(AdapterOfHardware(*row));
    return &adapters_.back();
  }

  const InterfaceStack &stack_;
  std::vector<Adapter> &adapters_;
  std::set<NET_IFINDEX> visited_;
  std::vector<std::string> ids_;
};

}  // namespace

std::optional<MIB_IF_ROW2> InterfaceRow(NET_LUID luid) {
  MIB_IF_ROW2 row{};
  row.InterfaceLuid = luid;
  if (GetIfEntry2(&row) != NO_ERROR) return std::nullopt;
  return row;
}

std::optional<MIB_IF_ROW2> InterfaceRow(NET_IFINDEX index) {
  MIB_IF_ROW2 row{};
  row.InterfaceIndex = index;
  if (GetIfEntry2(&row) != NO_ERROR) return std::nullopt;
  return row;
}

void FollowStacks(std::vector<Adapter> &adapters) {
  const auto stack = ReadInterfaceStack();
  if (!stack) return;
  Walk walk(*stack, adapters);
  const size_t listed = adapters.size();
  for (size_t i = 0; i < listed; ++i) {
    auto lower = walk.Below(adapters[i].index);  // may add to the list
    const bool says_nothing = lower.empty() && adapters[i].is_hardware != true &&
                              IsMadeToStandOnAnother(Describe(0, adapters[i].description, std::nullopt));
    if (!says_nothing) adapters[i].lower_ids = std::move(lower);
  }
}

}  // namespace homeward::windows_backend
