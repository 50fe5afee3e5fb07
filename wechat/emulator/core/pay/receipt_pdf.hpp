// An electronic receipt as a PDF of one page.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace fenrun::emulator::pay {

// A title and lines of (label, value), UTF-8. The file names a Chinese font of Adobe's standard collection
// without carrying it, as receipts of banks do.
std::string make_receipt_pdf(const std::string& title,
                             const std::vector<std::pair<std::string, std::string>>& lines);

}  // namespace fenrun::emulator::pay
