// What happened, for whoever asks afterwards: every request, and what the calls brought about.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

// The newest `kKeptMax` entries of one kind, numbered from 1 without gaps.
template <class Entry>
class Journal {
 public:
  static constexpr std::size_t kKeptMax = 100'000;

  Entry& add(Entry entry) {
    entry.number = ++last_number_;
    entries_.push_back(std::move(entry));
    if (entries_.size() > kKeptMax) entries_.pop_front();
    return entries_.back();
  }
  // Null when it never was or is no longer kept.
  [[nodiscard]] Entry* find(std::int64_t number) {
    if (entries_.empty() || number < entries_.front().number || number > last_number_) return nullptr;
    return &entries_[static_cast<std::size_t>(number - entries_.front().number)];
  }
  [[nodiscard]] const std::deque<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::int64_t last_number() const { return last_number_; }

 private:
  std::deque<Entry> entries_;
  std::int64_t last_number_ = 0;
};

struct RequestEntry {
  std::int64_t number = 0;
  Instant at;
  std::string method;
  std::string path;
  std::string body_sha256;
  int http_status = 0;  // 0: no reply was sent
  int errcode = 0;
  bool is_processed = false;  // whether the call reached its route
  std::string fault;          // name of the fault that struck, or empty
  // Of calls of the Pay API.
  std::string code = {};        // of the refusal
  std::string subject = {};     // the number it was about: of an order, a refund, a transfer
  std::string request_id = {};  // that the reply named
};

struct MessageEntry {
  std::int64_t number = 0;
  Instant at;
  std::int64_t msgid = 0;
  Json body;  // as it was sent to us
};

struct CodeEntry {
  std::int64_t number = 0;
  Instant at;
  std::string path;  // of the call
  std::string page;  // for getwxacode, with its query
  std::string scene;
  std::string env_version;
  int width_px = 0;
  std::string text;  // what the picture says
};

struct LinkEntry {
  std::int64_t number = 0;
  Instant at;
  Instant expires;
  std::string link;
  std::string page;
  std::string query;
  std::string env_version;
};

struct PushEntry {
  std::int64_t number = 0;
  Instant at;
  std::string event;
  int attempts = 0;
  bool is_accepted = false;
  std::string last_outcome;  // the HTTP status and the first bytes of the reply, or what went wrong
};

struct Books {
  Journal<RequestEntry> requests;
  Journal<MessageEntry> messages;
  Journal<CodeEntry> codes;
  Journal<LinkEntry> links;
  Journal<PushEntry> pushes;
};

}  // namespace fenrun::emulator
