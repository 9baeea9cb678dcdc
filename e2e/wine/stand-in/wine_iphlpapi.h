// Wine's own iphlpapi.dll, loaded under another name, and what the stand-in reads through it.
#pragma once

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

}  // namespace stand_in
