// Every list is read forward by cursor: the key of the last item seen, never an offset.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace fenrun {

struct PageRequest {
  static constexpr int kLimitMax = 100;

  std::int64_t after = 0;  // the `next` of the page before; 0 begins the list
  int limit = 20;          // clamped to 1..kLimitMax

  [[nodiscard]] int rows() const { return std::clamp(limit, 1, kLimitMax); }
};

template <class T>
struct Page {
  std::vector<T> items;
  std::int64_t next = 0;  // 0: nothing follows
};

// `rows` was read with one row more than the page holds; `key_of` is the cursor key of an item.
template <class T, class KeyOf>
Page<T> cut_page(std::vector<T> rows, const PageRequest& request, KeyOf key_of) {
  Page<T> page{std::move(rows), 0};
  const auto limit = static_cast<std::size_t>(request.rows());
  if (page.items.size() > limit) {
    page.items.erase(page.items.begin() + static_cast<std::ptrdiff_t>(limit), page.items.end());
    page.next = key_of(page.items.back());
  }
  return page;
}

}  // namespace fenrun
