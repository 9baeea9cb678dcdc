// GetBestRoute2 for one destination, and one sender where it is given: the system's own answer.
#include "system_text.h"

namespace homeward {

namespace {

using namespace windows_backend;  // NOLINT: the backend's own words, in the backend

bool MeansNoRoute(DWORD code) {
  return code == ERROR_NETWORK_UNREACHABLE || code == ERROR_HOST_UNREACHABLE || code == ERROR_NOT_FOUND ||
         code == ERROR_FILE_NOT_FOUND;
}

}  // namespace

Result<std::optional<BestRoute>> FindBestRoute(const std::string &address, const std::optional<std::string> &from) {
  const auto destination = ParseAddress(address);
  const auto sender = from ? ParseAddress(*from) : std::nullopt;
  if (!destination || (from && !sender)) return SystemFailure("GetBestRoute2", ERROR_INVALID_PARAMETER);
  // No packet has a sender of the other family.
  if (sender && sender->si_family != destination->si_family) return std::optional<BestRoute>();
  MIB_IPFORWARD_ROW2 row{};
  SOCKADDR_INET source{};
  const DWORD code = GetBestRoute2(nullptr, 0, sender ? &*sender : nullptr, &*destination, 0, &row, &source);
  if (MeansNoRoute(code)) return std::optional<BestRoute>();
  if (code != NO_ERROR) return SystemFailure("GetBestRoute2", code);

  GUID guid{};
  auto source_text = AddressText(source);
  // The interface may be gone between the answer and here: then there is no route through it either.
  if (ConvertInterfaceLuidToGuid(&row.InterfaceLuid, &guid) != NO_ERROR || !source_text) {
    return std::optional<BestRoute>();
  }
  BestRoute route;
  route.adapter_id = GuidText(guid).value_or("");
  route.adapter_index = row.InterfaceIndex;
  route.source_address = std::move(*source_text);
  if (FamilyOf(row.NextHop.si_family) && !IsUnspecified(row.NextHop)) route.next_hop = AddressText(row.NextHop);
  return std::optional<BestRoute>(std::move(route));
}

}  // namespace homeward
