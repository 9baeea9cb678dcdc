// The addon imports Node's functions from "node.exe", whatever the program is called that holds them. node-gyp
// brings this hook for MSVC; this is the same for mingw-w64, and compiled only there.
#include <windows.h>
// The header needs windows.h first.
#include <delayimp.h>

#include <cstring>

namespace {

FARPROC WINAPI FindHost(unsigned int event, DelayLoadInfo *info) {
  if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
  HMODULE host = GetModuleHandleW(L"libnode.dll");
  if (!host) host = GetModuleHandleW(nullptr);
  return reinterpret_cast<FARPROC>(reinterpret_cast<void *>(host));
}

}  // namespace

extern "C" {
PfnDliHook __pfnDliNotifyHook2 = FindHost;
}
