# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: with standard error on a terminal, compare tells in one line which
#   run it is at, and takes that line away before the table.
# Limitations: the terminal is made by expect, which DejaGnu needs anyway.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
cat >terminal.exp <<'END'
set timeout 60
log_file -noappend terminal
spawn -noecho sh -c "exec [lindex $argv 0] compare --runs=2 --vdb=off,stock\
    -- ./client alloc 20000 >out"
expect eof
END
status_is 0 expect terminal.exp "$pm"
tr '\r' '\n' <terminal >lines
for round in 1 2; do
    for kind in off stock; do
        grep -qx "gc-pmscan: round $round of 2: $kind *" lines ||
            fail "no line for round $round of $kind: $(cat lines)"
    done
done
# The last thing that is written is nothing but blanks over the line.
tail -n 1 lines | grep -q '[^ ]' && fail "the line stays: $(cat lines)"
says out "total pause ms"
exit 0
