// The JavaScript surface: listAdapters, listNeighbours, bestRoute, subscribe. Arguments are checked here, and nowhere else.
#include <napi.h>

#include <optional>
#include <string>
#include <utility>

#include "network_monitor.h"
#include "promise_worker.h"
#include "subscription.h"

namespace homeward {

namespace {

Napi::Value JsListAdapters(const Napi::CallbackInfo &info) {
  return PromiseWorker<std::vector<Adapter>>::Run(info.Env(), ListAdapters, AdaptersToJs);
}

Napi::Value JsListNeighbours(const Napi::CallbackInfo &info) {
  return PromiseWorker<std::vector<Neighbour>>::Run(info.Env(), ListNeighbours, NeighboursToJs);
}

std::string LiteralAddress(const Napi::Value &value, const std::string &name) {
  if (!value.IsString()) throw Napi::TypeError::New(value.Env(), "bestRoute: " + name + " must be a string");
  std::string address = value.As<Napi::String>().Utf8Value();
  if (!IsLiteralAddress(address)) {
    throw Napi::TypeError::New(value.Env(), "bestRoute: " + name + " must be one literal IPv4 or IPv6 address");
  }
  return address;
}

Napi::Value JsBestRoute(const Napi::CallbackInfo &info) {
  std::string address = LiteralAddress(info[0], "address");
  std::optional<std::string> from;
  if (!info[1].IsUndefined()) from = LiteralAddress(info[1], "from");
  return PromiseWorker<std::optional<BestRoute>>::Run(
      info.Env(), [address = std::move(address), from = std::move(from)] { return FindBestRoute(address, from); },
      BestRouteToJs);
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports["listAdapters"] = Napi::Function::New(env, JsListAdapters, "listAdapters");
  exports["listNeighbours"] = Napi::Function::New(env, JsListNeighbours, "listNeighbours");
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
