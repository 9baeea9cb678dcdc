// The one way from a blocking call to a JavaScript promise: the call runs on libuv's pool, its result is turned
// into a value on the JavaScript thread.
#pragma once

#include <napi.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "js_values.h"
#include "network_monitor.h"

namespace homeward {

template <typename T>
class PromiseWorker final : public Napi::AsyncWorker {
 public:
  using Call = std::function<Result<T>()>;
  using Convert = Napi::Value (*)(Napi::Env, const T &);

  static Napi::Promise Run(Napi::Env env, Call call, Convert convert) {
    auto *worker = new PromiseWorker(env, std::move(call), convert);
    const Napi::Promise promise = worker->deferred_.Promise();
    worker->Queue();  // from here it owns itself
    return promise;
  }

 protected:
  void Execute() override { result_.emplace(call_()); }

  void OnOK() override {
    if (result_->ok()) {
      deferred_.Resolve(convert_(Env(), result_->value()));
    } else {
      deferred_.Reject(FailureToJs(Env(), result_->failure()));
    }
  }

  // Execute threw: out of memory, in practice.
  void OnError(const Napi::Error &error) override { deferred_.Reject(error.Value()); }

 private:
  PromiseWorker(Napi::Env env, Call call, Convert convert)
      : AsyncWorker(env, "homeward.network"), deferred_(env), call_(std::move(call)), convert_(convert) {}

  Napi::Promise::Deferred deferred_;
  Call call_;
  Convert convert_;
  std::optional<Result<T>> result_;
};

}  // namespace homeward
