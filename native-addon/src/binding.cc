// The JavaScript surface: listAdapters, bestRoute, subscribe. Arguments are checked here, and nowhere else.
#include <napi.h>

#include "network_monitor.h"
#include "promise_worker.h"
#include "subscription.h"

namespace homeward {

namespace {

Napi::Value JsListAdapters(const Napi::CallbackInfo &info) {
  return PromiseWorker<std::vector<Adapter>>::Run(info.Env(), ListAdapters, AdaptersToJs);
}

Napi::Value JsBestRoute(const Napi::CallbackInfo &info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "bestRoute: address must be a string");
  std::string address = info[0].As<Napi::String>().Utf8Value();
  if (!IsLiteralAddress(address)) {
    throw Napi::TypeError::New(info.Env(), "bestRoute: address must be one literal IPv4 or IPv6 address");
  }
  return PromiseWorker<std::optional<BestRoute>>::Run(
      info.Env(), [address = std::move(address)] { return FindBestRoute(address); }, BestRouteToJs);
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports["listAdapters"] = Napi::Function::New(env, JsListAdapters, "listAdapters");
  exports["bestRoute"] = Napi::Function::New(env, JsBestRoute, "bestRoute");
  auto *kept = new Napi::FunctionReference(Napi::Persistent(Subscription::Define(env)));
  env.SetInstanceData(kept);  // one per environment, freed with it
  exports["subscribe"] = Napi::Function::New(
      env, [kept](const Napi::CallbackInfo &info) -> Napi::Value { return kept->New({info[0]}); }, "subscribe");
  return exports;
}

}  // namespace

NODE_API_MODULE(homeward_network, Init)

}  // namespace homeward
