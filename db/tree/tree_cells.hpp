// The memory of a dealer tree: columns of atomics indexed by dealer id, grown by chunks that never move or go
// away, so that readers need no lock to look at them. Node 0 is the producer, above the first level.
//
// 18 bytes a dealer. A column of its own for the parent keeps 16 parents in a cache line, which is what the
// upline look-up lives on.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace fenrun::db {

using TreeNode = std::uint32_t;  // a dealer id, or 0 for the producer

inline constexpr TreeNode kTreeTop = 0;
inline constexpr std::uint32_t kTreeChunk = 1U << 16U;
inline constexpr std::uint32_t kTreeChunksMax = 1U << 10U;
inline constexpr std::uint32_t kTreeNodesMax = kTreeChunk * kTreeChunksMax;  // 67 million

template <class T>
using TreeColumn = std::array<std::atomic<T>, kTreeChunk>;

struct TreeChunk {
  TreeColumn<std::uint32_t> parent{};  // plus one: 0 is "no such dealer"
  TreeColumn<TreeNode> first_child{};
  TreeColumn<TreeNode> next_sibling{};    // siblings in descending id order: a newcomer goes to the front
  TreeColumn<std::uint32_t> team_size{};  // everybody below
  TreeColumn<std::uint16_t> tier{};
};

// Loads acquire and stores release, which is what the seqlock of DealerTree rests on; both are plain moves on
// x86.
class TreeCells {
 public:
  TreeCells() = default;
  TreeCells(const TreeCells&) = delete;
  TreeCells& operator=(const TreeCells&) = delete;
  ~TreeCells() {
    for (auto& chunk : chunks_) delete chunk.load(std::memory_order_relaxed);
  }

  // 0 for a node that was never written.
  template <class T>
  [[nodiscard]] T get(TreeColumn<T> TreeChunk::*column, TreeNode node) const {
    if (node >= kTreeNodesMax) return 0;
    const TreeChunk* const chunk = chunks_[node / kTreeChunk].load(std::memory_order_acquire);
    return chunk == nullptr ? T{0} : (chunk->*column)[node % kTreeChunk].load(std::memory_order_acquire);
  }

  // One writer at a time. Throws std::length_error beyond kTreeNodesMax.
  template <class T>
  void set(TreeColumn<T> TreeChunk::*column, TreeNode node, T value) {
    (chunk_for(node).*column)[node % kTreeChunk].store(value, std::memory_order_release);
  }

 private:
  TreeChunk& chunk_for(TreeNode node) {
    if (node >= kTreeNodesMax) throw std::length_error("a dealer id is too large for the tree");
    std::atomic<TreeChunk*>& slot = chunks_[node / kTreeChunk];
    if (TreeChunk* const chunk = slot.load(std::memory_order_relaxed)) return *chunk;
    auto fresh = std::make_unique<TreeChunk>();
    slot.store(fresh.get(), std::memory_order_release);
    return *fresh.release();
  }

  std::array<std::atomic<TreeChunk*>, kTreeChunksMax> chunks_{};
};

}  // namespace fenrun::db
