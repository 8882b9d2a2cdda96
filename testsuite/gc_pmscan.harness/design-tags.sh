# SPDX-License-Identifier: MIT
# Area: harness
# Purpose: each tag that the code and the tests cite is explained in DESIGN.md,
#   and each that DESIGN.md explains of the kernel and of libgc is cited.
# Limitations: knows tags by their first letters.

. "$srcdir/support/check.sh"

need grep sed sort comm

tags='\b(R|INV|K|G|S|V)-[A-Z]{2,}\b'
design=$top_srcdir/gc_pmscan/DESIGN.md
sed -n 's/.*\*\*\[\([A-Z-]*\)\]\*\*.*/\1/p' "$design" | sort -u >explained
[ -s explained ] || fail "DESIGN.md explains no tags"
grep -rhoE "$tags" "$design" "$top_srcdir/gc_pmscan" "$top_srcdir/tools" \
    "$srcdir" --include='*.[ch]' --include='*.sh' --include='*.exp' |
    sort -u >cited
comm -13 explained cited >unknown
[ -s unknown ] && fail "cited, not in DESIGN.md:" $(cat unknown)
comm -23 explained cited | grep -v '^R-' >unused
[ -s unused ] && fail "in DESIGN.md, not cited:" $(cat unused)
exit 0
