# SPDX-License-Identifier: MIT
# Area: harness
# Purpose: what a test does is counted as doc/TESTING.md says: above all, that
#   a failure, a crash, a time-out, a mistake in a test and a run without tests
#   are never taken for success.
# Limitations: linking with our library is not tried here, every other test
#   does that.
# { dg-timeout 120 }

. "$srcdir/support/check.sh"

need runtest
# What the run around this one was told is not for this one.
unset GC_PMSCAN_TEST_ONLY

# A source tree with tests of our own making, and a build tree beside it.
tree=$PWD/tree
work=$PWD/work
samples=$tree/gc_pmscan.sample
mkdir -p "$samples" "$work"
cp -R "$srcdir/lib" "$srcdir/support" "$tree/"
chmod -R u+w "$tree"
echo gcp_run_area >"$samples/sample.exp"
{
    cat "$builddir/testsuite/site.exp"
    echo "set srcdir \"$tree\""
    echo "set objdir \"$work\""
} >"$work/site.exp"

# sample NAME DIRECTIVES... with the body of main on standard input.
sample () {
    sample_file=$samples/$1.c
    shift
    : >"$sample_file"
    for directive in "$@"; do
        echo "/* { $directive } */" >>"$sample_file"
    done
    {
        echo '#include <check.h>'
        echo '#include <string.h>'
        echo 'int main(int argc, char **argv)'
        echo '{ (void)argc; (void)argv;'
        cat
        echo '}'
    } >>"$sample_file"
}

plain='dg-link "plain"'
sample good "$plain" <<'END'
CHECK(1); return 0;
END
sample bad "$plain" <<'END'
CHECK(argc == 7); return 0;
END
sample unequal "$plain" <<'END'
CHECK_EQ(argc, 7); return 0;
END
sample crash "$plain" <<'END'
abort();
END
sample crash-wanted "$plain" 'dg-exit SIGABRT' <<'END'
abort();
END
sample status-wanted "$plain" 'dg-exit 125' <<'END'
return 125;
END
sample status-missing "$plain" 'dg-exit 125' <<'END'
return 0;
END
sample hangs "$plain" 'dg-timeout 1' <<'END'
for (;;) pause();
END
# The child outlives the test and holds its output: nobody may wait for it.
sample leaves-a-child "$plain" 'dg-timeout 5' <<'END'
if (fork() == 0) { setsid(); sleep(8); }
return 0;
END
sample lacking "$plain" <<'END'
UNSUPPORTED("no %s here", "moon");
END
sample lacking-silently "$plain" <<'END'
return 77;
END
sample syntax "$plain" <<'END'
this is not C
END
sample no-link <<'END'
return 0;
END
sample misspelt "$plain" 'dg-tiemout 3' <<'END'
return 0;
END
sample matrix "$plain" 'dg-matrix "A=1" "A=2"' 'dg-matrix "B=3" "B=4 C=5"' <<'END'
CHECK(strlen(getenv("A")) == 1 && strlen(getenv("B")) == 1);
CHECK(strcmp(getenv("A"), "2") != 0 || strcmp(getenv("B"), "3") != 0);
return 0;
END
sample given "$plain" 'dg-env "X=a b" "Y=c"' 'dg-args "one two" "three"' <<'END'
CHECK_EQ(argc, 3);
CHECK(strcmp(argv[1], "one two") == 0);
CHECK(strcmp(getenv("X"), "a b") == 0 && strcmp(getenv("Y"), "c") == 0);
CHECK(getenv("GC_PRINT_STATS") == NULL);
return 0;
END
sample fault-found "$plain" 'dg-xfault "lost page"' <<'END'
puts("lost page 3"); return 1;
END
sample fault-missed "$plain" 'dg-xfault "lost page"' <<'END'
return 0;
END
sample fault-crash "$plain" 'dg-xfault "lost page"' <<'END'
puts("lost page 3"); fflush(stdout); abort();
END
sample fault-other "$plain" 'dg-xfault "lost page"' <<'END'
return 1;
END

# run [NAME=VALUE] [-- RUNTEST ARGUMENTS]: the outcome is in work.
run () {
    rm -f "$work/gc_pmscan.sum"
    run_setting=${1:-NOTHING=}
    [ $# -eq 0 ] || shift
    (cd "$work" && env GC_PRINT_STATS=1 "$run_setting" \
        runtest --all --tool gc_pmscan --srcdir "$tree" "$@") \
        >run.log 2>&1 </dev/null
    run_status=$?
    sh "$srcdir/support/summary.sh" "$work/gc_pmscan.sum" >summary.log
    summary_status=$?
}

# expect OUTCOME NAME
expect () {
    grep -qE "^$1: sample/$2( |\$)" "$work/gc_pmscan.sum" || {
        cat run.log
        fail "$2 is not counted as $1"
    }
}

run GC_PMSCAN_REQUIRE=0
for name in good crash-wanted status-wanted leaves-a-child given fault-found
do
    expect PASS "$name.c"
done
for name in bad unequal crash status-missing hangs lacking-silently syntax \
    no-link misspelt fault-missed fault-crash fault-other
do
    expect FAIL "$name.c"
done
expect FAIL 'hangs.c \(timed out\)'
expect UNSUPPORTED 'lacking.c \(no moon here\)'
expect PASS 'matrix.c \[A=1 B=3\]'
expect PASS 'matrix.c \[A=1 B=4 C=5\]'
expect FAIL 'matrix.c \[A=2 B=3\]'
expect PASS 'matrix.c \[A=2 B=4 C=5\]'
[ "$run_status" -ne 0 ] || fail "runtest succeeded although tests failed"
[ "$summary_status" -ne 0 ] || fail "the summary succeeded although tests failed"
[ "$(tail -n 1 summary.log)" = "9 passed, 13 failed, 1 skipped" ] || {
    cat summary.log
    fail "the summary miscounts"
}

run GC_PMSCAN_REQUIRE=1 sample.exp=lacking.c
expect FAIL 'lacking.c \(required, but: no moon here\)'
[ "$run_status" -ne 0 ] || fail "runtest succeeded without what is required"

run NOTHING= sample.exp=good.c
expect PASS good.c
[ "$run_status" -eq 0 ] || fail "runtest failed although the test passed"
[ "$summary_status" -eq 0 ] || fail "the summary failed although the test passed"
[ "$(tail -n 1 summary.log)" = "1 passed, 0 failed" ] ||
    fail "the summary miscounts one test"

run NOTHING= sample.exp=none.c
[ "$summary_status" -ne 0 ] || fail "a run without tests counts as success"

rm "$work/gc_pmscan.sum"
if sh "$srcdir/support/summary.sh" "$work/gc_pmscan.sum" >summary.log; then
    fail "a missing sum counts as success"
fi

# A mistake in an .exp file itself.
echo 'gcp_no_such_procedure' >"$samples/sample.exp"
run NOTHING=
[ "$run_status" -ne 0 ] || fail "runtest succeeded although it met an error"
[ "$summary_status" -ne 0 ] || fail "the summary succeeded in spite of an error"
exit 0
