// Win32 values as text: wide strings, addresses, GUIDs, error codes.
#pragma once

#include <optional>
#include <string>

#include "ip_helper.h"
#include "network_monitor.h"

namespace homeward::windows_backend {

// UTF-8; empty for null.
std::string Utf8(const wchar_t *text);

// Text form without zone; empty for anything but IPv4 and IPv6.
std::optional<std::string> AddressText(const SOCKADDR *address);
std::optional<std::string> AddressText(const SOCKADDR_INET &address);

// One literal address; empty for anything else.
std::optional<SOCKADDR_INET> ParseAddress(const std::string &text);

std::optional<Family> FamilyOf(ADDRESS_FAMILY family);
bool IsUnspecified(const SOCKADDR_INET &address);

// "{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}", as Windows names adapters; empty for the zero GUID.
std::optional<std::string> GuidText(const GUID &guid);

// "<call> failed: <what Windows says> (<code>)".
Failure SystemFailure(const char *call, DWORD code);

}  // namespace homeward::windows_backend
