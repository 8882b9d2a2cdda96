;; SPDX-License-Identifier: MIT
;; SRFI 18: what raises and what takes times.
;; In: the primitives of srfi18.c.  Out: procedures.

(define-record-type time (seconds->time seconds) time? (seconds time->seconds))

(define (current-time) (seconds->time (current-second)))

;; A time or a number of seconds from now; #f is for ever.
(define (%deadline timeout)
  (cond ((not timeout) #f)
        ((time? timeout) (exact->inexact (time->seconds timeout)))
        ((real? timeout) (+ (current-second) (exact->inexact timeout)))
        (else (error "a timeout is no time, number or #f" timeout))))

(define-record-type thread-exception
  (%make-thread-exception kind reason) %thread-exception?
  (kind %thread-exception-kind)
  (reason %thread-exception-reason))

(define (%is-thread-exception? object kind)
  (and (%thread-exception? object)
       (eq? (%thread-exception-kind object) kind)))
(define (join-timeout-exception? object)
  (%is-thread-exception? object 'join-timeout))
(define (abandoned-mutex-exception? object)
  (%is-thread-exception? object 'abandoned-mutex))
(define (terminated-thread-exception? object)
  (%is-thread-exception? object 'terminated-thread))
(define (uncaught-exception? object)
  (%is-thread-exception? object 'uncaught))
(define (uncaught-exception-reason object)
  (%thread-exception-reason object))

(define thread-join!
  (case-lambda
    ((thread) (%thread-joined (%thread-join! thread #f) #f))
    ((thread timeout)
     (%thread-joined (%thread-join! thread (%deadline timeout)) #f))
    ((thread timeout default)
     (%thread-joined (%thread-join! thread (%deadline timeout))
                     (list default)))))

(define (%thread-joined outcome default)
  (case (car outcome)
    ((normal) (cdr outcome))
    ((timeout)
     (if default
         (car default)
         (raise (%make-thread-exception 'join-timeout #f))))
    ((terminated) (raise (%make-thread-exception 'terminated-thread #f)))
    (else (raise (%make-thread-exception 'uncaught (cdr outcome))))))

(define (thread-sleep! timeout) (%thread-sleep! (%deadline timeout)))

(define mutex-lock!
  (case-lambda
    ((mutex) (%mutex-locked (%mutex-lock! mutex #f (current-thread))))
    ((mutex timeout)
     (%mutex-locked (%mutex-lock! mutex (%deadline timeout) (current-thread))))
    ((mutex timeout thread)
     (%mutex-locked (%mutex-lock! mutex (%deadline timeout) thread)))))

(define (%mutex-locked outcome)
  (if (eq? outcome 'abandoned)
      (raise (%make-thread-exception 'abandoned-mutex #f))
      outcome))

(define mutex-unlock!
  (case-lambda
    ((mutex) (%mutex-unlock! mutex #f #f))
    ((mutex condition-variable) (%mutex-unlock! mutex condition-variable #f))
    ((mutex condition-variable timeout)
     (%mutex-unlock! mutex condition-variable (%deadline timeout)))))
