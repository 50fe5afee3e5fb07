#include "db/tree/tree_records.hpp"

#include <charconv>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::db {
namespace {

constexpr std::size_t kTreeChunkBytes = std::size_t{kTreeChunkRecords} * kTreeRecordBytes;

// As redis.sha1hex() says it.
std::string records_sum(std::string_view records) { return crypto::to_hex(crypto::sha1(records)); }

void append_number(std::string& out, std::int64_t number) {
  const auto bits = static_cast<std::uint32_t>(number);
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(bits >> shift & 0xFFU);
}

std::int64_t number_at(std::string_view record, std::size_t position) {
  std::uint32_t bits = 0;
  for (std::size_t i = 4; i > 0; --i)
    bits = bits << 8U | static_cast<unsigned char>(record[position * 4 + i - 1]);
  return bits;
}

}  // namespace

std::string tree_chunk_key(const std::string& epoch, std::int64_t chunk) {
  return "tree:" + epoch + ":" + std::to_string(chunk);
}

std::string tree_record(const std::optional<Upline>& upline) {
  std::string record;
  const Upline written = upline.value_or(Upline{});
  for (const DealerId ancestor : written.ancestors) append_number(record, ancestor.value);
  append_number(record, written.tier.value);
  return record;
}

std::optional<Upline> read_tree_record(std::string_view record) {
  if (record.size() != std::size_t{kTreeRecordBytes}) return std::nullopt;
  Upline read;
  for (std::size_t i = 0; i < kUplineMax; ++i) read.ancestors[i].value = number_at(record, i);
  read.tier.value = number_at(record, kUplineMax);
  if (!read.tier.is_set()) return std::nullopt;
  return read;
}

std::string tree_chunk(const DealerTree& tree, std::int64_t chunk) {
  std::string records;
  records.reserve(kTreeChunkBytes + kTreeSumBytes);
  for (std::int64_t i = 0; i < kTreeChunkRecords; ++i) {
    records += tree_record(tree.upline({chunk * kTreeChunkRecords + i}));
  }
  records += records_sum(records);
  return records;
}

std::optional<std::string_view> intact_records(std::string_view chunk) {
  if (chunk.size() != kTreeChunkBytes + kTreeSumBytes) return std::nullopt;
  const std::string_view records = chunk.substr(0, kTreeChunkBytes);
  if (chunk.substr(kTreeChunkBytes) != records_sum(records)) return std::nullopt;
  return records;
}

std::optional<std::int64_t> read_tree_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace fenrun::db
