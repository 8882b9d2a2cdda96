# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: compare refuses, with exit status 1 and a sentence, when the
#   program's standard output differs between kinds: in a byte, in length, or
#   far behind; and prints no table.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
differs () {
    status_is 1 "$pm" compare --runs=1 --vdb=off,stock -- sh -c "./client
        ./client alloc 100; [ \$GC_DISABLE_INCREMENTAL ] && x=$1 || x=$2; $3"
    [ -s out ] && fail "a table: $(cat out)"
    says err "gc-pmscan: " "standard output differs" off stock "byte $4"
}
differs a b 'echo abc$x' 4
differs "" b 'printf "%s" "$x"' 1
differs "" b 'echo abc; printf "%s" "$x"' 5
differs 1 2 'head -c 200000 /dev/zero; echo $x' 200001
# The same, in spite of different kinds of standard error.
status_is 0 "$pm" compare --runs=1 --vdb=off,stock -- sh -c \
    './client alloc 100; echo same; echo "$GC_DISABLE_INCREMENTAL" >&2'
exit 0
