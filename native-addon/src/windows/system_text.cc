#include "system_text.h"

#include <cstdio>
#include <cstring>

namespace homeward::windows_backend {

namespace {

FailureCode CodeOf(DWORD code) {
  switch (code) {
    case ERROR_NOT_SUPPORTED:
    case ERROR_CALL_NOT_IMPLEMENTED:
    case ERROR_INVALID_FUNCTION:
      return FailureCode::kNotSupported;
    case ERROR_ACCESS_DENIED:
      return FailureCode::kAccessDenied;
    case ERROR_BUFFER_OVERFLOW:
      return FailureCode::kInterrupted;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
      return FailureCode::kOutOfMemory;
    default:
      return FailureCode::kSystem;
  }
}

// What Windows calls this error, in the user's language, on one line.
std::string MessageOf(DWORD code) {
  wchar_t text[256] = L"";
  const DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
  DWORD length = FormatMessageW(flags, nullptr, code, 0, text, 256, nullptr);
  while (length > 0 && (text[length - 1] == L' ' || text[length - 1] == L'.')) text[--length] = 0;
  return Utf8(text);
}

}  // namespace

std::string Utf8(const wchar_t *text) {
  if (!text) return {};
  const int size = WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  if (size <= 1) return {};
  std::string result(static_cast<size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, -1, result.data(), size, nullptr, nullptr);
  result.pop_back();  // the terminator
  return result;
}

std::optional<std::string> AddressText(const SOCKADDR *address) {
  char text[INET6_ADDRSTRLEN];
  const void *bytes = nullptr;
  if (address && address->sa_family == AF_INET) bytes = &reinterpret_cast<const sockaddr_in *>(address)->sin_addr;
  if (address && address->sa_family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6 *>(address)->sin6_addr;
  // Older declarations take the address as non-const; it is only read.
  if (!bytes || !inet_ntop(address->sa_family, const_cast<void *>(bytes), text, sizeof text)) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> AddressText(const SOCKADDR_INET &address) {
  return AddressText(reinterpret_cast<const SOCKADDR *>(&address));
}

std::optional<SOCKADDR_INET> ParseAddress(const std::string &text) {
  if (text.find('\0') != std::string::npos) return std::nullopt;
  SOCKADDR_INET parsed{};
  if (inet_pton(AF_INET, text.c_str(), &parsed.Ipv4.sin_addr) == 1) {
    parsed.Ipv4.sin_family = AF_INET;
    return parsed;
  }
  parsed = {};
  if (text.find('%') == std::string::npos && inet_pton(AF_INET6, text.c_str(), &parsed.Ipv6.sin6_addr) == 1) {
    parsed.Ipv6.sin6_family = AF_INET6;
    return parsed;
  }
  return std::nullopt;
}

std::optional<Family> FamilyOf(ADDRESS_FAMILY family) {
  if (family == AF_INET) return Family::kIpv4;
  if (family == AF_INET6) return Family::kIpv6;
  return std::nullopt;
}

bool IsUnspecified(const SOCKADDR_INET &address) {
  if (address.si_family == AF_INET) return address.Ipv4.sin_addr.s_addr == 0;
  static const IN6_ADDR kNone{};
  return std::memcmp(&address.Ipv6.sin6_addr, &kNone, sizeof kNone) == 0;
}

std::optional<std::string> GuidText(const GUID &guid) {
  static const GUID kZero{};
  if (std::memcmp(&guid, &kZero, sizeof guid) == 0) return std::nullopt;
  char text[39];
  const auto *tail = guid.Data4;
  std::snprintf(text, sizeof text, "{%08lX-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}",
                static_cast<unsigned long>(guid.Data1), guid.Data2, guid.Data3, tail[0], tail[1], tail[2], tail[3],
                tail[4], tail[5], tail[6], tail[7]);
  return std::string(text);
}

Failure SystemFailure(const char *call, DWORD code) {
  return {CodeOf(code), static_cast<int>(code),
          std::string(call) + " failed: " + MessageOf(code) + " (" + std::to_string(code) + ")"};
}

}  // namespace homeward::windows_backend

namespace homeward {

bool IsLiteralAddress(const std::string &text) { return windows_backend::ParseAddress(text).has_value(); }

}  // namespace homeward
