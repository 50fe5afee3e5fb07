pkg_check_modules(PosterTestLibraries REQUIRED IMPORTED_TARGET cairo libqrencode libjpeg zbar)
fenrun_test(server_poster_test
  SOURCES
    poster_test.cpp
    support/picture.cpp
  LINK fenrun_server PkgConfig::PosterTestLibraries)
