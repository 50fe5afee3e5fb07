// The shape of the tree's copy in Redis: strings of 4,080 records, one of 16 bytes for each dealer: three
// ancestors, nearest first, and the tier, each 4 bytes little endian. An upline is one GETRANGE. 4,080 and
// not 4,096, because a string of 65,536 bytes and its header would fall into an allocation class of 80 KiB.
// Behind the records stands their SHA-1 in hex, by which a reader of whole chunks knows that nobody else has
// written there.
//
//   tree:epoch           number of the copy in force
//   tree:seq             number of the last tree change it holds
//   tree:<epoch>:<n>     chunk n: dealers 4080 n to 4080 n + 4079
//   tree:rebuild         lock of whoever writes a new copy
//   tree:last_epoch      so that no two copies share a number
//   tree:changed         channel: tree:seq has grown
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "db/tree/dealer_tree.hpp"

namespace fenrun::db {

inline constexpr std::int64_t kTreeRecordBytes = 16;
inline constexpr std::int64_t kTreeChunkRecords = 4080;
inline constexpr std::size_t kTreeSumBytes = 40;
inline constexpr std::string_view kTreeChangedChannel = "tree:changed";

struct RecordPlace {
  std::int64_t chunk;
  std::int64_t offset;  // in bytes
};

inline RecordPlace record_place(DealerId dealer) {
  return {dealer.value / kTreeChunkRecords, dealer.value % kTreeChunkRecords * kTreeRecordBytes};
}

std::string tree_chunk_key(const std::string& epoch, std::int64_t chunk);

// A dealer that does not exist has a record of zeros.
std::string tree_record(const std::optional<Upline>& upline);
// Nothing for zeros and for anything that is not 16 bytes.
std::optional<Upline> read_tree_record(std::string_view record);

// All records of a chunk, and their sum.
std::string tree_chunk(const DealerTree& tree, std::int64_t chunk);
// The records of a chunk; nothing when their sum is another or is not there.
std::optional<std::string_view> intact_records(std::string_view chunk);

// A number in decimal as Redis keeps it.
std::optional<std::int64_t> read_tree_number(std::string_view text);

}  // namespace fenrun::db
