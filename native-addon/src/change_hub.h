// One registration with the system for the whole process, fanned out to every subscription of every thread.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "network_monitor.h"

namespace homeward {

// Keeps one monitor alive: when the system refuses, tries again with growing pauses until it agrees.
class MonitorKeeper {
 public:
  explicit MonitorKeeper(ChangeListener &listener);
  ~MonitorKeeper();
  MonitorKeeper(const MonitorKeeper &) = delete;
  MonitorKeeper &operator=(const MonitorKeeper &) = delete;

  // True while every kind of change is notified.
  bool complete();

 private:
  bool TryStart();  // false when another try is worth while
  bool TryAgain() noexcept;
  void RetryLoop();

  ChangeListener &listener_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::unique_ptr<ChangeMonitor> monitor_;
  std::thread retry_;
};

class ChangeHub final : private ChangeListener {
 public:
  // Never destroyed: at process exit the system's threads may still be inside it.
  static ChangeHub &Shared();

  // Throws std::system_error or std::bad_alloc when the process has no room for it; then nothing was added.
  void Add(ChangeListener *listener);
  // Once it returns, no call to `listener` is running or can still come. Not from within a call.
  void Remove(ChangeListener *listener);
  bool complete();

 private:
  void OnChange(ChangeKinds kinds) noexcept override;

  // Two locks, because cancelling waits for a running callback: that one takes only listeners_mutex_, which is
  // never held while the system is being asked to start or stop.
  std::mutex lifecycle_mutex_;
  std::unique_ptr<MonitorKeeper> keeper_;
  std::mutex listeners_mutex_;
  std::vector<ChangeListener *> listeners_;
};

}  // namespace homeward
