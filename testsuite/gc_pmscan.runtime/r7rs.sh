# SPDX-License-Identifier: MIT
# Area: runtime
# Purpose: what R7RS-small says, section by section; r7rs/section-N.scm are the
# tests, and each prints one line of the table.
# Limitations: what the report leaves open is not asked.
# { dg-matrix "KIND=off" "KIND=stock" "KIND=auto" "KIND=off PMSCHEME_GC_STRESS=100" "KIND=auto GC_PMSCAN_VERIFY=1 PMSCHEME_GC_STRESS=100" }
# { dg-timeout 120 }
. "$srcdir/support/check.sh"

pmscheme=$builddir/runtime/pmscheme
[ -x "$pmscheme" ] || unsupported "configured with --disable-runtime"
status=0
for file in "$srcdir"/gc_pmscan.runtime/r7rs/section-*.scm; do
    "$pmscheme" --vdb="$KIND" "$file" one two || status=1
done
[ $status -eq 0 ] || fail "see above"
