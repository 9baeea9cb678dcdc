/* Takes the place of electron.exe in a package that is made where Electron for Windows cannot be had: enough of an
   executable for the packer to name, mark and fuse. It says what it is, and nothing of Homeward runs in it. */
#include <windows.h>

#define STRING_OF(x) #x
#define TEXT_OF(x) STRING_OF(x)

/* The fuse wire as Electron ELECTRON_VERSION has it: a marker, version 1, nine fuses in their default state. */
__attribute__((used)) volatile const char fuse_wire[] = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09" "101100011";

static const char words[] = "Homeward: this package was made without Electron for Windows (a stand-in of version "
    TEXT_OF(ELECTRON_VERSION) " is in its place). It shows what a package holds, and cannot run.\r\n";

int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR line, int show) {
  DWORD written = 0;
  HANDLE output = GetStdHandle(STD_ERROR_HANDLE);
  (void)instance, (void)previous, (void)line, (void)show;
  if (fuse_wire[0] == 'd' && output && WriteFile(output, words, sizeof words - 1, &written, NULL)) return 42;
  MessageBoxA(NULL, words, "Homeward", MB_ICONWARNING);
  return 42;
}
