// One thing that is wrong with a configuration, told so that it can be put right without reading the source.
#pragma once

#include <cstddef>
#include <string>

namespace fenrun::config {

struct Problem {
  std::string file;
  std::size_t line = 0;  // 0: the key is not in the file
  std::string key;       // "mysql.port"; empty when the file as a whole cannot be read
  std::string what;
  std::string fix;
};

// "fenrun.toml:12: mysql.port: 70000 is out of range; give a number from 1 to 65535"
std::string to_text(const Problem& problem);

}  // namespace fenrun::config
