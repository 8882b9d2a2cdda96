;; SPDX-License-Identifier: MIT
;; Control: dynamic state, exceptions, values, parameters, promises.
;; In: the primitives whose names begin with %.  Out: the procedures and syntax
;; of the report.  States: 0 handlers, 1 parameters, 2 winders.

(define (%with-state which new thunk)
  (let ((old (%state which)))
    (%set-state! which new)
    (let ((result (thunk)))
      (%set-state! which old)
      result)))

(define call/cc %call/cc)
(define call-with-current-continuation %call/cc)

(define (call-with-values producer consumer)
  (apply consumer (%values->list (producer))))

(define (dynamic-wind before thunk after)
  (before)
  (let* ((winders (%state 2))
         (winder (vector before after (%state 0) (%state 1))))
    (%set-state! 2 (cons winder winders))
    (let ((result (thunk)))
      (%set-state! 2 winders)
      (after)
      result)))

(define (%enter-winder winder which)
  (%set-state! 0 (vector-ref winder 2))
  (%set-state! 1 (vector-ref winder 3))
  ((vector-ref winder which)))

(define (%unwind-to common)
  (let ((winders (%state 2)))
    (if (not (eq? winders common))
        (begin
          (%set-state! 2 (cdr winders))
          (%enter-winder (car winders) 1)
          (%unwind-to common)))))

(define (%rewind k args)
  (let* ((target (%continuation-state k 2))
         (common
          (let ((n (length (%state 2))) (m (length target)))
            (let loop ((a (if (> n m) (list-tail (%state 2) (- n m)) (%state 2)))
                       (b (if (> m n) (list-tail target (- m n)) target)))
              (if (eq? a b) a (loop (cdr a) (cdr b)))))))
    (%unwind-to common)
    (let wind ((l target))
      (if (not (eq? l common))
          (begin
            (wind (cdr l))
            (%enter-winder (car l) 0)
            (%set-state! 2 l))))
    (%reinstate k args)))

;; Exceptions.

(define (raise-continuable object)
  (let ((handlers (%state 0)))
    (if (null? handlers)
        (%uncaught object)
        (%with-state 0 (cdr handlers)
                     (lambda () ((car handlers) object))))))

(define (raise object)
  (let ((handlers (%state 0)))
    (if (null? handlers)
        (%uncaught object)
        (begin
          (%with-state 0 (cdr handlers)
                       (lambda () ((car handlers) object)))
          (%set-state! 0 (cdr handlers))
          (raise (%make-condition
                  'error "a handler returned from a raise that does not continue"
                  (list object)))))))

(%set-procedures! raise %rewind)

(define (with-exception-handler handler thunk)
  (if (not (procedure? handler))
      (error "with-exception-handler: the first argument is no procedure"
             handler))
  (if (not (procedure? thunk))
      (error "with-exception-handler: the second argument is no procedure"
             thunk))
  (%with-state 0 (cons handler (%state 0)) thunk))

(define (current-exception-handler)
  (let ((handlers (%state 0)))
    (if (null? handlers) %uncaught (car handlers))))

