# SPDX-License-Identifier: MIT
# What every shell test sources: . "$srcdir/support/check.sh"
#
# What comes in: the environment that lib/gc_pmscan.exp sets (doc/TESTING.md).
# What goes out: one line for what went wrong and an exit status.  A test runs
# in an empty directory of its own and may write there only.

# Ends the test: it has failed.
fail () {
    echo "FAIL: $*"
    exit 1
}

# Ends the test: the machine lacks what it needs.
unsupported () {
    echo "UNSUPPORTED: $*"
    exit 77
}

# Ends the test unless every one of these programs can be started.
need () {
    for need_program in "$@"; do
        command -v "$need_program" >/dev/null 2>&1 ||
            unsupported "$need_program is not installed"
    done
}

# check DESCRIPTION COMMAND...: the command succeeds, or the test has failed.
check () {
    check_what=$1
    shift
    "$@" || fail "$check_what: $* gave exit status $?"
}

# lint_manual FILE: a manual page formats without a complaint.
lint_manual () {
    if command -v mandoc >/dev/null; then
        mandoc -T lint -W warning "$1" >lint 2>&1
    elif command -v groff >/dev/null; then
        groff -mandoc -ww -b -z "$1" >lint 2>&1
    else
        unsupported "neither mandoc nor groff is installed"
    fi
    [ ! -s lint ] || {
        cat lint
        fail "the manual page has faults"
    }
}
