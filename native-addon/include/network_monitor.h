// What the operating system knows about its network, in plain C++20: no Node-API and no system type crosses
// this line. src/linux and src/windows each fulfil it; the binding, the change hub and the tests see nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace homeward {

enum class FailureCode {
  kNotSupported,  // this system or sandbox has no such facility: asking again will not help
  kAccessDenied,
  kInterrupted,  // the table changed faster than it could be read
  kOutOfMemory,
  kSystem,
};

struct Failure {
  FailureCode code = FailureCode::kSystem;
  int system_code = 0;  // errno on Linux, the Win32 code on Windows; 0 when the system gave none
  std::string message;  // one sentence naming the call that failed
};

// A value, or the reason why there is none.
template <typename T>
class Result {
 public:
  Result(T value) : held_(std::move(value)) {}            // NOLINT: a value is a result
  Result(Failure failure) : held_(std::move(failure)) {}  // NOLINT: so is a failure

  bool ok() const { return held_.index() == 0; }
  const T &value() const { return std::get<0>(held_); }
  T take() { return std::move(std::get<0>(held_)); }
  const Failure &failure() const { return std::get<1>(held_); }

 private:
  std::variant<T, Failure> held_;
};

enum class Family { kIpv4, kIpv6 };
enum class AdapterKind { kWired, kWireless, kPpp, kTunnel, kLoopback, kVirtual, kOther };
// RFC 2863 ifOperStatus.
enum class AdapterState { kUp, kDown, kTesting, kUnknown, kDormant, kNotPresent, kLowerLayerDown };
enum class PrefixOrigin { kOther, kManual, kWellKnown, kDhcp, kRouterAdvertisement };
enum class SuffixOrigin { kOther, kManual, kWellKnown, kDhcp, kLinkLayerAddress, kRandom };
enum class DadState { kInvalid, kTentative, kDuplicate, kDeprecated, kPreferred };

struct AdapterAddress {
  std::string address;  // text form without a zone
  Family family = Family::kIpv4;
  uint32_t prefix_length = 0;
  PrefixOrigin prefix_origin = PrefixOrigin::kOther;
  SuffixOrigin suffix_origin = SuffixOrigin::kOther;
  DadState dad_state = DadState::kInvalid;
  bool temporary = false;                        // an RFC 8981 privacy address
  std::optional<uint32_t> valid_lifetime_s;      // absent: unlimited
  std::optional<uint32_t> preferred_lifetime_s;  // absent: unlimited
};

struct DefaultRoute {
  Family family = Family::kIpv4;
  std::optional<std::string> gateway;                   // absent on a link without next hops, such as PPP
  std::optional<std::string> gateway_physical_address;  // absent while the neighbour table does not know it
  uint64_t metric = 0;                                  // route plus interface metric: the lower wins
};

struct Adapter {
  std::string id;                // the adapter's GUID on Windows, its name on Linux
  std::optional<uint64_t> luid;  // NET_LUID, Windows only
  uint32_t index = 0;
  std::string name;
  std::string description;
  std::optional<std::string> physical_address;  // lower case, colons
  AdapterKind kind = AdapterKind::kOther;
  // Facts about how packets leave, each absent where the system does not tell.
  std::optional<bool> is_hardware;  // a device of the machine, or one that its hypervisor gives it
  std::optional<bool> is_tunnel;    // wraps its packets into those of another adapter
  std::optional<std::vector<std::string>> lower_ids;  // directly below: a bridge's ports, the link of a VLAN
  AdapterState state = AdapterState::kUnknown;
  std::optional<uint32_t> mtu;
  std::optional<uint32_t> ipv4_metric;  // absent: the family is not enabled here
  std::optional<uint32_t> ipv6_metric;
  std::optional<std::string> dns_suffix;
  std::optional<std::string> network_profile_id;
  std::vector<AdapterAddress> addresses;
  std::vector<DefaultRoute> default_routes;
};

struct BestRoute {
  std::string adapter_id;
  uint32_t adapter_index = 0;
  std::string source_address;
  std::optional<std::string> next_hop;  // absent: the destination is on the link
};

// RFC 4861 section 7.3.2, and entries that somebody wrote. `kFailed`: nobody answers there.
enum class NeighbourState { kReachable, kStale, kDelay, kProbe, kPermanent, kIncomplete, kFailed };

// Another host of a link, as this machine knows it.
struct Neighbour {
  std::string adapter_id;
  Family family = Family::kIpv4;
  std::string address;                          // text form without a zone
  std::optional<std::string> physical_address;  // lower case, colons; absent while nobody has answered
  NeighbourState state = NeighbourState::kFailed;
};

// Reads the tables again. Blocks for milliseconds: never call it on the JavaScript thread.
Result<std::vector<Adapter>> ListAdapters();

// Reads the neighbours of all adapters, both families. Blocks for milliseconds.
Result<std::vector<Neighbour>> ListNeighbours();

// True for exactly one literal IPv4 or IPv6 address, without zone or prefix.
bool IsLiteralAddress(const std::string &text);

// The route a packet to `address` (a literal address) would take; empty when there is none. With `from` it is that of a packet
// that has this address of the machine as its sender. Blocks briefly.
Result<std::optional<BestRoute>> FindBestRoute(const std::string &address, const std::optional<std::string> &from);

using ChangeKinds = uint32_t;
inline constexpr ChangeKinds kLinkChange = 1;
inline constexpr ChangeKinds kAddressChange = 2;
inline constexpr ChangeKinds kRouteChange = 4;
inline constexpr ChangeKinds kChangesLost = 8;  // notifications were dropped: anything may have changed

// Told that something changed, never what: the tables are the only truth. Called on the system's threads, so
// an implementation sets a bit, signals and returns; it must not block and must not end the monitor.
class ChangeListener {
 public:
  virtual void OnChange(ChangeKinds kinds) noexcept = 0;

 protected:
  ~ChangeListener() = default;
};

// Live notifications. Destroying it cancels them and returns once no call is running or can still come.
class ChangeMonitor {
 public:
  virtual ~ChangeMonitor() = default;
  // False when the system accepted the request but will not call for every kind: poll as well.
  virtual bool complete() const noexcept = 0;
};

// The listener must outlive the monitor. kNotSupported is final; any other failure may pass and is worth a retry.
Result<std::unique_ptr<ChangeMonitor>> StartChangeMonitor(ChangeListener &listener);

}  // namespace homeward
