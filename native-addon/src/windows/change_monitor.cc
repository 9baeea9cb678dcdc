// The three change notifications of IP Helper, all families, without an initial call.
#include <array>

#include "system_text.h"

namespace homeward {

namespace {

using namespace windows_backend;  // NOLINT: the backend's own words, in the backend

// What the callbacks get. It outlives a registration that could not be cancelled.
struct Context {
  ChangeListener &listener;
};

// Rows are incomplete, may be null, and come in no order between the three: only their kind is used.
VOID NETIOAPI_API_ OnUnicastAddress(PVOID context, PMIB_UNICASTIPADDRESS_ROW, MIB_NOTIFICATION_TYPE) {
  static_cast<Context *>(context)->listener.OnChange(kAddressChange);
}

VOID NETIOAPI_API_ OnRoute(PVOID context, PMIB_IPFORWARD_ROW2, MIB_NOTIFICATION_TYPE) {
  static_cast<Context *>(context)->listener.OnChange(kRouteChange);
}

VOID NETIOAPI_API_ OnInterface(PVOID context, PMIB_IPINTERFACE_ROW, MIB_NOTIFICATION_TYPE) {
  static_cast<Context *>(context)->listener.OnChange(kLinkChange);
}

class IpHelperMonitor final : public ChangeMonitor {
 public:
  explicit IpHelperMonitor(ChangeListener &listener) : context_(new Context{listener}) {}

  std::optional<Failure> Start() {
    // The address notification first: it alone reports every change of an IPv6 address.
    if (const DWORD code = NotifyUnicastIpAddressChange(AF_UNSPEC, OnUnicastAddress, context_, FALSE, &handles_[0])) {
      return SystemFailure("NotifyUnicastIpAddressChange", code);
    }
    if (const DWORD code = NotifyRouteChange2(AF_UNSPEC, OnRoute, context_, FALSE, &handles_[1])) {
      return SystemFailure("NotifyRouteChange2", code);
    }
    if (const DWORD code = NotifyIpInterfaceChange(AF_UNSPEC, OnInterface, context_, FALSE, &handles_[2])) {
      return SystemFailure("NotifyIpInterfaceChange", code);
    }
    // Success without a handle comes from an implementation that will never call.
    if (!handles_[0] && !handles_[1] && !handles_[2]) {
      return Failure{FailureCode::kNotSupported, 0, "the system notifies of no network change"};
    }
    return std::nullopt;
  }

  // Never runs inside a callback: those only reach the hub, which does not end its monitor.
  ~IpHelperMonitor() override {
    bool cancelled = true;
    for (HANDLE handle : handles_) {
      // Returns once a running callback has ended.
      if (handle && CancelMibChangeNotify2(handle) != NO_ERROR) cancelled = false;
    }
    if (cancelled) {
      delete context_;
    } else {
      StayLoaded();
    }
  }

  bool complete() const noexcept override { return handles_[0] && handles_[1] && handles_[2]; }

 private:
  // Windows may still call: neither the context nor this code may go away.
  static void StayLoaded() {
    HMODULE self = nullptr;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       reinterpret_cast<LPCWSTR>(&OnUnicastAddress), &self);
  }

  Context *context_;
  std::array<HANDLE, 3> handles_{};
};

}  // namespace

Result<std::unique_ptr<ChangeMonitor>> StartChangeMonitor(ChangeListener &listener) {
  auto monitor = std::make_unique<IpHelperMonitor>(listener);
  if (auto failure = monitor->Start()) return *failure;
  return std::unique_ptr<ChangeMonitor>(std::move(monitor));
}

}  // namespace homeward
