#include "tests/fuzz/targets.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/crypto/cipher.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/pay/bill/fund_bill.hpp"
#include "wechat/pay/bill/gunzip.hpp"
#include "wechat/pay/bill/trade_bill.hpp"
#include "wechat/pay/bill/yuan.hpp"
#include "wechat/pay/callback/notice.hpp"
#include "wechat/pay/wire/message_verifier.hpp"
#include "wechat/pay/wire/reply.hpp"
#include "wechat/pay/wire/resource.hpp"

namespace fenrun::wechat::fuzz {
namespace {

// A key whose private half nobody keeps: nothing can be signed for it, so nothing may be authentic.
const KeySet& key_without_an_owner() {
  static const KeySet kKeys = [] {
    EVP_PKEY* const key = EVP_RSA_gen(2048);
    BIO* const bio = BIO_new(BIO_s_mem());
    FENRUN_ASSERT(PEM_write_bio_PUBKEY(bio, key) == 1);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    auto parsed = RsaPublicKey::from_pem({data, static_cast<std::size_t>(size)});
    BIO_free(bio);
    EVP_PKEY_free(key);
    return KeySet({{"PUB_KEY_ID_1", parsed.value()}});
  }();
  return kKeys;
}

Instant now_of_the_seeds() { return Instant(std::chrono::seconds(1'767'312'000)); }

// "Name: value" lines up to an empty one, then the body.
std::pair<HttpHeaders, std::string_view> split_message(std::string_view input) {
  HttpHeaders headers;
  while (!input.empty()) {
    const auto end = input.find('\n');
    const auto line = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    if (line.empty()) break;
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) {
      headers.emplace_back(line, "");
    } else {
      headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
  }
  return {std::move(headers), input};
}

// The APIv3 key of the seeds is this character 32 times.
constexpr char kSealOfTheSeeds = 'k';

void consume_notice(const NoticeEnvelope& envelope, std::string_view plain) {
  const auto notice = read_notice(envelope, plain);
  if (notice) FENRUN_ASSERT(!notice->dedupe_key.empty());
}

// The ciphertext becomes the seal of what it was; false when the resource names another algorithm or no
// nonce.
bool seal(SealedResource& resource) {
  crypto::Nonce96 nonce{};
  if (resource.algorithm != kPayResourceAlgorithm || resource.nonce.size() != nonce.size()) return false;
  std::copy(resource.nonce.begin(), resource.nonce.end(), nonce.begin());
  crypto::Key256 key{};
  key.fill(kSealOfTheSeeds);
  const auto sealed = crypto::aes256_gcm_seal(key, nonce, resource.associated_data, resource.ciphertext);
  resource.ciphertext = crypto::to_base64(crypto::as_bytes(sealed));
  return true;
}

std::string with_another_tag(const std::string& base64) {
  auto sealed = crypto::from_base64(base64).value();
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  return crypto::to_base64(crypto::as_bytes(sealed));
}

void consume_payment(const PayOutcome<PayReply>& outcome) {
  const auto payment = read_outcome(outcome, read_payment);
  if (payment.is_done() && payment.done().state == TradeState::success) {
    FENRUN_ASSERT(payment.done().total && !payment.done().transaction_id.empty());
    FENRUN_ASSERT(payment.done().total->value >= 0);
  }
  const auto transfer = read_outcome(outcome, read_transfer);
  if (transfer.is_done()) FENRUN_ASSERT(!transfer.done().mchid.empty() && transfer.done().amount.value >= 0);
  static_cast<void>(read_outcome(outcome, read_created_transfer));
  static_cast<void>(read_outcome(outcome, read_cancelled_transfer));
  static_cast<void>(read_outcome(outcome, read_refund));
  static_cast<void>(read_outcome(outcome, read_authorization));
}

}  // namespace

void callback_headers(std::string_view input) {
  const auto [headers, body] = split_message(input);
  const auto verdict = verify_message(key_without_an_owner(), headers, body, now_of_the_seeds());
  FENRUN_ASSERT(verdict != PayVerdict::authentic);
  FENRUN_ASSERT(!to_text(verdict).empty());
}

// As it came, and with its ciphertext taken for the plain text and sealed as WeChat Pay would: that must open
// to the same bytes, and no longer once the tag is another.
void sealed_envelope(std::string_view input) {
  const auto envelope = read_envelope(input);
  if (!envelope) return;
  const Apiv3Keys keys{
      read_apiv3_key(SecretText(std::string(crypto::Key256{}.size(), kSealOfTheSeeds))).value()};
  SealedResource resource = envelope->resource;
  if (const auto plain = open_resource(keys, resource)) consume_notice(*envelope, *plain);
  const auto plain = resource.ciphertext;
  consume_notice(*envelope, plain);
  if (!seal(resource)) return;
  FENRUN_ASSERT(open_resource(keys, resource) == plain);
  resource.ciphertext = with_another_tag(resource.ciphertext);
  FENRUN_ASSERT(!open_resource(keys, resource));
}

void reply_json(std::string_view input) {
  if (input.empty()) return;
  HttpReply reply;
  const std::array<int, 8> statuses{200, 204, 302, 400, 401, 404, 429, 500};
  reply.status = statuses[static_cast<unsigned char>(input[0]) % statuses.size()];
  reply.body = std::string(input.substr(1));
  const auto outcome = judge_reply(reply, key_without_an_owner(), now_of_the_seeds());
  FENRUN_ASSERT(!outcome.is_done());  // nobody signed it
  if (reply.status >= 500) FENRUN_ASSERT(outcome.unknown() != nullptr);
  if (outcome.refusal() != nullptr) FENRUN_ASSERT(outcome.refusal()->evidence == PayEvidence::hint);
  const auto json = parse_json(reply.body);
  if (json && json->is_object()) consume_payment(PayReply{*json});
}

void bill_file(std::string_view input) {
  const auto trade = read_trade_bill(input);
  if (trade) {
    for (const auto& row : trade->rows) FENRUN_ASSERT(row.out_refund_no != "0" && row.refund_id != "0");
  }
  const auto fund = read_fund_bill(input);
  if (fund) {
    Fen income, expense;
    for (const auto& row : fund->rows) (row.is_income ? income : expense).value += row.amount.value;
    FENRUN_ASSERT(income == fund->income && expense == fund->expense);
  }
  constexpr std::size_t kBytesMax = 1U << 16U;
  const auto unpacked = gunzip(input, kBytesMax);
  if (unpacked) FENRUN_ASSERT(unpacked->size() <= kBytesMax);
}

void money_text(std::string_view input) {
  const auto fen = read_yuan(input);
  const auto e5 = read_yuan_e5(input);
  static_cast<void>(read_count(input));
  // What is whole fen is a thousand times as many hundred-thousandths of a yuan, unless that does not fit.
  if (fen && e5) FENRUN_ASSERT(fen->value * 1000 == *e5);
  if (!fen) return;
  const bool is_negative = input.starts_with('-');
  FENRUN_ASSERT(is_negative ? fen->value <= 0 : fen->value >= 0);
  FENRUN_ASSERT(input.find_first_not_of("-0123456789.") == std::string_view::npos);
}

}  // namespace fenrun::wechat::fuzz
