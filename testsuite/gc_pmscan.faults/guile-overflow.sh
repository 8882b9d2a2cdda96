# SPDX-License-Identifier: MIT
# Area: faults
# Purpose: Guile grows its stack for deep recursion, gives it back, and catches
#   an overflow of a limit that the program has set: the same under pmscan, with
#   verify mode, as without, and sweeps without errors.
# Limitations: Debian's Guile 3.0.
# { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" }

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

need guile

cat >overflow.scm <<'SCM'
(use-modules (system vm vm))
(define (list-of n) (if (= n 0) '() (cons n (list-of (- n 1)))))
(define (endless n) (+ 1 (endless (+ n 1))))
(define (try-limited)
  (call-with-prompt 'overflow
    (lambda ()
      (call-with-stack-overflow-handler
       200000
       (lambda () (endless 0))
       (lambda () (abort-to-prompt 'overflow))))
    (lambda (k) 'caught)))
(define keep '())
(let loop ((i 0))
  (when (< i 12)
    (let ((l (list-of 150000)))
      (set! keep (cons (apply + l) keep))
      (display (list i (length l) (car keep) (try-limited)))
      (newline)
      (when (= 0 (modulo i 4)) (gc)))
    (loop (+ i 1))))
(display (length keep))
(newline)
SCM

guile --no-auto-compile overflow.scm >expected 2>err ||
    fail "without us: $?: $(cat err)"
grep -q caught expected || fail "no overflow was caught: $(cat expected)"
run env GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 GC_PMSCAN_VERIFY=1 \
    LD_PRELOAD="$GC_PMSCAN_LIBRARY" guile --no-auto-compile overflow.scm
cmp -s expected out || fail "the output differs: $(diff expected out)"
[ -s err ] && fail "standard error: $(cat err)"
report_has active true
report_has sweep_errors 0
[ "$(report_number sweeps)" -gt 10 ] || fail "$(report_number sweeps) sweeps"
exit 0
