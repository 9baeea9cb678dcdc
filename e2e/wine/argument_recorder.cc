// Writes its own command line as Windows takes it apart to the file "<program>.started", one part a line, in UTF-16.
#include <windows.h>
#include <shellapi.h>

#include <string>

int WINAPI wWinMain(HINSTANCE, HINSTANCE, PWSTR, int) {
  int count = 0;
  wchar_t** parts = CommandLineToArgvW(GetCommandLineW(), &count);
  wchar_t program[MAX_PATH];
  GetModuleFileNameW(nullptr, program, MAX_PATH);
  std::wstring text = std::wstring(program) + L"\n";
  for (int i = 1; i < count; i++) text += std::wstring(parts[i]) + L"\n";
  // Renamed once it is whole, since somebody waits for it.
  const std::wstring result = std::wstring(program) + L".started";
  const std::wstring unfinished = result + L".new";
  HANDLE file = CreateFileW(unfinished.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr);
  DWORD written = 0;
  WriteFile(file, text.data(), static_cast<DWORD>(text.size() * sizeof(wchar_t)), &written, nullptr);
  CloseHandle(file);
  MoveFileExW(unfinished.c_str(), result.c_str(), MOVEFILE_REPLACE_EXISTING);
  return 0;
}
