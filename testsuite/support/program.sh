# SPDX-License-Identifier: MIT
# A small program that uses libgc and knows nothing of us, for shell tests.
#
# What comes in: CC and CFLAGS of the build.  What goes out: functions.  The
# programs and their reports are in the test's own directory.

# build_program NAME [FLAG...]: compiles support/NAME.c with libgc alone, or
# with the flags given instead of "-lgc".
build_program () {
    build_name=$1
    shift
    [ $# -gt 0 ] || set -- -lgc
    $CC $CFLAGS -I"$srcdir/support" -pthread -o "$build_name" \
        "$srcdir/support/$build_name.c" "$@" >compile.log 2>&1 || {
        cat compile.log
        fail "$build_name.c does not compile"
    }
}

# run COMMAND...: runs it with a report, output in out and err.
run () {
    rm -f report.json
    GC_PMSCAN_REPORT=report.json "$@" >out 2>err
    run_status=$?
    [ $run_status = 0 ] ||
        fail "$* gave exit status $run_status: $(cat out err)"
}

# report_has KEY VALUE: the latest report has it; VALUE is JSON text.
report_has () {
    [ -s report.json ] || fail "there is no report"
    grep -q "^ *\"$1\": $2,\{0,1\}\$" report.json ||
        fail "the report has $(grep "\"$1\"" report.json), not $2"
}

# report_number KEY: prints a number of the latest report.
report_number () {
    sed -n "s/^ *\"$1\": \([0-9]*\).*/\1/p" report.json
}
