# SPDX-License-Identifier: MIT
# Area: sys
# Purpose: the public header compiles alone, as C++, without a warning.
# Limitations: it is compiled, not linked.

. "$srcdir/support/check.sh"

need "${CXX%% *}"
cat >alone.cc <<'END'
#include <gc_pmscan.h>
#include <gc_pmscan.h>
int main()
{
    struct gc_pmscan_options options = gc_pmscan_options();
    options.size = sizeof(options);
    options.mode = GC_PMSCAN_AUTO;
    int (*enable)(const struct gc_pmscan_options *) = gc_pmscan_enable;
    return enable == 0 || options.attach != GC_PMSCAN_ATTACH_AUTO;
}
END
# shellcheck disable=SC2086  # CXX may be several words
check "gc_pmscan.h as C++" $CXX -std=c++11 -Wall -Wextra -pedantic -Werror \
    -Wno-address -I"$top_srcdir/gc_pmscan" -fsyntax-only alone.cc
