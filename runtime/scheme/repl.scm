;; SPDX-License-Identifier: MIT
;; What the REPL does with a text, and what the embedding API calls.
;; In: a text.  Out: the values of its forms, written.

(define (%print-values values)
  (for-each (lambda (value)
              (if (not (eq? value (if #f #f)))
                  (begin (write value) (newline))))
            values))

;; Calls thunk; an error that it does not handle is shown.
(define (%show-errors thunk)
  (%call/cc
   (lambda (k)
     (with-exception-handler
      (lambda (object)
        (k (%report-uncaught object)))
      thunk))))

;; #f: the text ends inside a form.
(define (%repl-evaluate text)
  (let ((port (%open-source text "repl"))
        (positions (%make-positions)))
    (define (step)
      (let ((form (%read-partial port positions)))
        (cond ((eof-object? form) #t)
              ((eq? form %incomplete) #f)
              (else
               (%print-values
                (%values->list
                 ((%compile form (interaction-environment) positions "repl"))))
               (flush-output-port (current-output-port))
               (step)))))
    (let ((complete (%show-errors step)))
      (flush-output-port (current-output-port))
      complete)))

;; (#t . value) or (#f . object raised)
(define (%protect thunk)
  (%call/cc
   (lambda (k)
     (with-exception-handler
      (lambda (object) (k (cons #f object)))
      (lambda () (cons #t (thunk)))))))

(define (%protected-call procedure args)
  (%protect (lambda () (apply procedure args))))
(define (%protected-text text name)
  (%protect
   (lambda ()
     (%run-port (%open-source text name) (interaction-environment)
                (%make-positions) name))))
(define (%protected-load name)
  (%protect (lambda () (load name))))

;; What was raised, as a sentence.
(define (%error-text object)
  (if (error-object? object)
      (condition/report-string object)
      (call-with-output-string
       (lambda (port)
         (write-string "raised: " port)
         (write object port)))))
