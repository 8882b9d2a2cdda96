# SPDX-License-Identifier: MIT
# Area: model
# Purpose: each place where the kernel differs from its documentation that a
#   test or the model cites is in doc/KERNEL.md, each row there names a test
#   that is there and cites it, and the model cites no other.
# Limitations: knows tags by their first letter.

. "$srcdir/support/check.sh"

need grep sed sort comm

table=$top_srcdir/doc/KERNEL.md
sed -n 's/^| \(D-[A-Z-]*\) |.*/\1/p' "$table" | sort -u >explained
[ -s explained ] || fail "KERNEL.md explains no tags"
grep -rhoE '\bD-[A-Z]{2,}(-[A-Z]+)*\b' "$srcdir" --include='*.[ch]' | sort -u \
    >cited
comm -13 explained cited >unknown
[ -s unknown ] && fail "cited, not in KERNEL.md:" $(cat unknown)
while read -r tag; do
    file=$(sed -n "s/^| $tag |.*| \`\([^\`]*\)\` |\$/\1/p" "$table")
    [ -n "$file" ] || fail "KERNEL.md names no test for $tag"
    grep -q "$tag\b" "$srcdir/gc_pmscan.$file" ||
        fail "gc_pmscan.$file does not cite $tag"
done <explained
exit 0
