#include <array>
#include <charconv>

#include "base/crypto/encoding.hpp"
#include "db/journal/journal.hpp"

namespace fenrun::db {
namespace {

// In decimal, into `digits`.
template <class Number>
std::string_view decimal(std::array<char, 24>& digits, Number number) {
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), static_cast<std::size_t>(written.ptr - digits.data())};
}

// Fields carry their lengths, so that no two movements have the same text.
void add_field(std::string& text, std::string_view field) {
  std::array<char, 24> digits;
  text += decimal(digits, field.size());
  text += ':';
  text += field;
}

void add_field(std::string& text, std::int64_t number) {
  std::array<char, 24> digits;
  add_field(text, decimal(digits, number));
}

}  // namespace

std::string hash_of(const JournalTxn& txn) {
  std::string text;
  text.reserve(512);
  add_field(text, txn.hash_previous);
  add_field(text, txn.sheet.value);
  add_field(text, txn.number);
  add_field(text, to_word(txn.kind));
  add_field(text, txn.reference);
  add_field(text, txn.subject);
  add_field(text, txn.amount.value);
  add_field(text, to_sql_text(txn.at));
  for (const Account account :
       {Account::pending, Account::available, Account::held, Account::disputed, Account::owed}) {
    add_field(text, txn.after.of(account).value);
  }
  for (const Posting& posting : txn.postings) {
    add_field(text, to_word(posting.debit()));
    add_field(text, to_word(posting.credit()));
    add_field(text, posting.amount().value);
  }
  const crypto::Sha256 hash = crypto::sha256(text);
  return std::string(crypto::as_text(hash));
}

}  // namespace fenrun::db
