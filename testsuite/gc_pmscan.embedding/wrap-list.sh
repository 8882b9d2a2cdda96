# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: the symbols that gc_pmscan.pc redirects in a static link are those
#   that the archive has an entry for, no more (the link would fail) and no
#   less (a call would slip past us).
# Limitations: names only.

. "$srcdir/support/check.sh"

need nm awk sort comm
[ -n "$PKG_CONFIG" ] || unsupported "no pkg-config"

$PKG_CONFIG --static --libs gc_pmscan | tr ' ' '\n' |
    sed -n 's/^-Wl,--wrap=//p' | sort -u >listed
[ -s listed ] || fail "pkg-config lists no symbols to redirect"
nm "$GC_PMSCAN_ARCHIVE" 2>/dev/null |
    awk '$2 == "T" && /__wrap_/ { sub(/^__wrap_/, "", $3); print $3 }' |
    sort -u >present
comm -23 listed present >lacking
comm -13 listed present >unused
[ -s lacking ] && fail "in gc_pmscan.pc, not in the archive:" $(cat lacking)
[ -s unused ] && fail "in the archive, not in gc_pmscan.pc:" $(cat unused)
nm "$GC_PMSCAN_ARCHIVE" | grep -q ' [TDBR] gc_pmscan_link_anchor$' ||
    fail "the archive lacks gc_pmscan_link_anchor"
exit 0
