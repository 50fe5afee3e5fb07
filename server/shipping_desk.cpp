#include "server/shipping_desk.hpp"

#include <stdexcept>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/consumer/consumer.hpp"
#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "db/order/shipping_upload.hpp"
#include "domain/consumer/masking.hpp"
#include "domain/text.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "server/await.hpp"

namespace fenrun::server {
namespace {

constexpr std::chrono::seconds kShippingDeadline{5};

std::string describe_parcel(const std::vector<OrderLine>& lines) {
  std::string text;
  for (const OrderLine& line : lines) {
    if (!text.empty()) text += "、";
    text += line.title + "*" + std::to_string(line.quantity);
  }
  return std::string(first_characters(text, wechat::kItemDescriptionMax));
}

wechat::Logistics logistics_of(Delivery delivery) {
  switch (delivery) {
    case Delivery::express:
      return wechat::Logistics::express;
    case Delivery::same_city:
      return wechat::Logistics::same_city;
    case Delivery::virtual_goods:
      return wechat::Logistics::virtual_goods;
    case Delivery::pick_up:
      return wechat::Logistics::pick_up;
  }
  return wechat::Logistics::express;
}

void report_given_up(OrderId order, std::string_view code) {
  metrics::counter("fenrun_shipping_given_up_total",
                   "Shipped orders that WeChat cannot be told of: it keeps their money.")
      .add();
  log::error("shipping.given_up",
             {{"order", order.value}, {"code", code}, {"to_do", "enter the shipment in WeChat's console"}});
}

}  // namespace

template <class T>
ShippingDesk::Awaitable<Result<T>> ShippingDesk::run(std::function<Result<T>(db::Tx&)> story) {
  const auto deadline = clock_.steady() + kShippingDeadline;
  Result<T> result = co_await on_database<T>(database_, db::Lane::pool, deadline, std::move(story));
  co_return result;
}

// The phone of the receiver, or of the buyer where no receiver was given. SF asks for its last four digits.
Result<wechat::ShippingUpload> ShippingDesk::prepare(db::Tx& tx, const ShippingUploadTask& task) const {
  const auto order = db::find_order(tx, task.order_id);
  const auto payment = db::find_payment(tx, task.order_id);
  if (!order || !payment) return kOrderNotFound;
  const auto buyer = db::find_consumer(tx, order->consumer_id);
  if (!buyer || buyer->openid_sealed.empty()) return kConsumerGone;
  auto openid = flows::open_openid(sealer_, buyer->appid, buyer->openid_index, buyer->openid_sealed);
  if (!openid) return kConsumerGone;
  wechat::ShippingUpload upload;
  upload.transaction_id = payment->transaction_id;
  upload.payer_openid = std::move(*openid);
  upload.logistics = logistics_of(task.delivery);
  upload.express_company = order->carrier;
  upload.tracking_no = order->tracking_no;
  upload.item_description = describe_parcel(db::lines_of_order(tx, order->id));
  upload.receiver_phone_masked = buyer->phone_masked;
  upload.at = order->shipped_at.value_or(order->created_at);
  const auto receiver_sealed = db::receiver_of_order(tx, order->id);
  if (receiver_sealed.empty()) return upload;
  const auto receiver = sealer_.open({"sale_order", "receiver", order->public_id}, receiver_sealed);
  if (!receiver) throw std::runtime_error("the receiver of an order does not open");
  const auto first = receiver->find('\n');
  const auto second = receiver->find('\n', first + 1);
  upload.receiver_phone_masked = mask_phone(receiver->substr(first + 1, second - first - 1));
  return upload;
}

ShippingDesk::Awaitable<Done> ShippingDesk::upload(ShippingUploadTask task) {
  std::function<Result<wechat::ShippingUpload>(db::Tx&)> look = [&](db::Tx& tx) { return prepare(tx, task); };
  const Result<wechat::ShippingUpload> prepared = co_await run<wechat::ShippingUpload>(look);
  if (prepared.refused_with(kConsumerGone)) {
    // Without the payer WeChat takes no upload.
    const Done gone = co_await end(task, UploadState::given_up, std::string(kConsumerGone.code));
    co_return gone;
  }
  if (!prepared) co_return prepared.error();
  const Done told = co_await mini_program_.upload_shipping(*prepared);
  if (told) {
    const Done ended = co_await end(task, UploadState::done, "");
    co_return ended;
  }
  std::string code(told.error().code());
  std::string transaction_id = prepared->transaction_id;
  const Result<UploadState> judged = co_await judge(told.error(), task, transaction_id);
  if (!judged) co_return judged.error();
  if (*judged != UploadState::due) {
    const Done ended = co_await end(task, *judged, code);
    co_return ended;
  }
  std::function<Result<bool>(db::Tx&)> note = [&](db::Tx& tx) -> Result<bool> {
    db::note_shipping_refusal(tx, task.order_id, code);
    return true;
  };
  const Result<bool> noted = co_await run<bool>(note);
  if (!noted) co_return noted.error();
  co_return told.error();
}

// What a refusal means for the task: tried again, done after all, or given up.
ShippingDesk::Awaitable<Result<UploadState>> ShippingDesk::judge(Error refusal, ShippingUploadTask task,
                                                                 std::string transaction_id) {
  const bool is_last = task.attempts + 1 >= kUploadTriesMax;
  if (refusal == wechat::kWechatAlreadyShipped) co_return UploadState::done;
  const bool is_about_order =
      refusal == wechat::kWechatNotShippable || refusal == wechat::kWechatReshippedAlready;
  if (is_about_order) {
    const Result<wechat::ShippedState> state = co_await mini_program_.shipped_order(transaction_id);
    if (!state) co_return is_last ? UploadState::given_up : UploadState::due;
    // Whoever told WeChat, it knows; and what was refunded is not shipped any more.
    co_return *state == wechat::ShippedState::to_ship ? UploadState::given_up : UploadState::done;
  }
  const bool is_for_good = refusal == wechat::kWechatRequestRejected || refusal == kInvalidRequest;
  co_return is_for_good || is_last ? UploadState::given_up : UploadState::due;
}

ShippingDesk::Awaitable<Done> ShippingDesk::end(ShippingUploadTask task, UploadState state,
                                                std::string code) {
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) -> Result<bool> {
    db::end_shipping_upload(tx, task.order_id, state, code, clock_.now());
    return true;
  };
  const Result<bool> ended = co_await run<bool>(story);
  if (!ended) co_return ended.error();
  if (state == UploadState::given_up) report_given_up(task.order_id, code);
  co_return Done();
}

}  // namespace fenrun::server
