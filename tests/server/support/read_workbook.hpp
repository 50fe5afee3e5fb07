// Files that the server gives out, read by somebody else's programs.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace fenrun::server::testing {

inline std::string output_of(const std::string& command) {
  std::string output;
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
    output.append(buffer.data(), count);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return output;
}

// The bytes as a file for somebody else's program, gone with the object.
class FileOf {
 public:
  explicit FileOf(const std::string& bytes)
      : path_(std::filesystem::temp_directory_path() / ("fenrun-money-" + std::to_string(::getpid()))) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~FileOf() { std::filesystem::remove(path_); }
  FileOf(const FileOf&) = delete;
  FileOf& operator=(const FileOf&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// {sheet: [[cell, ...], ...]}, numbers as the text that stands in the file.
inline nlohmann::json workbook_in(const std::string& bytes) {
  const FileOf file(bytes);
  return nlohmann::json::parse(output_of("python3 " FENRUN_READ_WORKBOOK " " + file.path()));
}

}  // namespace fenrun::server::testing
