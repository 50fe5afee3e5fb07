// Pages of text and rules (PDF, A4 across) in memory, in the Noto CJK fonts. Two documents of the same
// content are the same bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace fenrun::server {

enum class PdfAlign { left, right, centre };

// In points from the top left corner of the page. Text is one line, cut with an ellipsis where it does not
// fit.
struct PdfText {
  double left;
  double top;
  double width;
  double size;
  PdfAlign align = PdfAlign::left;
  bool is_bold = false;
};

class PdfPages {
 public:
  static constexpr double kWidth = 842;
  static constexpr double kHeight = 595;

  // `made_at` is what the file says of its making.
  PdfPages(const std::string& title, Instant made_at);
  ~PdfPages();
  PdfPages(const PdfPages&) = delete;
  PdfPages& operator=(const PdfPages&) = delete;

  void text(std::string_view text, const PdfText& place);
  void rule(double left, double top, double width);
  void next_page();
  // The file. Nothing may be drawn after it. Throws std::runtime_error when cairo cannot.
  std::string finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fenrun::server
