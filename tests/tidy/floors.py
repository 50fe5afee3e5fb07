"""Who may include whom: the table of docs/architecture.md as data."""

# Folder -> our folders it may include (besides itself).
MAY_INCLUDE = {
    "base": set(),
    "domain": {"base"},
    "db": {"domain", "base"},
    "wechat": {"domain", "base"},
    "sheet": {"domain", "base"},
    "flows": {"db", "domain", "base"},
    "server": {"flows", "db", "wechat", "sheet", "domain", "base", "config"},
    "payout": {"flows", "db", "wechat", "domain", "base", "config"},
    "config": {"server", "payout", "flows", "db", "wechat", "domain", "base"},
    "deploy": {"server", "payout", "flows", "db", "wechat", "domain", "base", "config", "tests"},
    "bench": {"server", "payout", "flows", "db", "wechat", "sheet", "domain", "base", "config", "tests"},
    "tests": {"server", "payout", "flows", "db", "wechat", "sheet", "domain", "base", "config", "bench", "deploy"},
}

# The parts of `base` that `domain` may see: values, no clock to ask and no thread.
DOMAIN_MAY_SEE = {"base/result.hpp", "base/error.hpp", "base/assert.hpp", "base/clock.hpp"}

# `config` fills option structs; it reaches no further into a module than its options.
CONFIG_MAY_SEE_OF_SERVER = ("options.hpp",)

# Only files that hold a main, and the commands of the admin program, may ask for the configuration.
MAY_READ_CONFIG = ("server/main.cpp", "server/admin/", "wechat/emulator/main.cpp", "payout/main.cpp", "deploy/history/")

# Third-party header prefix -> path prefixes that may include it.
THIRD_PARTY = {
    "boost/beast": ("wechat/", "server/http/", "server/ops/", "bench/", "tests/"),
    "boost/asio": ("base/", "config/address.cpp", "db/redis/", "db/session/", "db/tree/", "wechat/", "server/", "payout/", "deploy/history/", "bench/", "tests/"),
    "nlohmann/": ("wechat/", "server/", "deploy/history/", "bench/", "tests/"),
    "mysql_driver.h": ("db/mysql/",),
    "mysql_connection.h": ("db/mysql/",),
    "cppconn/": ("db/mysql/",),
    "hiredis/": ("db/redis/", "bench/"),
    "spdlog/": ("base/log.cpp",),
    "prometheus/": ("base/metrics.cpp",),
    "toml++": ("config/",),
    "CLI/": ("server/admin/", "wechat/emulator/", "server/main.cpp", "payout/", "bench/"),
    "cairo": ("server/poster/", "server/export/", "wechat/emulator/", "tests/"),
    "pango/": ("server/poster/", "server/export/", "tests/"),
    "qrencode.h": ("server/poster/", "wechat/emulator/", "tests/"),
    "zlib.h": ("wechat/", "tests/"),
    "expat.h": ("sheet/xlsx_xml.cpp",),
    "zip.h": ("sheet/xlsx_archive.cpp", "tests/"),
    "xlsxwriter": ("sheet/xlsx_writer.cpp", "server/export/"),
    "openssl/": ("base/", "wechat/", "server/http/", "bench/", "tests/"),
    "gtest/": ("tests/",),
    "gmock/": ("tests/",),
}
