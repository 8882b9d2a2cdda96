# SPDX-License-Identifier: MIT
# Turns what guest-init.sh wrote into what lib/guest.exp judges.
#
# What comes in: the lines of one serial line, and the plans.  What goes out:
# RUN.log and RUN.result beside the directory of each run.

BEGIN {
    split("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM " \
        "TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM " \
        "PROF WINCH IO PWR SYS", signals, " ")
}
{ sub(/\r$/, "") }
/^@@run / {
    run = $2
    printf "" >(run ".log")
    next
}
/^@@end / && run != "" {
    if ((getline seconds <(run ".plan")) < 1)
        seconds = 0
    close(run ".plan")
    close(run ".log")
    if (seconds > 0 && $3 >= seconds)
        result = "timeout"
    else if ($2 > 128 && ($2 - 128) in signals)
        result = "signal SIG" signals[$2 - 128]
    else
        result = "exit " $2
    print result >(run ".result")
    close(run ".result")
    run = ""
    next
}
run != "" { print >(run ".log") }
