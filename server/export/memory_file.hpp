// A file without a place on disk, for libraries that write to nothing but a path.
#pragma once

#include <string>

namespace fenrun::server {

class MemoryFile {
 public:
  // Throws std::system_error when the kernel gives none.
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  // Opens this very file as long as it lives.
  [[nodiscard]] std::string path() const;
  // Everything that has been written. Throws std::system_error.
  [[nodiscard]] std::string bytes() const;

 private:
  int descriptor_;
};

}  // namespace fenrun::server
