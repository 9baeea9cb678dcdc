// How many handles and threads this process has: for tests only. GetProcessHandleCount is a stub in Wine, the
// process list is not.
#include <node_api.h>
#include <windows.h>

#include <cstddef>
#include <vector>

namespace {

using QuerySystemInformation = LONG(WINAPI *)(ULONG, PVOID, ULONG, PULONG);
constexpr ULONG kProcessInformation = 5;
// SYSTEM_PROCESS_INFORMATION, of which the SDK names only a part.
constexpr size_t kThreads = 0x04, kProcessId = 0x50, kHandles = 0x60;

void Add(napi_env env, napi_value object, const char *name, ULONG number) {
  napi_value value;
  napi_create_uint32(env, number, &value);
  napi_set_named_property(env, object, name, value);
}

napi_value Counts(napi_env env, napi_callback_info) {
  napi_value object;
  napi_create_object(env, &object);
  const auto query = reinterpret_cast<QuerySystemInformation>(
      reinterpret_cast<void *>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQuerySystemInformation")));
  std::vector<std::byte> buffer(1 << 20);
  ULONG length = 0;
  if (!query || query(kProcessInformation, buffer.data(), static_cast<ULONG>(buffer.size()), &length) != 0) return object;
  for (const std::byte *row = buffer.data();;) {
    if (*reinterpret_cast<const ULONG_PTR *>(row + kProcessId) == GetCurrentProcessId()) {
      Add(env, object, "threads", *reinterpret_cast<const ULONG *>(row + kThreads));
      Add(env, object, "descriptors", *reinterpret_cast<const ULONG *>(row + kHandles));
    }
    const ULONG next = *reinterpret_cast<const ULONG *>(row);
    if (next == 0) return object;
    row += next;
  }
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "counts", NAPI_AUTO_LENGTH, Counts, nullptr, &function);
  napi_set_named_property(env, exports, "counts", function);
  return exports;
}
