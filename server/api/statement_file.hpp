// A statement as a file to take away. Read in one transaction, drawn on a thread of its own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>

#include "domain/dealer/dealer.hpp"
#include "server/api/call.hpp"

namespace fenrun::db {
class Tx;
}

namespace fenrun::server {

enum class StatementForm { workbook, pdf };

// `whose` finds the dealer or says why not. The month stands in the path. Refuses as flows::statement_of()
// and flows::lines_of() do, and with kBusy.
boost::asio::awaitable<Result<Reply>> statement_file(const Call& call, StatementForm form,
                                                     std::function<Result<Dealer>(db::Tx&)> whose);

}  // namespace fenrun::server
