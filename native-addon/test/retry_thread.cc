// The hub alone, on a backend that throws: registering fails, then throws twice, then works. A thread that lets an exception
// out ends this program by SIGABRT.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <new>
#include <system_error>
#include <thread>

#include "change_hub.h"

namespace homeward {

namespace {

std::atomic<int> tries{0};

struct Quiet final : ChangeMonitor {
  bool complete() const noexcept override { return true; }
};

struct Listener final : ChangeListener {
  std::atomic<bool> lost{false};
  void OnChange(ChangeKinds kinds) noexcept override {
    if (kinds & kChangesLost) lost = true;
  }
};

}  // namespace

Result<std::unique_ptr<ChangeMonitor>> StartChangeMonitor(ChangeListener &) {
  switch (++tries) {
    case 1:
      return Failure{FailureCode::kSystem, 24, "not yet"};
    case 2:
      throw std::bad_alloc();
    case 3:
      throw 7;
    default:
      return std::unique_ptr<ChangeMonitor>(std::make_unique<Quiet>());
  }
}

}  // namespace homeward

int main() {
  using namespace std::chrono;
  homeward::Listener listener;
  auto &hub = homeward::ChangeHub::Shared();
  hub.Add(&listener);
  const auto limit = steady_clock::now() + seconds(20);
  while (!listener.lost && steady_clock::now() < limit) std::this_thread::sleep_for(milliseconds(20));
  const bool complete = hub.complete();
  hub.Remove(&listener);
  std::printf("tries %d, lost %d, complete %d\n", homeward::tries.load(), listener.lost.load(), complete);
  return listener.lost && complete ? 0 : 1;
}
