# SPDX-License-Identifier: MIT
# Area: runtime
# Purpose: the REPL on a terminal: values, forms over several lines, errors,
#   SIGINT while it runs and at the prompt, history, the end.
# Limitations: line editing itself is libedit's.
# { dg-timeout 180 }
. "$srcdir/gc_pmscan.runtime/pmscheme.inc"

need expect
PMSCHEME_HISTORY=$PWD/history
export PMSCHEME_HISTORY pmscheme
TERM=dumb
export TERM
cat >session.exp <<'END'
set timeout 60
proc want {text} {
    expect {
        -ex $text {}
        timeout { puts "\nFAIL: waited for '$text'"; exit 1 }
        eof { puts "\nFAIL: ended before '$text'"; exit 1 }
    }
}
spawn $env(pmscheme)
want "> "
send "(+ 40 2)\r"; want "\n42"; want "> "
send "(define (f x)\r"; want "  "
send "(* x 2))\r"; want "> "
send "(f 21) (list 1 \"two\")\r"; want "\n42"; want "(1 \"two\")"; want "> "
send "(car 5)\r"; want "car: the first argument is of the wrong type: 5"; want "> "
send "no-such\r"; want "a variable has no value: no-such"; want "> "
send "(values 1 2)\r"; want "1\r\n2"; want "> "
send "(raise 'x)\r"; want "raised and not handled: x"; want "> "
send "(let loop () (loop))\r"
sleep 1
send "\003"; want "interrupted"; want "> "
send "(define unfinished\r"; want "  "
send "\003"; want "> "
send "'still-here\r"; want "\nstill-here"; want "> "
send "(if)\r"; want "if wants a test"; want "> "
send ")\r"; want "> "
send "(define-syntax twice (syntax-rules () ((_ e) (begin e e))))\r"; want "> "
send "(twice (display 'y))\r"; want "\nyy"; want "> "
send "(call/cc (lambda (c) (set! k c) 1))\r"; want "> "
send "(exit 9)\r"
expect eof
lassign [wait] pid spawned os status
if {$status != 9} { puts "\nFAIL: exit status $status"; exit 1 }
spawn $env(pmscheme)
want "> "
# Before libedit has the terminal the character would mean something else.
set timeout 2
for {set i 0} {$i < 30} {incr i} {
    sleep 1
    send "\004"
    expect {
        eof { break }
        timeout {}
    }
}
if {$i == 30} { puts "\nFAIL: Ctrl-D does not leave"; exit 1 }
lassign [wait] pid spawned os status
if {$status != 0} { puts "\nFAIL: exit status $status at the end"; exit 1 }
END
check "the session" expect session.exp
# libedit writes a space as \\040.
grep -qF "(f\\04021)" history || fail "the history has not what was typed"
