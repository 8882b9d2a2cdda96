# SPDX-License-Identifier: MIT
# Area: runtime
# Purpose: expander, machine, libraries and threads; eval/NAME.scm are the
#   tests, and each prints one line.
# Limitations: what the report says section by section is in r7rs.sh.
# { dg-matrix "KIND=off" "KIND=stock" "KIND=auto" }
# { dg-timeout 120 }
. "$srcdir/support/check.sh"

pmscheme=$builddir/runtime/pmscheme
[ -x "$pmscheme" ] || unsupported "configured with --disable-runtime"
status=0
for file in "$srcdir"/gc_pmscan.runtime/eval/*.scm; do
    "$pmscheme" --vdb="$KIND" "$file" || {
        echo "failed: $file"
        status=1
    }
done
[ $status -eq 0 ] || fail "see above"
