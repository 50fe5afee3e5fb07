#include "config/problem.hpp"

namespace fenrun::config {

std::string to_text(const Problem& problem) {
  std::string text = problem.file;
  if (problem.line > 0) text += ":" + std::to_string(problem.line);
  if (!problem.key.empty()) text += ": " + problem.key;
  text += ": " + problem.what;
  if (!problem.fix.empty()) text += "; " + problem.fix;
  return text;
}

}  // namespace fenrun::config
