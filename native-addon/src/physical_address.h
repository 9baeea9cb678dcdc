// Hardware addresses as text, the same on every system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace homeward {

// Lower case with colons; empty for none or all zeros.
std::optional<std::string> PhysicalAddressText(const uint8_t *bytes, size_t size);

}  // namespace homeward
