;; SPDX-License-Identifier: MIT
;;
;; A Guile workload: an order book that stays in memory while messages pass.
;;
;; What comes in: [orders] [messages] on the command line; by default 600000
;; orders, some 150 MB of live data, and 6000000 messages.
;; What goes out: one line with a checksum on standard output, the same in each
;; run with the same arguments.  No clock, no randomness, no files.
;; What it may not touch: the collector.  It runs the way that the environment
;; asks for: no call of gc, no hooks, no settings.
;;
;; Each message is a bytevector as a network would deliver it, is decoded into
;; a record, and is dropped; three in seven are compared with the order that
;; they name.  Each 100th message trades its order, which is old by then: a new
;; event goes into the order's history, the last of its events goes away, and
;; the event joins a queue of bounded length.  Each 20th trade also puts a
;; changed order into a persistent tree, which copies the path from the root.
;; So about 1 % of the objects that are allocated replace parts of old, live
;; data, and the amount of live data stays what it was.
;;
;;     guile --no-auto-compile guile-tree.scm [orders] [messages]

(use-modules (system base compile))

;; A script that Guile has not compiled runs in its interpreter, some twenty
;; times slower, and would mostly measure that.  Compiling in memory leaves
;; nothing behind in the user's cache, and level 1 takes a fifth of a second.
(define-syntax-rule (compiled form ...)
  (compile '(begin form ...)
           #:env (current-module)
           #:optimization-level 1))

(compiled
 (use-modules (srfi srfi-9)
              (rnrs bytevectors))

 (define-record-type <order>
   (make-order id customer price quantity history)
   order?
   (id order-id)
   (customer order-customer)                    ; a string
   (price order-price)                          ; a flonum
   (quantity order-quantity set-order-quantity!)
   (history order-history set-order-history!))  ; newest event first

 (define-record-type <message>
   (make-message serial id kind quantity low high price weight)
   message?
   (serial message-serial)
   (id message-id)
   (kind message-kind)
   (quantity message-quantity)
   (low message-low)
   (high message-high)
   (price message-price)                        ; a flonum
   (weight message-weight))                     ; a flonum

 ;; The tree of orders by id.  Its nodes never change: an update makes new ones
 ;; from the root down to the place.
 (define-record-type <node>
   (make-node key order left right)
   node?
   (key node-key)
   (order node-order)
   (left node-left)
   (right node-right))

 (define history-length 3)
 (define queue-length 10000)
 (define message-size 64)
 (define prime 1000000007)

 ;; Park and Miller's generator: its products stay fixnums.
 (define (next-random x)
   (modulo (* x 48271) 2147483647))

 (define customers
   (let ((names (make-vector 1000)))
     (let loop ((n 0))
       (when (< n 1000)
         (vector-set! names n
                      (string-append "customer " (number->string n)))
         (loop (+ n 1))))
     names))

 (define (new-order id)
   (let loop ((n 0) (history '()))
     (if (= n history-length)
         (make-order id
                     (vector-ref customers (modulo id 1000))
                     (+ 1000.0 (/ (modulo (* id 7919) 1000) 8.0))
                     100
                     history)
         (loop (+ n 1) (cons (vector n 0 id) history)))))

 ;; The balanced tree of the orders with the ids low .. high-1.
 (define (build-tree low high)
   (if (= low high)
       #f
       (let ((middle (quotient (+ low high) 2)))
         (make-node middle (new-order middle)
                    (build-tree low middle)
                    (build-tree (+ middle 1) high)))))

 (define (find-order node key)
   (let ((here (node-key node)))
     (cond ((= key here) (node-order node))
           ((< key here) (find-order (node-left node) key))
           (else (find-order (node-right node) key)))))

 (define (replace-order node key order)
   (let ((here (node-key node)))
     (cond ((= key here)
            (make-node here order (node-left node) (node-right node)))
           ((< key here)
            (make-node here (node-order node)
                       (replace-order (node-left node) key order)
                       (node-right node)))
           (else
            (make-node here (node-order node)
                       (node-left node)
                       (replace-order (node-right node) key order))))))

 (define (history-sum history)
   (let loop ((history history) (n 0) (sum 0))
     (if (pair? history)
         (let ((event (car history)))
           (loop (cdr history) (+ n 1)
                 (+ sum (vector-ref event 0)
                    (vector-ref event 1)
                    (vector-ref event 2))))
         (begin
           (unless (= n history-length)
             (error "a history lost events:" n))
           sum))))

 ;; Sums up everything that is alive, and checks what has to be true of it.
 (define (tree-sum node sum)
   (if (not node)
       sum
       (let* ((order (node-order node))
              (sum (modulo (+ (* sum 31)
                              (history-sum (order-history order))
                              (string-length (order-customer order))
                              (inexact->exact (round (order-price order)))
                              (order-quantity order))
                           prime)))
         (unless (= (order-id order) (node-key node))
           (error "an order is in the wrong place:" (node-key node)))
         (tree-sum (node-right node) (tree-sum (node-left node) sum)))))

 (define (queue-sum events)
   (let loop ((events events) (sum 0))
     (if (null? events)
         sum
         (loop (cdr events) (+ sum (vector-ref (car events) 0))))))

 ;; What the other side of the network does.
 (define (encode serial seed orders)
   (let ((bytes (make-bytevector message-size 0)))
     (bytevector-u32-native-set! bytes 0 serial)
     (bytevector-u32-native-set! bytes 4 (modulo seed orders))
     (bytevector-u32-native-set! bytes 8 (modulo seed 7))
     (bytevector-u32-native-set! bytes 12 (modulo seed 1009))
     (bytevector-u32-native-set! bytes 16 (modulo seed 11))
     (bytevector-u32-native-set! bytes 20 (modulo seed 13))
     (bytevector-ieee-double-native-set! bytes 24
                                         (+ 990.0 (/ (modulo seed 163) 8.0)))
     (bytevector-ieee-double-native-set! bytes 32
                                         (/ (modulo seed 17) 16.0))
     bytes))

 (define (decode bytes)
   (make-message (bytevector-u32-native-ref bytes 0)
                 (bytevector-u32-native-ref bytes 4)
                 (bytevector-u32-native-ref bytes 8)
                 (bytevector-u32-native-ref bytes 12)
                 (bytevector-u32-native-ref bytes 16)
                 (bytevector-u32-native-ref bytes 20)
                 (bytevector-ieee-double-native-ref bytes 24)
                 (bytevector-ieee-double-native-ref bytes 32)))

 (define (message-sum message)
   (+ (message-serial message) (message-kind message)
      (message-quantity message) (message-low message) (message-high message)
      (inexact->exact (floor (* (message-price message)
                                (message-weight message))))))

 (define (distance order message)
   (abs (inexact->exact (round (- (order-price order)
                                  (message-price message))))))

 (define (first-of list n)
   (if (= n 0)
       '()
       (cons (car list) (first-of (cdr list) (- n 1)))))

 (define (trade! order message)
   (let ((event (vector (message-serial message) (order-quantity order)
                        (message-id message))))
     (set-order-quantity! order (modulo (+ (order-quantity order)
                                           (message-quantity message))
                                        1000))
     (set-order-history! order
                         (cons event
                               (first-of (order-history order)
                                         (- history-length 1))))
     event))

 (define (moved order message)
   (make-order (order-id order)
               (order-customer order)
               (/ (+ (order-price order) (message-price message)) 2.0)
               (order-quantity order)
               (order-history order)))

 ;; The queue is two lists: events leave from front and arrive at back.
 (define (run orders messages)
   (let loop ((serial 0) (seed 20011) (sum 0) (trades 0)
              (tree (build-tree 0 orders))
              (front '()) (back '()) (queued 0))
     (cond
      ((= serial messages)
       (list trades
             (modulo (+ sum (tree-sum tree 1)
                        (queue-sum front) (queue-sum back))
                     prime)))
      ((> queued queue-length)
       (if (null? front)
           (loop serial seed sum trades tree (reverse back) '() queued)
           (loop serial seed (+ sum (vector-ref (car front) 2)) trades tree
                 (cdr front) back (- queued 1))))
      (else
       (let* ((seed (next-random seed))
              (message (decode (encode serial seed orders)))
              (id (message-id message))
              (sum (modulo (+ sum
                              (message-sum message)
                              (if (< (message-kind message) 3)
                                  (distance (find-order tree id) message)
                                  0))
                           prime)))
         (if (not (= 0 (modulo serial 100)))
             (loop (+ serial 1) seed sum trades tree front back queued)
             (let* ((order (find-order tree id))
                    (event (trade! order message))
                    (tree (if (= 0 (modulo trades 20))
                              (replace-order tree id (moved order message))
                              tree)))
               (loop (+ serial 1) seed sum (+ trades 1) tree
                     front (cons event back) (+ queued 1)))))))))

 (define (argument n default)
   (let ((arguments (command-line)))
     (if (< n (length arguments))
         (let ((value (string->number (list-ref arguments n))))
           (unless (and (exact-integer? value) (> value 0))
             (error "not a positive number:" (list-ref arguments n)))
           value)
         default)))

 (let* ((orders (argument 1 600000))
        (messages (argument 2 6000000))
        (result (run orders messages)))
   (format #t "guile-tree: ~a orders, ~a messages, ~a trades, checksum ~a\n"
           orders messages (car result) (cadr result))))
