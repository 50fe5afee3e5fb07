// A value for each of many short texts, a million of them in some 60 bytes each: the texts stand side by
// side, two digits to a byte where there is nothing else, and no text is there twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fenrun {

class NumberMap {
 public:
  using Place = std::uint32_t;  // of a kept text

  static constexpr std::size_t kTextMax = 127;

  NumberMap() = default;
  NumberMap(const NumberMap&) = delete;
  NumberMap& operator=(const NumberMap&) = delete;

  struct Kept {
    Place place;
    bool is_new;
  };
  // One that is there already keeps the value that it has. Asserts that the text is not longer than kTextMax,
  // and that all of them stay below 4 GiB.
  Kept add(std::string_view text, std::uint32_t value);
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const;
  [[nodiscard]] std::string text_at(Place place) const;
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  [[nodiscard]] const char* at(Place place) const;
  // The slot of `packed`, or the free one where it would go.
  [[nodiscard]] std::size_t slot_of(std::string_view packed) const;
  Place keep(std::string_view packed, std::uint32_t value);
  void grow();

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t used_ = 0;      // of the last block
  std::vector<Place> slots_;  // a power of two of them; place + 1, or 0 where there is nothing
  std::size_t size_ = 0;
};

}  // namespace fenrun
