# How every target of ours is compiled: one interface target with language, warnings, hardening and sanitizers,
# and one function per kind of target.

include(CheckCXXCompilerFlag)

add_library(fenrun_options INTERFACE)
target_include_directories(fenrun_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(fenrun_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -Wformat=2 -Werror=format-security -Wimplicit-fallthrough
  -fno-omit-frame-pointer -fstack-protector-strong -fno-delete-null-pointer-checks
  # Boost 1.74 uses a header that forgets <utility>; every file sees it first.
  "SHELL:-include utility"
  $<$<CONFIG:Debug>:-O0>
  $<$<CONFIG:Debug>:-g1>
  $<$<CONFIG:Release>:-O2>
  $<$<CONFIG:Release>:-g1>)
target_compile_definitions(fenrun_options INTERFACE
  _GLIBCXX_ASSERTIONS
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_SEPARATE_COMPILATION
  BOOST_ASIO_HAS_CO_AWAIT=1 BOOST_ASIO_HAS_STD_COROUTINE=1)
# Third-party headers are system headers to us: their warnings are theirs.
set(CMAKE_NO_SYSTEM_FROM_IMPORTED OFF)

# NDEBUG must never switch off an assertion in money code.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-O3" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-g" "" CMAKE_CXX_FLAGS_DEBUG "${CMAKE_CXX_FLAGS_DEBUG}")

if(FENRUN_SANITIZE)
  target_compile_options(fenrun_options INTERFACE -fsanitize=${FENRUN_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(fenrun_options INTERFACE -fsanitize=${FENRUN_SANITIZE})
  # The sanitizers' instrumentation makes gcc see uninitialised reads in library code that has none; the builds
  # without it keep the warning.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(fenrun_options INTERFACE -Wno-uninitialized -Wno-maybe-uninitialized)
  else()
    # clang 14 cannot assemble a coroutine with the check of calls through function pointers.
    target_compile_options(fenrun_options INTERFACE -fno-sanitize=function)
  endif()
else()
  target_compile_definitions(fenrun_options INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
  target_compile_options(fenrun_options INTERFACE -fstack-clash-protection -fcf-protection=full)
  target_link_options(fenrun_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(fenrun_options INTERFACE -ftrivial-auto-var-init=zero
    # gcc 12 takes Asio's coroutine frames, which bring their own operator new and delete, for a mismatch when it inlines
    # one of the two; the pair is right.
    -Wno-mismatched-new-delete)
  # In a batch (FenrunBatches.cmake) gcc takes the private types of a source file for a header's.
  target_compile_options(fenrun_options INTERFACE -Wno-subobject-linkage)
  if(FENRUN_SANITIZE MATCHES thread)
    # gcc cannot model std::atomic_thread_fence under TSan; Boost.Asio uses one, and only there.
    target_compile_options(fenrun_options INTERFACE -Wno-tsan)
  endif()
endif()

find_program(FENRUN_CCACHE ccache)
if(FENRUN_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Two checkouts share what they compile: the cache takes paths below the project's folder as relative ones.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
    ${FENRUN_CCACHE})
endif()

# A sanitized program that holds the whole house is 360 MB, and there are some eighty of them: they share it instead,
# which saves most of the disk and of the linking. What ships is one file.
if(FENRUN_SANITIZE)
  set(FENRUN_LIBRARY_KIND SHARED)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
else()
  set(FENRUN_LIBRARY_KIND STATIC)
endif()

# fenrun_library(<folder-name> SOURCES ... LINK ...): the one library of a folder.
function(fenrun_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE" ${ARGN})
  add_library(fenrun_${name} ${FENRUN_LIBRARY_KIND} ${ARG_SOURCES})
  target_link_libraries(fenrun_${name} PUBLIC fenrun_options ${ARG_LINK} PRIVATE ${ARG_PRIVATE})
endfunction()

# fenrun_program(<name> SOURCES ... LINK ...)
function(fenrun_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE fenrun_options ${ARG_LINK})
endfunction()

# fenrun_test(<name> SOURCES ... LINK ... [LABELS ...] [TIMEOUT seconds]): one gtest program, one ctest entry.
function(fenrun_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINK;LABELS;ENVIRONMENT" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE fenrun_options ${ARG_LINK} GTest::gmock GTest::gtest_main)
  if(FENRUN_SANITIZE MATCHES undefined)
    # A test that follows a null pointer of its own ends under the address sanitizer as well; to ask at every pointer of
    # gtest's takes a quarter of the compile time. The house itself is asked everywhere.
    target_compile_options(${name} PRIVATE -fno-sanitize=null,alignment)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp")
endfunction()
