// A subscription as JavaScript sees it: a dirty bit that wakes the JavaScript thread at most once at a time.
#pragma once

#include <napi.h>

#include <atomic>

#include "network_monitor.h"

namespace homeward {

class Subscription final : public Napi::ObjectWrap<Subscription>, private ChangeListener {
 public:
  static Napi::Function Define(Napi::Env env);
  explicit Subscription(const Napi::CallbackInfo &info);
  ~Subscription() override;

 private:
  static void Deliver(Napi::Env env, Napi::Function on_change, Subscription *self, void *unused);
  using Wake = Napi::TypedThreadSafeFunction<Subscription, void, &Subscription::Deliver>;

  void OnChange(ChangeKinds kinds) noexcept override;
  void Close();

  void JsClose(const Napi::CallbackInfo &info);
  void JsRef(const Napi::CallbackInfo &info);
  void JsUnref(const Napi::CallbackInfo &info);
  Napi::Value JsNotifications(const Napi::CallbackInfo &info);
  static void OnEnvironmentEnd(void *self);

  Napi::Env env_;
  Wake wake_;
  std::atomic<ChangeKinds> pending_{0};
  bool open_ = false;
  bool environment_ends_ = false;
};

}  // namespace homeward
