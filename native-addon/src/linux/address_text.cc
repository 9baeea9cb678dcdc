#include "address_text.h"

#include <arpa/inet.h>

namespace homeward::linux_backend {

std::optional<AddressBytes> ParseAddress(const std::string &text) {
  if (text.find('\0') != std::string::npos) return std::nullopt;
  AddressBytes parsed{};
  if (inet_pton(AF_INET, text.c_str(), parsed.bytes) == 1) {
    parsed.system_family = AF_INET;
    parsed.size = 4;
    return parsed;
  }
  if (inet_pton(AF_INET6, text.c_str(), parsed.bytes) == 1) {
    parsed.system_family = AF_INET6;
    parsed.size = 16;
    return parsed;
  }
  return std::nullopt;
}

std::optional<std::string> AddressText(int system_family, const uint8_t *bytes, size_t size) {
  const size_t expected = system_family == AF_INET ? 4 : system_family == AF_INET6 ? 16 : 0;
  if (expected == 0 || size != expected) return std::nullopt;
  char text[INET6_ADDRSTRLEN];
  if (!inet_ntop(system_family, bytes, text, sizeof text)) return std::nullopt;
  return std::string(text);
}

std::optional<Family> FamilyOf(int system_family) {
  if (system_family == AF_INET) return Family::kIpv4;
  if (system_family == AF_INET6) return Family::kIpv6;
  return std::nullopt;
}

}  // namespace homeward::linux_backend

namespace homeward {

bool IsLiteralAddress(const std::string &text) { return linux_backend::ParseAddress(text).has_value(); }

}  // namespace homeward
