// Wine's own iphlpapi.dll, loaded under another name, and what the stand-in reads through it.
#pragma once

#include <optional>
#include <string>

#include "../../../native-addon/src/windows/ip_helper.h"

namespace stand_in {

// A function of Wine's iphlpapi.dll; the copy beside this library is called iphlwine.dll.
template <typename Function>
Function Original(const char *name) {
  static HMODULE library = LoadLibraryA("iphlwine.dll");
  return reinterpret_cast<Function>(reinterpret_cast<void *>(GetProcAddress(library, name)));
}

// An environment variable as a number, or `otherwise` where it is not set.
long Setting(const char *name, long otherwise);

// The same as text; empty where it is not set.
std::string Variable(const char *name);

// Of a text "name=value name=value".
std::optional<unsigned long> Field(const std::string &fields, const std::string &name);

template <typename Target>
void Set(const std::string &fields, const char *name, Target &target) {
  if (const auto value = Field(fields, name)) target = static_cast<Target>(*value);
}

}  // namespace stand_in
