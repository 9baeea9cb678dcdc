// The change notifications that Wine only pretends to give: one watching thread a registration compares the real
// tables and calls back as Windows does. Misuse that deadlocks or corrupts on Windows aborts here.
//   STANDIN_POLL_MS=100     STANDIN_STORM=1 (calls without end)     STANDIN_REFUSE=2 (the first two registrations fail)
//   STANDIN_REFUSE_NTH=2 (only the second fails)
//   STANDIN_DEAF=4          bit set of kinds that never call, 1 interface, 2 address, 4 route
#include <cstdio>
#include <cstdlib>

#include "snapshot.h"

namespace stand_in {

namespace {

struct Registration {
  Kind kind;
  ADDRESS_FAMILY family;
  void *callback;
  void *context;
  bool initial;
  Snapshot last;
  HANDLE stop;
  HANDLE thread;
  DWORD thread_id;
};

[[noreturn]] void Misuse(const char *what) {
  std::fprintf(stderr, "iphlpapi stand-in: %s\n", what);
  std::abort();
}

void Call(const Registration &to, MIB_NOTIFICATION_TYPE type, const Row *row) {
  if (stand_in::Setting("STANDIN_DEAF", 0) & (1L << static_cast<int>(to.kind))) return;
  // A copy: the row is the system's, and gone after the call.
  Row copy;
  if (row) copy = *row;
  switch (to.kind) {
    case Kind::kInterface:
      reinterpret_cast<PIPINTERFACE_CHANGE_CALLBACK>(to.callback)(to.context, row ? &copy.interface_row : nullptr, type);
      break;
    case Kind::kUnicastAddress:
      reinterpret_cast<PUNICAST_IPADDRESS_CHANGE_CALLBACK>(to.callback)(to.context, row ? &copy.address_row : nullptr,
                                                                        type);
      break;
    case Kind::kRoute:
      reinterpret_cast<PIPFORWARD_CHANGE_CALLBACK>(to.callback)(to.context, row ? &copy.route_row : nullptr, type);
      break;
  }
}

void CallForDifferences(const Registration &to, const Snapshot &last, const Snapshot &now) {
  for (const auto &[key, row] : now) {
    const auto before = last.find(key);
    if (before == last.end()) {
      Call(to, MibAddInstance, &row);
    } else if (before->second.state != row.state) {
      Call(to, MibParameterNotification, &row);
    }
  }
  for (const auto &[key, row] : last) {
    if (!now.count(key)) Call(to, MibDeleteInstance, &row);
  }
}

DWORD WINAPI Watch(void *parameter) {
  auto *registration = static_cast<Registration *>(parameter);
  const bool storm = Setting("STANDIN_STORM", 0) != 0;
  const auto pause = static_cast<DWORD>(storm ? 0 : Setting("STANDIN_POLL_MS", 100));
  if (registration->initial) Call(*registration, MibInitialNotification, nullptr);
  while (WaitForSingleObject(registration->stop, pause) == WAIT_TIMEOUT) {
    if (storm) {
      if (!registration->last.empty()) Call(*registration, MibParameterNotification, &registration->last.begin()->second);
      continue;
    }
    Snapshot now;
    if (!Take(registration->kind, registration->family, now)) continue;
    CallForDifferences(*registration, registration->last, now);
    registration->last.swap(now);
  }
  return 0;
}

DWORD Register(Kind kind, ADDRESS_FAMILY family, void *callback, void *context, BOOLEAN initial, HANDLE *handle) {
  static volatile LONG registrations = 0;
  if (!callback || !handle || (family != AF_UNSPEC && family != AF_INET && family != AF_INET6)) {
    return ERROR_INVALID_PARAMETER;
  }
  const LONG nth = InterlockedIncrement(&registrations);
  if (nth <= Setting("STANDIN_REFUSE", 0) || nth == Setting("STANDIN_REFUSE_NTH", 0)) return ERROR_NOT_ENOUGH_MEMORY;
  auto *made = new Registration{kind, family, callback, context, initial != 0, {}, nullptr, nullptr, 0};
  Take(kind, family, made->last);
  made->stop = CreateEventA(nullptr, TRUE, FALSE, nullptr);
  made->thread = CreateThread(nullptr, 0, Watch, made, 0, &made->thread_id);
  if (!made->thread) Misuse("no thread left");
  *handle = made;
  return NO_ERROR;
}

}  // namespace

}  // namespace stand_in

extern "C" {

DWORD WINAPI StandInNotifyIpInterfaceChange(ADDRESS_FAMILY family, PIPINTERFACE_CHANGE_CALLBACK callback, PVOID context,
                                            BOOLEAN initial, HANDLE *handle) {
  return stand_in::Register(stand_in::Kind::kInterface, family, reinterpret_cast<void *>(callback), context, initial,
                            handle);
}

DWORD WINAPI StandInNotifyUnicastIpAddressChange(ADDRESS_FAMILY family, PUNICAST_IPADDRESS_CHANGE_CALLBACK callback,
                                                 PVOID context, BOOLEAN initial, HANDLE *handle) {
  return stand_in::Register(stand_in::Kind::kUnicastAddress, family, reinterpret_cast<void *>(callback), context,
                            initial, handle);
}

DWORD WINAPI StandInNotifyRouteChange2(ADDRESS_FAMILY family, PIPFORWARD_CHANGE_CALLBACK callback, PVOID context,
                                       BOOLEAN initial, HANDLE *handle) {
  return stand_in::Register(stand_in::Kind::kRoute, family, reinterpret_cast<void *>(callback), context, initial,
                            handle);
}

DWORD WINAPI StandInCancelMibChangeNotify2(HANDLE handle) {
  auto *registration = static_cast<stand_in::Registration *>(handle);
  if (!registration) return ERROR_INVALID_PARAMETER;
  if (GetCurrentThreadId() == registration->thread_id) stand_in::Misuse("cancelled from its own callback");
  SetEvent(registration->stop);
  WaitForSingleObject(registration->thread, INFINITE);
  CloseHandle(registration->thread);
  CloseHandle(registration->stop);
  delete registration;
  return NO_ERROR;
}
}
