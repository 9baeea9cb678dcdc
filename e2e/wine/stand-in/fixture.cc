// GetAdaptersAddresses with the fields that Wine reports as constants set to what a test asks for:
//   STANDIN_FIXTURE="ipv4Metric=25 dad=1 valid=3600 ..."     STANDIN_OVERFLOWS=3     STANDIN_NO_DATA=1
//   STANDIN_DESCRIPTION="WireGuard Tunnel"
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "wine_iphlpapi.h"

namespace stand_in {

std::string Variable(const char *name) {
  char text[1024];
  const DWORD length = GetEnvironmentVariableA(name, text, sizeof text);
  return length > 0 && length < sizeof text ? std::string(text, length) : std::string();
}

std::optional<unsigned long> Field(const std::string &fields, const std::string &name) {
  const std::string key = " " + name + "=";
  const size_t at = (" " + fields).find(key);
  if (at == std::string::npos) return std::nullopt;
  return std::strtoul(fields.c_str() + at + key.size() - 1, nullptr, 0);
}

namespace {

// What the driver calls the adapter, for all but loopback.
void ApplyDescription(const std::string &text, IP_ADAPTER_ADDRESSES *row) {
  static wchar_t description[256];
  if (text.empty() || row->IfType == IF_TYPE_SOFTWARE_LOOPBACK) return;
  MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, description, 255);
  row->Description = description;
}

void Apply(const std::string &fixture, IP_ADAPTER_ADDRESSES *row) {
  static wchar_t suffix[] = L"家.example";
  for (; row; row = row->Next) {
    Set(fixture, "ipv4Metric", row->Ipv4Metric);
    Set(fixture, "ipv6Metric", row->Ipv6Metric);
    Set(fixture, "ifType", row->IfType);
    Set(fixture, "operStatus", row->OperStatus);
    Set(fixture, "mtu", row->Mtu);
    Set(fixture, "length", row->Length);
    ApplyDescription(Variable("STANDIN_DESCRIPTION"), row);
    if (Field(fixture, "dnsSuffix")) row->DnsSuffix = suffix;
    if (const auto value = Field(fixture, "profile")) row->NetworkGuid.Data1 = *value;
    for (auto *unicast = row->FirstUnicastAddress; unicast; unicast = unicast->Next) {
      Set(fixture, "dad", unicast->DadState);
      Set(fixture, "prefixOrigin", unicast->PrefixOrigin);
      Set(fixture, "suffixOrigin", unicast->SuffixOrigin);
      Set(fixture, "valid", unicast->ValidLifetime);
      Set(fixture, "preferred", unicast->PreferredLifetime);
    }
  }
}

}  // namespace

long Setting(const char *name, long otherwise) {
  const std::string text = Variable(name);
  return text.empty() ? otherwise : std::strtol(text.c_str(), nullptr, 0);
}

}  // namespace stand_in

extern "C" ULONG WINAPI StandInGetAdaptersAddresses(ULONG family, ULONG flags, PVOID reserved,
                                                    PIP_ADAPTER_ADDRESSES rows, PULONG size) {
  using Function = decltype(&GetAdaptersAddresses);
  static const auto original = stand_in::Original<Function>("GetAdaptersAddresses");
  static volatile LONG calls = 0;
  if (stand_in::Setting("STANDIN_NO_DATA", 0)) return ERROR_NO_DATA;
  if (InterlockedIncrement(&calls) <= stand_in::Setting("STANDIN_OVERFLOWS", 0)) {
    *size += 1000;  // as if an adapter had come between two calls
    return ERROR_BUFFER_OVERFLOW;
  }
  const ULONG code = original(family, flags, reserved, rows, size);
  if (code == NO_ERROR) stand_in::Apply(stand_in::Variable("STANDIN_FIXTURE"), rows);
  return code;
}
