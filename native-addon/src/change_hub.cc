#include "change_hub.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <new>

namespace homeward {

namespace {

constexpr auto kFirstPause = std::chrono::milliseconds(500);
constexpr auto kLongestPause = std::chrono::milliseconds(30'000);

}  // namespace

MonitorKeeper::MonitorKeeper(ChangeListener &listener) : listener_(listener) {
  if (TryStart()) return;
  retry_ = std::thread([this] {
    try {
      RetryLoop();
    } catch (...) {
      // An exception that leaves a thread ends the process. Without the thread, changes are noticed by polling.
    }
  });
}

MonitorKeeper::~MonitorKeeper() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (retry_.joinable()) retry_.join();
  monitor_.reset();  // waits for a running callback, with no lock held
}

bool MonitorKeeper::complete() {
  std::lock_guard lock(mutex_);
  return monitor_ && monitor_->complete();
}

bool MonitorKeeper::TryStart() {
  auto started = StartChangeMonitor(listener_);
  if (!started.ok()) return started.failure().code == FailureCode::kNotSupported;
  std::lock_guard lock(mutex_);
  monitor_ = started.take();
  return true;
}

bool MonitorKeeper::TryAgain() noexcept {
  try {
    if (!TryStart()) return false;
    // Changes that happened while nobody listened were missed.
    if (complete()) listener_.OnChange(kChangesLost);
    return true;
  } catch (...) {
    return false;  // such as no memory just now: the next pause is longer
  }
}

void MonitorKeeper::RetryLoop() {
  auto pause = kFirstPause;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, pause, [this] { return stopping_; })) return;
    }
    if (TryAgain()) return;
    pause = std::min(pause * 2, std::chrono::duration_cast<decltype(pause)>(kLongestPause));
  }
}

ChangeHub &ChangeHub::Shared() {
  alignas(ChangeHub) static std::byte storage[sizeof(ChangeHub)];
  static ChangeHub *const hub = new (storage) ChangeHub;
  return *hub;
}

void ChangeHub::Add(ChangeListener *listener) {
  std::lock_guard lifecycle(lifecycle_mutex_);
  {
    std::lock_guard lock(listeners_mutex_);
    listeners_.push_back(listener);
  }
  if (keeper_) return;
  try {
    keeper_ = std::make_unique<MonitorKeeper>(static_cast<ChangeListener &>(*this));
  } catch (...) {
    std::lock_guard lock(listeners_mutex_);
    std::erase(listeners_, listener);
    throw;
  }
}

void ChangeHub::Remove(ChangeListener *listener) {
  std::lock_guard lifecycle(lifecycle_mutex_);
  bool last = false;
  {
    std::lock_guard lock(listeners_mutex_);
    std::erase(listeners_, listener);
    last = listeners_.empty();
    if (last) listeners_.shrink_to_fit();
  }
  if (last) keeper_.reset();
}

bool ChangeHub::complete() {
  std::lock_guard lifecycle(lifecycle_mutex_);
  return keeper_ && keeper_->complete();
}

void ChangeHub::OnChange(ChangeKinds kinds) noexcept {
  std::lock_guard lock(listeners_mutex_);
  for (ChangeListener *listener : listeners_) listener->OnChange(kinds);
}

}  // namespace homeward
