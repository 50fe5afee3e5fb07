// The published worked examples in vectors.json.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>

#include "wechat/json.hpp"

namespace fenrun::wechat::testing {

inline const Json& vector_of(const char* name) {
  static const Json all = [] {
    std::ifstream file(FENRUN_VECTORS_FILE);
    if (!file) throw std::runtime_error("cannot read " FENRUN_VECTORS_FILE);
    return Json::parse(file);
  }();
  return all.at("miniprogram").at(name);
}

inline std::string text(const Json& object, const char* name) { return object.at(name).get<std::string>(); }

}  // namespace fenrun::wechat::testing
