# cmake -D FILES=a.sql;b.sql -D OUTPUT=x.cpp -P EmbedSchema.cmake: the migrations as C++ text, in order of their names.
list(SORT FILES)
set(rows "")
set(last_version 0)
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  if(NOT name MATCHES "^V([0-9][0-9][0-9][0-9])__([a-z0-9_]+)\\.sql$")
    message(FATAL_ERROR "db/schema: ${name} is not named V0001__words.sql")
  endif()
  math(EXPR version "1${CMAKE_MATCH_1} - 10000")
  if(NOT version GREATER last_version)
    message(FATAL_ERROR "db/schema: two files have version ${CMAKE_MATCH_1}")
  endif()
  set(last_version ${version})
  set(words ${CMAKE_MATCH_2})
  file(READ ${file} script)
  string(APPEND rows "    {${version}, \"${words}\", R\"~sql~(${script})~sql~\"},\n")
endforeach()
file(WRITE ${OUTPUT}
"// Generated from db/schema by cmake/EmbedSchema.cmake.
#include \"db/mysql/migrate.hpp\"

namespace fenrun::db {

std::span<const Migration> compiled_migrations() {
  static constexpr Migration migrations[] = {
${rows}  };
  return migrations;
}

}  // namespace fenrun::db
")