(define (error message . irritants)
  (raise (%make-condition 'error message irritants)))

(define (file-error? object) (eq? (%condition-kind object) 'file-error))
(define (read-error? object) (eq? (%condition-kind object) 'read-error))

(define (stack-overflow-error? object)
  (eq? (%condition-kind object) 'stack-overflow))
(define (heap-exhausted-error? object)
  (eq? (%condition-kind object) 'heap-exhausted))
(define (interrupt-error? object) (eq? (%condition-kind object) 'interrupt))

(define (condition/report-string condition)
  (let ((port (open-output-string)))
    (%write-condition condition port)
    (get-output-string port)))

(define-syntax guard
  (syntax-rules ()
    ((guard (var clause ...) e1 e2 ...)
     ((%call/cc
       (lambda (guard-k)
         (with-exception-handler
          (lambda (condition)
            ((%call/cc
              (lambda (handler-k)
                (guard-k
                 (lambda ()
                   (let ((var condition))
                     (%guard-clauses
                      (handler-k
                       (lambda () (raise-continuable condition)))
                      clause ...))))))))
          (lambda ()
            (let ((result (let () e1 e2 ...)))
              (guard-k (lambda () result)))))))))))

(define-syntax %guard-clauses
  (syntax-rules (else =>)
    ((_ reraise (else result1 result2 ...))
     (begin result1 result2 ...))
    ((_ reraise (test => result))
     (let ((temp test)) (if temp (result temp) reraise)))
    ((_ reraise (test => result) clause1 clause2 ...)
     (let ((temp test))
       (if temp (result temp) (%guard-clauses reraise clause1 clause2 ...))))
    ((_ reraise (test))
     (or test reraise))
    ((_ reraise (test) clause1 clause2 ...)
     (let ((temp test))
       (if temp temp (%guard-clauses reraise clause1 clause2 ...))))
    ((_ reraise (test result1 result2 ...))
     (if test (begin result1 result2 ...) reraise))
    ((_ reraise (test result1 result2 ...) clause1 clause2 ...)
     (if test
         (begin result1 result2 ...)
         (%guard-clauses reraise clause1 clause2 ...)))))

(define-syntax assert
  (syntax-rules ()
    ((_ e) (if e #t (error "an assertion does not hold" 'e)))))

;; Parameters.

(define make-parameter
  (case-lambda
    ((value) (%make-parameter value #f))
    ((value converter) (%make-parameter (converter value) converter))))

(define (%parameterize bindings thunk)
  (let loop ((l bindings) (state (%state 1)))
    (if (pair? l)
        (let* ((parameter (caar l))
               (converter (%parameter-converter parameter)))
          (loop (cdr l)
                (cons (cons parameter
                            (if converter (converter (cdar l)) (cdar l)))
                      state)))
        (%with-state 1 state thunk))))

(define-syntax parameterize
  (syntax-rules ()
    ((_ ((p v) ...) e1 e2 ...)
     (%parameterize (list (cons p v) ...) (lambda () e1 e2 ...)))))

;; Promises.  A promise's content is a pair (done? . value or thunk).

(define-syntax delay-force
  (syntax-rules ()
    ((_ e) (%make-promise (cons #f (lambda () e))))))

(define-syntax delay
  (syntax-rules ()
    ((_ e) (delay-force (%make-promise (cons #t e))))))

(define (make-promise object)
  (if (promise? object) object (%make-promise (cons #t object))))

(define (force promise)
  (if (promise? promise)
      (let loop ()
        (let ((content (%promise-content promise)))
          (if (car content)
              (cdr content)
              (let* ((next ((cdr content)))
                     (content (%promise-content promise)))
                (if (not (car content))
                    (let ((c (%promise-content next)))
                      (set-car! content (car c))
                      (set-cdr! content (cdr c))
                      (%promise-set! next content)))
                (loop)))))
      promise))

;; Evaluation.

(define (eval form . environment)
  ((%compile form
             (if (pair? environment) (car environment) (interaction-environment))
             #f #f)))

(define (scheme-report-environment version)
  (environment '(scheme r5rs)))
(define (null-environment version)
  (environment '(only (scheme r5rs) and begin case cond define define-syntax
                      delay do if lambda let let* let-syntax letrec
                      letrec-syntax or quasiquote quote set! else => ... _
                      unquote unquote-splicing syntax-rules)))

(define (%run-port port environment positions name)
  (let loop ((result (if #f #f)))
    (let ((form (%read port positions)))
      (if (eof-object? form)
          result
          (loop ((%compile form environment positions name)))))))

(define (load name . environment)
  (%run-port (%open-source (%source-text name) name)
             (if (pair? environment) (car environment) (interaction-environment))
             (%make-positions) name))

;; A program: with an import at its start it has an environment of its own.
(define (%run-program text name)
  (let* ((port (%open-source text name))
         (positions (%make-positions))
         (first (%read port positions)))
    (if (not (eof-object? first))
        (let ((environment
               (if (and (pair? first) (memq (car first) '(import define-library)))
                   (%program-environment)
                   (interaction-environment))))
          ((%compile first environment positions name))
          (%run-port port environment positions name)))))

(define exit
  (case-lambda
    (() (exit #t))
    ((code) (%unwind-to '()) (%exit code))))
