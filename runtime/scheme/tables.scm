;; SPDX-License-Identifier: MIT
;; SRFI 69 and (pmscan gc): what takes procedures, or is made of several.
;; In: the primitives of table_ops.c and memory.c.  Out: procedures.

(define (%table-kind same?)
  (cond ((eq? same? eq?) 0)
        ((or (eq? same? eqv?) (eq? same? char=?)) 1)
        ((eq? same? equal?) 2)
        ((eq? same? string=?) 3)
        ((eq? same? string-ci=?) 4)
        (else
         (error "a hash table is by eq?, eqv?, equal?, char=?, string=? or string-ci=?"
                same?))))

(define make-hash-table
  (case-lambda
    (() (%make-hash-table 2 equal? hash))
    ((same? . rest)
     (%make-hash-table (%table-kind same?) same?
                       (if (and (pair? rest) (procedure? (car rest)))
                           (car rest)
                           hash)))))

(define (alist->hash-table alist . rest)
  (let ((table (apply make-hash-table rest)))
    ;; The first of several pairs with the same key counts.
    (for-each (lambda (pair)
                (if (not (hash-table-exists? table (car pair)))
                    (hash-table-set! table (car pair) (cdr pair))))
              alist)
    table))

(define %absent (list 'absent))

(define hash-table-ref
  (case-lambda
    ((table key)
     (let ((value (hash-table-ref/default table key %absent)))
       (if (eq? value %absent)
           (error "hash-table-ref: there is no such key" key)
           value)))
    ((table key fail)
     (let ((value (hash-table-ref/default table key %absent)))
       (if (eq? value %absent) (fail) value)))
    ((table key fail succeed)
     (let ((value (hash-table-ref/default table key %absent)))
       (if (eq? value %absent) (fail) (succeed value))))))

(define hash-table-update!
  (case-lambda
    ((table key f)
     (hash-table-set! table key (f (hash-table-ref table key))))
    ((table key f fail)
     (hash-table-set! table key (f (hash-table-ref table key fail))))))

(define (hash-table-update!/default table key f default)
  (hash-table-set! table key (f (hash-table-ref/default table key default))))

(define (hash-table-walk table f)
  (for-each (lambda (pair) (f (car pair) (cdr pair)))
            (hash-table->alist table)))

(define (hash-table-fold table f init)
  (fold-left (lambda (result pair) (f (car pair) (cdr pair) result))
             init (hash-table->alist table)))

(define (hash-table-merge! to from)
  (hash-table-walk from (lambda (key value) (hash-table-set! to key value)))
  to)

(define gensym
  (let ((n 0))
    (lambda rest
      (set! n (+ n 1))
      (string->uninterned-symbol
       (string-append "g" (number->string n))))))
