;; SPDX-License-Identifier: MIT
;; Procedures on lists, vectors and strings that take procedures.
;; In: primitives.  Out: procedures.  None of them writes what it has shown to
;; the caller's procedure, so that continuations may be entered again.

(define (%any-null? lists)
  (and (pair? lists)
       (or (not (pair? (car lists))) (%any-null? (cdr lists)))))

(define (%map1 f l)
  (let loop ((l l))
    (if (pair? l)
        (let ((head (f (car l))))
          (cons head (loop (cdr l))))
        '())))

(define map
  (case-lambda
    ((f l) (%map1 f l))
    ((f a b)
     (let loop ((a a) (b b))
       (if (and (pair? a) (pair? b))
           (let ((head (f (car a) (car b))))
             (cons head (loop (cdr a) (cdr b))))
           '())))
    ((f . lists)
     (let loop ((lists lists))
       (if (%any-null? lists)
           '()
           (let ((head (apply f (%map1 car lists))))
             (cons head (loop (%map1 cdr lists)))))))))

(define for-each
  (case-lambda
    ((f l)
     (let loop ((l l))
       (if (pair? l)
           (begin (f (car l)) (loop (cdr l))))))
    ((f . lists)
     (let loop ((lists lists))
       (if (not (%any-null? lists))
           (begin
             (apply f (%map1 car lists))
             (loop (%map1 cdr lists))))))))

(define append-map
  (lambda (f . lists) (apply append (apply map f lists))))

(define vector-map
  (case-lambda
    ((f v)
     (let ((n (vector-length v)))
       (let loop ((i 0) (result '()))
         (if (< i n)
             (loop (+ i 1) (cons (f (vector-ref v i)) result))
             (list->vector (reverse result))))))
    ((f . vectors)
     (list->vector (apply map f (%map1 vector->list vectors))))))

(define vector-for-each
  (case-lambda
    ((f v)
     (let ((n (vector-length v)))
       (let loop ((i 0))
         (if (< i n)
             (begin (f (vector-ref v i)) (loop (+ i 1)))))))
    ((f . vectors)
     (apply for-each f (%map1 vector->list vectors)))))

(define (string-map f . strings)
  (list->string (apply map f (%map1 string->list strings))))

(define string-for-each
  (case-lambda
    ((f s)
     (let ((n (string-length s)))
       (let loop ((i 0))
         (if (< i n)
             (begin (f (string-ref s i)) (loop (+ i 1)))))))
    ((f . strings)
     (apply for-each f (%map1 string->list strings)))))

(define member
  (let ((member2 member))
    (case-lambda
      ((x l) (member2 x l))
      ((x l same?)
       (let loop ((l l))
         (and (pair? l)
              (if (same? x (car l)) l (loop (cdr l)))))))))

(define assoc
  (let ((assoc2 assoc))
    (case-lambda
      ((x l) (assoc2 x l))
      ((x l same?)
       (let loop ((l l))
         (and (pair? l)
              (if (same? x (caar l)) (car l) (loop (cdr l)))))))))

(define (filter keep? l)
  (let loop ((l l))
    (cond ((not (pair? l)) '())
          ((keep? (car l)) (cons (car l) (loop (cdr l))))
          (else (loop (cdr l))))))

(define (delete x l)
  (filter (lambda (y) (not (equal? x y))) l))

(define (fold-left f init l)
  (let loop ((result init) (l l))
    (if (pair? l) (loop (f result (car l)) (cdr l)) result)))

(define (fold-right f init l)
  (let loop ((l l))
    (if (pair? l) (f (car l) (loop (cdr l))) init)))

(define (reduce f init l)
  (if (pair? l) (fold-left (lambda (a b) (f b a)) (car l) (cdr l)) init))

(define (any f l)
  (let loop ((l l))
    (and (pair? l) (or (f (car l)) (loop (cdr l))))))

(define (every f l)
  (let loop ((l l) (last #t))
    (if (pair? l)
        (let ((r (f (car l)))) (and r (loop (cdr l) r)))
        last)))

(define (list-index f l)
  (let loop ((l l) (i 0))
    (and (pair? l) (if (f (car l)) i (loop (cdr l) (+ i 1))))))

(define (list-sort less? l)
  (define (merge a b)
    (let loop ((a a) (b b) (result '()))
      (cond ((null? a) (%append-reverse result b))
            ((null? b) (%append-reverse result a))
            ((less? (car b) (car a)) (loop a (cdr b) (cons (car b) result)))
            (else (loop (cdr a) b (cons (car a) result))))))
  (define (step l n)
    (if (= n 1)
        (list (car l))
        (let ((half (quotient n 2)))
          (merge (step l half) (step (list-tail l half) (- n half))))))
  (let ((n (length l)))
    (if (= n 0) '() (step l n))))

(define (%append-reverse l tail)
  (if (pair? l) (%append-reverse (cdr l) (cons (car l) tail)) tail))

(define (sort sequence less?)
  (if (vector? sequence)
      (list->vector (list-sort less? (vector->list sequence)))
      (list-sort less? sequence)))

(define (void . ignored) (if #f #f))
(define (1+ n) (+ n 1))
(define (-1+ n) (- n 1))

;; Ports.

(define (call-with-port port f)
  (let ((result (f port)))
    (close-port port)
    result))

(define (call-with-input-file name f)
  (call-with-port (open-input-file name) f))
(define (call-with-output-file name f)
  (call-with-port (open-output-file name) f))
(define (call-with-output-string f)
  (let ((port (open-output-string)))
    (f port)
    (get-output-string port)))

(define (with-input-from-file name thunk)
  (call-with-port (open-input-file name)
                  (lambda (port)
                    (parameterize ((current-input-port port)) (thunk)))))
(define (with-output-to-file name thunk)
  (call-with-port (open-output-file name)
                  (lambda (port)
                    (parameterize ((current-output-port port)) (thunk)))))
