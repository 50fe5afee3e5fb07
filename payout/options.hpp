// What the configuration may say about payouts.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace fenrun::payout {

struct PayoutOptions {
  std::size_t lanes = 4;
  std::chrono::milliseconds idle_wait{500};
  // Where /metrics and /healthz are; port 0: nowhere.
  std::string ops_address = "127.0.0.1";
  std::uint16_t ops_port = 0;
  // Below WeChat's limits of 100, 100 and 20 a second for a merchant; divided among the processes by whoever
  // runs several.
  int creates_per_s = 80;
  int queries_per_s = 80;
  int cancels_per_s = 15;
  // Where the number of the newest transfer is remembered; empty: nowhere (see watermark.hpp).
  std::string watermark_file;
  // Refusals in a row, of different transfers, that only a person can put right: then nothing more is posted.
  int misconfigured_max = 3;
  // The payee sees it.
  std::string remark = "推广佣金";
  // What the scene 1005 wants to be told.
  std::string position = "推广员";
  std::string reward = "推广佣金";
};

}  // namespace fenrun::payout
