# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: what run itself can't do ends with 125 and a sentence before the
#   program is started: no library, no place for the report.
# Limitations: as root every directory is writable.

. "$srcdir/gc_pmscan.cli/cli.inc"

mkdir "a directory" "with:colon"
cp "$GC_PMSCAN_LIBRARY" with:colon/library.so
for library in ./no-such-library.so "a directory" with:colon/library.so; do
    status_is 125 env GC_PMSCAN_LIBRARY="$library" "$pm" run -- touch started
    says err "gc-pmscan: " "${library#./}"
done
for report in no/such/directory/r.json "a directory" /dev/null/r.json; do
    status_is 125 "$pm" run --report="$report" -- touch started
    says err "gc-pmscan: " "'$report'"
done
# What can be written although nothing can be made beside it.
status_is 0 "$pm" run --report=/dev/null -- true
[ -e started ] && fail "the program was started"
temp_is_empty
exit 0
