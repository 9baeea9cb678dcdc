// A table that Windows allocated; freed with FreeMibTable.
#pragma once

#include "ip_helper.h"

namespace homeward::windows_backend {

template <typename Table>
class MibTable {
 public:
  MibTable() = default;
  ~MibTable() {
    if (table_) FreeMibTable(table_);
  }
  MibTable(const MibTable &) = delete;
  MibTable &operator=(const MibTable &) = delete;
  Table **slot() { return &table_; }
  ULONG size() const { return table_ ? table_->NumEntries : 0; }
  const auto &operator[](ULONG i) const { return table_->Table[i]; }

 private:
  Table *table_ = nullptr;
};

}  // namespace homeward::windows_backend
