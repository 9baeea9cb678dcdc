#include "js_values.h"

#include <string>

namespace homeward {

namespace {

const char *Word(Family family) { return family == Family::kIpv4 ? "ipv4" : "ipv6"; }

const char *Word(AdapterKind kind) {
  switch (kind) {
    case AdapterKind::kWired:
      return "wired";
    case AdapterKind::kWireless:
      return "wireless";
    case AdapterKind::kPpp:
      return "ppp";
    case AdapterKind::kTunnel:
      return "tunnel";
    case AdapterKind::kLoopback:
      return "loopback";
    case AdapterKind::kVirtual:
      return "virtual";
    case AdapterKind::kOther:
      break;
  }
  return "other";
}

const char *Word(AdapterState state) {
  switch (state) {
    case AdapterState::kUp:
      return "up";
    case AdapterState::kDown:
      return "down";
    case AdapterState::kTesting:
      return "testing";
    case AdapterState::kDormant:
      return "dormant";
    case AdapterState::kNotPresent:
      return "not-present";
    case AdapterState::kLowerLayerDown:
      return "lower-layer-down";
    case AdapterState::kUnknown:
      break;
  }
  return "unknown";
}

const char *Word(PrefixOrigin origin) {
  switch (origin) {
    case PrefixOrigin::kManual:
      return "manual";
    case PrefixOrigin::kWellKnown:
      return "well-known";
    case PrefixOrigin::kDhcp:
      return "dhcp";
    case PrefixOrigin::kRouterAdvertisement:
      return "router-advertisement";
    case PrefixOrigin::kOther:
      break;
  }
  return "other";
}

const char *Word(SuffixOrigin origin) {
  switch (origin) {
    case SuffixOrigin::kManual:
      return "manual";
    case SuffixOrigin::kWellKnown:
      return "well-known";
    case SuffixOrigin::kDhcp:
      return "dhcp";
    case SuffixOrigin::kLinkLayerAddress:
      return "link-layer-address";
    case SuffixOrigin::kRandom:
      return "random";
    case SuffixOrigin::kOther:
      break;
  }
  return "other";
}

const char *Word(DadState state) {
  switch (state) {
    case DadState::kTentative:
      return "tentative";
    case DadState::kDuplicate:
      return "duplicate";
    case DadState::kDeprecated:
      return "deprecated";
    case DadState::kPreferred:
      return "preferred";
    case DadState::kInvalid:
      break;
  }
  return "invalid";
}

const char *Word(NeighbourState state) {
  switch (state) {
    case NeighbourState::kReachable:
      return "reachable";
    case NeighbourState::kStale:
      return "stale";
    case NeighbourState::kDelay:
      return "delay";
    case NeighbourState::kProbe:
      return "probe";
    case NeighbourState::kPermanent:
      return "permanent";
    case NeighbourState::kIncomplete:
      return "incomplete";
    case NeighbourState::kFailed:
      break;
  }
  return "failed";
}

const char *Word(FailureCode code) {
  switch (code) {
    case FailureCode::kNotSupported:
      return "not-supported";
    case FailureCode::kAccessDenied:
      return "access-denied";
    case FailureCode::kInterrupted:
      return "interrupted";
    case FailureCode::kOutOfMemory:
      return "out-of-memory";
    case FailureCode::kSystem:
      break;
  }
  return "system";
}

Napi::Value OrNull(Napi::Env env, const std::optional<std::string> &text) {
  return text ? Napi::String::New(env, *text).As<Napi::Value>() : env.Null();
}

Napi::Value OrNull(Napi::Env env, const std::optional<uint32_t> &number) {
  return number ? Napi::Number::New(env, *number).As<Napi::Value>() : env.Null();
}

Napi::Value OrNull(Napi::Env env, const std::optional<bool> &fact) {
  return fact ? Napi::Boolean::New(env, *fact).As<Napi::Value>() : env.Null();
}

Napi::Value OrNull(Napi::Env env, const std::optional<std::vector<std::string>> &texts) {
  if (!texts) return env.Null();
  Napi::Array list = Napi::Array::New(env, texts->size());
  for (uint32_t i = 0; i < texts->size(); ++i) list[i] = (*texts)[i];
  return list;
}

template <typename T>
Napi::Array ListToJs(Napi::Env env, const std::vector<T> &items, Napi::Object (*convert)(Napi::Env, const T &)) {
  Napi::Array list = Napi::Array::New(env, items.size());
  for (uint32_t i = 0; i < items.size(); ++i) {
    const Napi::HandleScope scope(env);
    list[i] = convert(env, items[i]);
  }
  return list;
}

Napi::Object AddressToJs(Napi::Env env, const AdapterAddress &address) {
  Napi::Object object = Napi::Object::New(env);
  object["address"] = address.address;
  object["family"] = Word(address.family);
  object["prefixLength"] = address.prefix_length;
  object["prefixOrigin"] = Word(address.prefix_origin);
  object["suffixOrigin"] = Word(address.suffix_origin);
  object["dadState"] = Word(address.dad_state);
  object["temporary"] = address.temporary;
  object["validLifetimeS"] = OrNull(env, address.valid_lifetime_s);
  object["preferredLifetimeS"] = OrNull(env, address.preferred_lifetime_s);
  return object;
}

Napi::Object DefaultRouteToJs(Napi::Env env, const DefaultRoute &route) {
  Napi::Object object = Napi::Object::New(env);
  object["family"] = Word(route.family);
  object["gateway"] = OrNull(env, route.gateway);
  object["gatewayPhysicalAddress"] = OrNull(env, route.gateway_physical_address);
  object["metric"] = static_cast<double>(route.metric);
  return object;
}

Napi::Object AdapterToJs(Napi::Env env, const Adapter &adapter) {
  Napi::Object object = Napi::Object::New(env);
  object["id"] = adapter.id;
  // 64 bits do not fit a JavaScript number.
  object["luid"] = OrNull(env, adapter.luid ? std::optional(std::to_string(*adapter.luid)) : std::nullopt);
  object["index"] = adapter.index;
  object["name"] = adapter.name;
  object["description"] = adapter.description;
  object["physicalAddress"] = OrNull(env, adapter.physical_address);
  object["kind"] = Word(adapter.kind);
  object["isHardware"] = OrNull(env, adapter.is_hardware);
  object["isTunnel"] = OrNull(env, adapter.is_tunnel);
  object["lowerIds"] = OrNull(env, adapter.lower_ids);
  object["state"] = Word(adapter.state);
  object["mtu"] = OrNull(env, adapter.mtu);
  object["ipv4Metric"] = OrNull(env, adapter.ipv4_metric);
  object["ipv6Metric"] = OrNull(env, adapter.ipv6_metric);
  object["dnsSuffix"] = OrNull(env, adapter.dns_suffix);
  object["networkProfileId"] = OrNull(env, adapter.network_profile_id);
  object["addresses"] = ListToJs(env, adapter.addresses, AddressToJs);
  object["defaultRoutes"] = ListToJs(env, adapter.default_routes, DefaultRouteToJs);
  return object;
}

Napi::Object NeighbourToJs(Napi::Env env, const Neighbour &neighbour) {
  Napi::Object object = Napi::Object::New(env);
  object["adapterId"] = neighbour.adapter_id;
  object["family"] = Word(neighbour.family);
  object["address"] = neighbour.address;
  object["physicalAddress"] = OrNull(env, neighbour.physical_address);
  object["state"] = Word(neighbour.state);
  return object;
}

}  // namespace

Napi::Value AdaptersToJs(Napi::Env env, const std::vector<Adapter> &adapters) {
  return ListToJs(env, adapters, AdapterToJs);
}

Napi::Value NeighboursToJs(Napi::Env env, const std::vector<Neighbour> &neighbours) {
  return ListToJs(env, neighbours, NeighbourToJs);
}

Napi::Value BestRouteToJs(Napi::Env env, const std::optional<BestRoute> &route) {
  if (!route) return env.Null();
  Napi::Object object = Napi::Object::New(env);
  object["adapterId"] = route->adapter_id;
  object["adapterIndex"] = route->adapter_index;
  object["sourceAddress"] = route->source_address;
  object["nextHop"] = OrNull(env, route->next_hop);
  return object;
}

Napi::Value ChangeKindsToJs(Napi::Env env, ChangeKinds kinds) {
  Napi::Object object = Napi::Object::New(env);
  object["link"] = (kinds & kLinkChange) != 0;
  object["address"] = (kinds & kAddressChange) != 0;
  object["route"] = (kinds & kRouteChange) != 0;
  object["lost"] = (kinds & kChangesLost) != 0;
  return object;
}

Napi::Value FailureToJs(Napi::Env env, const Failure &failure) {
  Napi::Object error = Napi::Error::New(env, failure.message).Value();
  error["code"] = Word(failure.code);
  error["systemCode"] = failure.system_code;
  return error;
}

}  // namespace homeward
