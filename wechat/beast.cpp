// The compiled half of Beast, once for the whole tree (BOOST_BEAST_SEPARATE_COMPILATION). It lives on the
// lowest floor that may know Beast; the server links it from here.
#include <boost/beast/src.hpp>
