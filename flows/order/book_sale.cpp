#include "flows/order/book_sale.hpp"

namespace fenrun::flows {

// Nothing is booked until commissions and the ledger are here.
void book_sale(db::Tx&, const OrderWithLines&, Instant) {}
void claw_back_sale(db::Tx&, const OrderWithLines&, const OrderRefund&, Instant) {}
void release_sale(db::Tx&, const OrderWithLines&, Instant) {}

}  // namespace fenrun::flows
