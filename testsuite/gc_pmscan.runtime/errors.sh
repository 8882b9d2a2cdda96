# SPDX-License-Identifier: MIT
# Area: runtime
# Purpose: what users are told of errors: file, line, column, and the procedures
#   that wait.
# Limitations: only some of all errors.
. "$srcdir/gc_pmscan.runtime/pmscheme.inc"

cat >deep.scm <<'END'
;; comment
(define (inner x)
  (+ 1
     (car x)))
(define (outer x)
  (* 2 (inner x)))
(display "before")
(display (outer 5))
END
status_is 70 deep.scm
out_is before
err_has "deep.scm:4:6: car: the first argument is of the wrong type: 5"
err_has "  deep.scm:4:6: in inner"
err_has "  deep.scm:6:8: in outer"
err_has "  deep.scm:8:10: in"

echo '(define (f) (error "wrong thing:" 1 "two" (quote x))) (list (f))' >error.scm
status_is 70 error.scm
err_has 'error.scm:1:13: wrong thing:: 1 "two" x'
echo '(display 1) (raise (quote boom))' >raise.scm
status_is 70 raise.scm
err_has "raised and not handled: boom"
printf '(display 1)\n(list (undefined-one))' >unbound.scm
status_is 70 unbound.scm
err_has "unbound.scm:2:7: a variable has no value: undefined-one"
printf '(display 1)\n  (if)' >syntax.scm
status_is 70 syntax.scm
err_has "syntax.scm:2:3: if wants a test"
out_is 1
printf '(display 1)\n(let ((x 1)) (x 2))' >call.scm
status_is 70 call.scm
err_has "a call of what is no procedure: 1 2"
printf '(define (f a) a)\n(list (f 1 2))' >arity.scm
status_is 70 arity.scm
err_has "wrong number of arguments"
printf '(display (quote (1 2' >unfinished.scm
status_is 70 unfinished.scm
err_has "unfinished.scm"
status_is 70 -e '(vector-ref (vector 1 2) 2)'
err_has "vector-ref: the second argument is out of range: 2"
status_is 70 -e '(import (no such library))'
err_has "there is no such library: (no such library)"
status_is 70 -e '(import (only (scheme base) no-such-name))'
err_has "an import names what the library does not export"
status_is 70 -e '(open-input-file "no-such-file")'
err_has "no-such-file"
status_is 70 -e '(define-syntax m (syntax-rules () ((_ a) a))) (m)'
err_has "no rule of the macro matches: (m)"
status_is 70 -e '(define-syntax m (syntax-rules () ((_) (m)))) (m)'
err_has "macros expand without end"
status_is 70 -e '(let ((x 1) (x 2)) x)'
err_has "bound twice: x"
status_is 70 -e '(syntax-error "my message" 1 2)'
err_has "my message: 1 2"
status_is 70 -e '(with-exception-handler (lambda (e) 1) (lambda () (raise 2)))'
err_has "a handler returned"
status_is 70 --heap-limit=40M -e '(let loop ((l 1)) (loop (cons l l)))'
err_has "the heap is exhausted"
status_is 0 --heap-limit=40M -e '(define (f l) (f (cons l l))) (display (guard (e (#t (quote caught))) (f 1)))'
out_is caught
status_is 70 --stack-limit=4M -e '(define (f n) (+ 1 (f n))) (f 1)'
err_has "the stack is deeper than its limit"
cat >again.scm <<'END'
(define (grow l n) (grow (cons n l) (+ n 1)))
(define (deep n) (+ 1 (deep (+ n 1))))
(define (try thunk)
  (display (guard (e ((heap-exhausted-error? e) "heap ")) (thunk))))
(try (lambda () (grow '() 0)))
(try (lambda () (deep 0)))
(try (lambda () (make-vector 100000000 0)))
(try (lambda () (grow '() 0)))
(display (length (iota 10000)))
END
for kind in auto stock off; do
    status_is 0 --heap-limit=60M --vdb=$kind again.scm
    out_is "heap heap heap heap 10000"
done
