#include "flows/order/book_sale.hpp"

namespace fenrun::flows {

// Nothing is booked until the stories of commissions and the ledger are here.
void book_sale(db::Tx&, const OrderWithLines&, Instant) {}
void claw_back_sale(db::Tx&, const OrderWithLines&, const OrderRefund&, Instant) {}
Done release_sale(db::Tx&, const OrderWithLines&, Instant) { return {}; }

}  // namespace fenrun::flows
