;; SPDX-License-Identifier: MIT
;; What the tests of the sections share; included after their import, which has
;; (scheme base) and (scheme write) at least.
;;
;;   (section NUMBER NAME)         first
;;   (test EXPECTED EXPR)          EXPR is equal? to EXPECTED
;;   (test-values (V ...) EXPR)    EXPR returns these values
;;   (test-error EXPR)             EXPR raises something
;;   (test-near EXPECTED EXPR)     both are numbers, nearly the same
;;   (finish)                      last: prints a line, and fails if any failed

(define section-number #f)
(define section-name #f)
(define tests 0)
(define failures 0)

(define (section number name)
  (set! section-number number)
  (set! section-name name))

(define (complain form expected got)
  (set! failures (+ failures 1))
  (display "FAILED in section ")
  (display section-number)
  (display ": ")
  (write form)
  (newline)
  (display "  is  ")
  (write got)
  (newline)
  (display "  not ")
  (write expected)
  (newline))

(define (describe condition)
  (if (error-object? condition)
      (list 'raised (error-object-message condition)
            (error-object-irritants condition))
      (list 'raised condition)))

(define (check form same? expected thunk)
  (set! tests (+ tests 1))
  (let ((got (guard (condition (#t (list describe (describe condition))))
               (thunk))))
    (cond
     ((and (pair? got) (eq? (car got) describe))
      (complain form expected (cadr got)))
     ((not (same? expected got))
      (complain form expected got)))))

(define (near? a b)
  (and (real? b)
       (or (= a b)
           (< (abs (- a b)) (* 1e-12 (max 1 (abs a)))))))

(define-syntax test
  (syntax-rules ()
    ((_ expected expr)
     (check 'expr equal? expected (lambda () expr)))))

(define-syntax test-near
  (syntax-rules ()
    ((_ expected expr)
     (check 'expr near? expected (lambda () expr)))))

(define-syntax test-values
  (syntax-rules ()
    ((_ (expected ...) expr)
     (check 'expr equal? (list expected ...)
            (lambda () (call-with-values (lambda () expr) list))))))

(define-syntax test-error
  (syntax-rules ()
    ((_ expr)
     (check 'expr equal? 'raised
            (lambda () (guard (condition (#t 'raised)) expr 'returned))))))

(define (finish)
  (display "section ")
  (display section-number)
  (display " ")
  (display section-name)
  (display ": ")
  (display tests)
  (display " tests, ")
  (display (- tests failures))
  (display " passed")
  (newline)
  (if (> failures 0)
      (error "tests failed" failures)))
