#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes one result of those of several runtests.
#
#   merge.sh DIRECTORY...
#
# What comes in: in each directory gc_pmscan.sum, gc_pmscan.log and status, the
# exit status of runtest.  What goes out: gc_pmscan.sum and gc_pmscan.log in
# the current directory, by area, and the sum in the order of one run for all;
# exit 0.  Where one of them did not come to its end, the sum has an ERROR line
# and lacks its own end, by which summary.sh knows it.

set -u
LC_ALL=C
export LC_ALL
rm -f gc_pmscan.sum gc_pmscan.log

# Every line becomes: area, file, place, line.  What stands before the first
# area and what follows the last is told from it by the area's name.
for directory in "$@"; do
    # 1: a test has failed.  2: an .exp file has.
    case $(cat "$directory/status" 2>/dev/null) in
    0 | 1 | 2) ;;
    *) echo "ERROR: the runtest of $directory was ended" ;;
    esac
    grep -q '=== gc_pmscan Summary ===' "$directory/gc_pmscan.sum" \
        2>/dev/null ||
        echo "ERROR: the sum of $directory does not come to its end"
done >merge.errors

for directory in "$@"; do
    [ ! -e "$directory/gc_pmscan.sum" ] || cat "$directory/gc_pmscan.sum"
done | awk -v OFS='\t' '
    /^Test run by / { area = " "; end = 0; first = !begun++ }
    /^Running .*\/gc_pmscan\.[^\/]*\/[^\/]*\.exp \.\.\.$/ {
        area = $2
        sub(/\/[^\/]*$/, "", area)
        sub(/.*\/gc_pmscan\./, "", area)
        if (!seen[area]++)
            print area, " ", NR, $0
        next
    }
    /=== gc_pmscan Summary ===/ { end = 1 }
    end && /^# of / {
        count = $NF
        sub(/[ \t]*[0-9]+$/, "")
        if (!($0 in total))
            names[++kinds] = $0
        total[$0] += count
        next
    }
    end { if (!/===|^$/) version[$0] = 1; next }
    area == " " { if (first) print area, " ", NR, $0; next }
    /^[A-Z]+: [^ ]+\// { print area, $2, NR, $0; next }
    !/^$/ { print area, "~", NR, $0 }
    END {
        print "~", " ", 0, ""
        print "~", " ", 1, "\t\t=== gc_pmscan Summary ==="
        print "~", " ", 2, ""
        for (i = 1; i <= kinds; i++)
            print "~", " ", 2 + i, names[i] "\t" total[names[i]]
        for (line in version)
            print "~", "~", 0, line
    }' | sort -s -t '	' -k 1,1 -k 2,2 -k 3,3n | cut -f 4- >merge.sum
if [ -s merge.errors ]; then
    grep -v '=== gc_pmscan Summary ===' merge.sum | cat - merge.errors
else
    cat merge.sum
fi >gc_pmscan.sum
rm merge.sum merge.errors

# The logs: piece by piece, for they may be long.
rm -rf parallel.log
mkdir parallel.log
number=100
for directory in "$@"; do
    number=$((number + 1))
    [ -e "$directory/gc_pmscan.log" ] || continue
    awk -v place="$number" '
        BEGIN { out = "parallel.log/ ." place }
        /^Running .*\/gc_pmscan\.[^\/]*\/[^\/]*\.exp \.\.\.$/ {
            area = $2
            sub(/\/[^\/]*$/, "", area)
            sub(/.*\/gc_pmscan\./, "", area)
            close(out)
            out = "parallel.log/" area "." place
        }
        { print >out }' "$directory/gc_pmscan.log"
done
cat parallel.log/* >gc_pmscan.log
rm -r parallel.log
