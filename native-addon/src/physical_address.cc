#include "physical_address.h"

#include <algorithm>

namespace homeward {

std::optional<std::string> PhysicalAddressText(const uint8_t *bytes, size_t size) {
  if (std::all_of(bytes, bytes + size, [](uint8_t byte) { return byte == 0; })) return std::nullopt;
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

}  // namespace homeward
