# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: the shared library shows what its symbol map lists and nothing else,
#   needs nothing but the C library, and the public part of the map is what
#   gc_pmscan.h declares.
# Limitations: names only, not types.

. "$srcdir/support/check.sh"

need nm readelf awk sort comm

# The names between "global:" and "local:" in the map.
tr '\n' ' ' <"$top_srcdir/gc_pmscan/libgc_pmscan.map" |
    sed -e 's|/\*[^*]*\*/||g' -e 's/.*global://' -e 's/local:.*//' |
    tr -s '; \t' '\n' | grep . | sort -u >map
[ -s map ] || fail "no names found in libgc_pmscan.map"
grep -F '*' map && fail "a pattern in the map may export anything"

nm -D --defined-only "$GC_PMSCAN_LIBRARY" | awk '$2 != "A" { print $3 }' |
    sed 's/@.*//' | sort -u >exported
comm -13 map exported >extra
comm -23 map exported >lacking
[ -s extra ] && fail "exported, not in the map:" $(cat extra)
[ -s lacking ] && fail "in the map, not exported:" $(cat lacking)

awk '/^GC_PMSCAN_API/ { sub(/\(.*/, ""); sub(/.*[ *]/, ""); print }' \
    "$top_srcdir/gc_pmscan/gc_pmscan.h" | sort -u >declared
[ -s declared ] || fail "no declarations found in gc_pmscan.h"
comm -23 declared exported >undefined
[ -s undefined ] && fail "declared, not exported:" $(cat undefined)
grep '^gc_pmscan_' exported | comm -13 declared - >undeclared
[ -s undeclared ] && fail "exported, not declared:" $(cat undeclared)

# A process without libgc must be able to load it.
readelf -d "$GC_PMSCAN_LIBRARY" |
    sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p' |
    grep -vE '^(libc\.so\.|ld-linux|libgcov)' >needed
[ -s needed ] && fail "needs more than the C library:" $(cat needed)
readelf -d "$GC_PMSCAN_LIBRARY" | grep -q NODELETE ||
    fail "the library can be unloaded while libgc has pointers into it"
exit 0
