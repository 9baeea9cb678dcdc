// GetAdaptersAddresses with the buffer that Microsoft's page asks for: 15 KB first, then what Windows says it needs.
#include <type_traits>
#include <utility>

#include "system_text.h"
#include "tables.h"

namespace homeward::windows_backend {

// Its rows are pointers into it.
static_assert(!std::is_copy_constructible_v<AdapterBuffer> && !std::is_copy_assignable_v<AdapterBuffer>);

namespace {

constexpr ULONG kFirstBytes = 15 * 1024;
constexpr int kTries = 5;
constexpr ULONG kFlags =
    GAA_FLAG_INCLUDE_GATEWAYS | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;

}  // namespace

Result<AdapterBuffer> AdapterBuffer::Read() {
  ULONG size = kFirstBytes;
  AdapterBuffer buffer;
  for (int tries = 1;; ++tries) {
    buffer.bytes_.resize(size);
    ULONG needed = size;
    auto *rows = reinterpret_cast<IP_ADAPTER_ADDRESSES *>(buffer.bytes_.data());
    const ULONG code = GetAdaptersAddresses(AF_UNSPEC, kFlags, nullptr, rows, &needed);
    if (code == ERROR_SUCCESS) return Result<AdapterBuffer>(std::move(buffer));
    if (code == ERROR_NO_DATA || code == ERROR_ADDRESS_NOT_ASSOCIATED) {
      buffer.bytes_.clear();  // no adapter is a state, not a failure
      return Result<AdapterBuffer>(std::move(buffer));
    }
    if (code != ERROR_BUFFER_OVERFLOW || tries == kTries) return SystemFailure("GetAdaptersAddresses", code);
    // The table may grow between two calls: leave room, and never ask for less than before.
    size = (needed > size ? needed : size) + kFirstBytes;
  }
}

}  // namespace homeward::windows_backend
