// The header's values as JavaScript ones, in the words of index.d.cts.
#pragma once

#include <napi.h>

#include <optional>
#include <vector>

#include "network_monitor.h"

namespace homeward {

Napi::Value AdaptersToJs(Napi::Env env, const std::vector<Adapter> &adapters);
Napi::Value NeighboursToJs(Napi::Env env, const std::vector<Neighbour> &neighbours);
Napi::Value BestRouteToJs(Napi::Env env, const std::optional<BestRoute> &route);
Napi::Value ChangeKindsToJs(Napi::Env env, ChangeKinds kinds);
// An Error with `code` (stable) and `systemCode` (errno or Win32).
Napi::Value FailureToJs(Napi::Env env, const Failure &failure);

}  // namespace homeward
