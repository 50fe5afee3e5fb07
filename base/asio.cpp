// The compiled halves of Asio and of its TLS streams, once for the whole tree:
// BOOST_ASIO_SEPARATE_COMPILATION keeps them out of every other file.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
