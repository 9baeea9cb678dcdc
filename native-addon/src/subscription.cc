#include "subscription.h"

#include "change_hub.h"
#include "js_values.h"

namespace homeward {

Napi::Function Subscription::Define(Napi::Env env) {
  return DefineClass(env, "Subscription",
                     {InstanceMethod("close", &Subscription::JsClose), InstanceMethod("ref", &Subscription::JsRef),
                      InstanceMethod("unref", &Subscription::JsUnref),
                      InstanceAccessor("notifications", &Subscription::JsNotifications, nullptr)});
}

Subscription::Subscription(const Napi::CallbackInfo &info) : ObjectWrap(info), env_(info.Env()) {
  if (!info[0].IsFunction()) throw Napi::TypeError::New(env_, "subscribe: onChange must be a function");
  wake_ = Wake::New(env_, info[0].As<Napi::Function>(), "homeward.network", 0, 1, this);
  wake_.Unref(env_);
  // After the thread-safe function: hooks run last first, so the system's threads are gone before Node ends it.
  napi_add_env_cleanup_hook(env_, &Subscription::OnEnvironmentEnd, this);
  open_ = true;
  try {
    ChangeHub::Shared().Add(this);
  } catch (const std::exception &error) {
    Close();
    throw Napi::Error::New(env_, std::string("subscribe: ") + error.what());
  }
  Ref();  // not collected while open, even when nobody keeps it
}

Subscription::~Subscription() { Close(); }

void Subscription::OnChange(ChangeKinds kinds) noexcept {
  if (pending_.fetch_or(kinds) != 0) return;  // one wake-up is under way and will take these along
  // Non-blocking: the JavaScript thread may be waiting in Close() for this very call to return.
  if (wake_.NonBlockingCall() != napi_ok) pending_.store(0);
}

void Subscription::Deliver(Napi::Env env, Napi::Function on_change, Subscription *self, void *) {
  // No environment: the queue is being emptied, and `self` may be gone.
  if (static_cast<napi_env>(env) == nullptr || on_change.IsEmpty()) return;
  const ChangeKinds kinds = self->pending_.exchange(0);
  if (!self->open_ || kinds == 0) return;
  try {
    on_change.Call({ChangeKindsToJs(env, kinds)});
  } catch (const Napi::Error &error) {
    // The caller's bug goes where uncaught errors go. While the environment ends, nobody is left to receive it.
    napi_fatal_exception(env, error.Value());
  }
}

void Subscription::Close() {
  if (!open_) return;
  open_ = false;
  ChangeHub::Shared().Remove(this);  // waits for a running OnChange
  if (!environment_ends_) napi_remove_env_cleanup_hook(env_, &Subscription::OnEnvironmentEnd, this);
  wake_.Abort();  // nothing is delivered after close()
}

void Subscription::JsClose(const Napi::CallbackInfo &) {
  if (!open_) return;
  Close();
  Unref();
}

void Subscription::JsRef(const Napi::CallbackInfo &) {
  if (open_) wake_.Ref(env_);
}

void Subscription::JsUnref(const Napi::CallbackInfo &) {
  if (open_) wake_.Unref(env_);
}

Napi::Value Subscription::JsNotifications(const Napi::CallbackInfo &) {
  return Napi::Boolean::New(env_, open_ && ChangeHub::Shared().complete());
}

void Subscription::OnEnvironmentEnd(void *self) {
  auto *subscription = static_cast<Subscription *>(self);
  subscription->environment_ends_ = true;
  subscription->Close();
}

}  // namespace homeward
