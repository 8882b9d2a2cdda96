# SPDX-License-Identifier: MIT
# Area: sys
# Purpose: the public header compiles alone, as strict C11, without a warning.
# Limitations: one compiler, the one of the build.

. "$srcdir/support/check.sh"

cat >alone.c <<'END'
#include <gc_pmscan.h>
#include <gc_pmscan.h>
int main(void)
{
    struct gc_pmscan_options options = { 0 };
    options.size = sizeof(options);
    options.mode = GC_PMSCAN_AUTO;
    return options.attach == GC_PMSCAN_ATTACH_AUTO ? 0 : 1;
}
END
# shellcheck disable=SC2086  # CC may be several words
check "gc_pmscan.h as C11" $CC -std=c11 -Wall -Wextra -pedantic -Werror \
    -I"$top_srcdir/gc_pmscan" -fsyntax-only alone.c
