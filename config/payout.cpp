#include "config/address.hpp"
#include "config/sections.hpp"

namespace fenrun::config {

void read_payout(Reader& reader, payout::PayoutOptions& options) {
  using std::chrono::milliseconds;
  reader.number<std::size_t>("payout.lanes", options.lanes, 1, 64);
  reader.duration("payout.idle_wait_ms", options.idle_wait, milliseconds{10}, milliseconds{60'000});
  read_address(reader, "payout.ops_address", options.ops_address);
  reader.number<std::uint16_t>("payout.ops_port", options.ops_port, 0, 65535);
  reader.number<int>("payout.creates_per_second", options.creates_per_s, 1, 100);
  reader.number<int>("payout.queries_per_second", options.queries_per_s, 1, 100);
  reader.number<int>("payout.cancels_per_second", options.cancels_per_s, 1, 20);
  reader.path("payout.watermark_file", options.watermark_file);
  reader.number<int>("payout.misconfigured_max", options.misconfigured_max, 1, 100);
  reader.text("payout.remark", options.remark, 96);
  reader.text("payout.position", options.position, 96);
  reader.text("payout.reward", options.reward, 96);
}

}  // namespace fenrun::config
