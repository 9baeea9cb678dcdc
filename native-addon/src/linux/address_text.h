// IP addresses between the kernel's bytes and text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "network_monitor.h"

namespace homeward::linux_backend {

struct AddressBytes {
  int system_family;  // AF_INET or AF_INET6
  size_t size;        // 4 or 16
  uint8_t bytes[16];
};

std::optional<AddressBytes> ParseAddress(const std::string &text);

// Empty unless `size` is right for the family.
std::optional<std::string> AddressText(int system_family, const uint8_t *bytes, size_t size);

std::optional<Family> FamilyOf(int system_family);

}  // namespace homeward::linux_backend
