# SPDX-License-Identifier: MIT
# Area: runtime
# Purpose: define-library and import, from files and in programs.
# Limitations: the standard libraries' content is in r7rs.sh.
. "$srcdir/gc_pmscan.runtime/pmscheme.inc"

mkdir -p lib/stack more/other
cat >lib/stack/simple.sld <<'END'
(define-library (stack simple)
  (export make-stack push! (rename stack-pop! pop!) with-top counter)
  (import (scheme base))
  (include "impl.scm")
  (cond-expand
    ((and r7rs (not no-such-feature) (library (scheme write)))
     (begin (define counter 'expanded)))
    (else (begin (define counter 'wrong)))))
END
cat >lib/stack/impl.scm <<'END'
(define-record-type stack (new items) stack? (items items set-items!))
(define (make-stack) (new '()))
(define (push! s x) (set-items! s (cons x (items s))))
(define (stack-pop! s)
  (let ((l (items s))) (set-items! s (cdr l)) (car l)))
(define hidden 'hidden)
(define-syntax with-top
  (syntax-rules () ((_ (v s) e ...) (let ((v (car (items s)))) (list hidden e ...)))))
END
echo '(define-library (other 1) (export one) (import (scheme base)) (begin (define one 1)))' >more/other/1.sld
cat >lib/program.scm <<'END'
(import (scheme base) (scheme write)
        (prefix (only (stack simple) make-stack push! pop! with-top counter) s:)
        (rename (other 1) (one uno)))
(define-library (local)
  (export x (rename get read-it) bump!)
  (import (scheme base))
  (begin (define x 10) (define n 0) (define (bump!) (set! n (+ n 1))) (define (get) n)))
(import (except (local) x))
(define s (s:make-stack))
(s:push! s 1) (s:push! s 2)
(bump!)
(let ((items list) (hidden 'mine) (car cdr))
  (write (list (s:with-top (top s) top) (s:pop! s) (s:pop! s) s:counter uno (read-it))))
END
status_is 0 -I more lib/program.scm
out_is "((hidden 2) 2 1 expanded 1 1)"
PMSCHEME_PATH=more status_is 0 lib/program.scm
status_is 70 lib/program.scm
err_has "there is no such library: (other 1)"
# What is not imported is not there.
echo '(import (only (scheme base) define +)) (define x (car (quote (1))))' >little.scm
status_is 70 little.scm
status_is 70 -e '(import (scheme base)) (display 1)'
err_has "display"
status_is 70 -e '(import (scheme base)) (set! car cdr)'
err_has "imported"
# eval in an environment of its own.
status_is 0 -e '(write (eval (quote (* 7 3)) (environment (quote (scheme base)))))'
out_is 21
status_is 70 -e '(eval (quote (define x 1)) (environment (quote (scheme base))))'
echo '(define-library (a) (import (b)) (export x) (begin (define x 1)))' >a.sld
echo '(define-library (b) (import (a)) (export y) (begin (define y 1)))' >b.sld
status_is 70 -e '(import (a))'
