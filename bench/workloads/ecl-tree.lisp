;;; SPDX-License-Identifier: MIT
;;;
;;; An ECL workload: an order book that stays in memory while messages pass.
;;;
;;; What comes in: [orders] [messages] on the command line; by default 200000
;;; orders, some 120 MB of live data, and 1200000 messages.
;;; What goes out: one line with a checksum on standard output, the same in
;;; each run with the same arguments.  No clock, no randomness, no files.
;;; What it may not touch: the collector.  It runs the way that the environment
;;; asks for: no call of ext:gc, no hooks, no settings.
;;;
;;; ECL runs it as bytecode, which conses for each variable that is bound: that
;;; is the garbage, dozens of conses for each message that is read, summed up
;;; and dropped.  Each 10th message trades an order that is old by then: a new
;;; event takes the place of the oldest in the order's history and joins a
;;; queue of bounded length.  Each 20th trade also puts a changed order into a
;;; persistent tree, which copies the path from the root.  So about 1 % of the
;;; objects that are allocated replace parts of old, live data, and the amount
;;; of live data stays what it was.
;;;
;;;     ecl --norc --shell ecl-tree.lisp [orders] [messages]

(defstruct order id customer price quantity history next)
(defstruct event serial quantity id)
(defstruct node key order left right)

(defconstant +history+ 3)
(defconstant +queue+ 2000)
(defconstant +prime+ 1000000007)

(defvar *customers*
  (let ((names (make-array 1000)))
    (dotimes (n 1000 names)
      (setf (svref names n) (format nil "customer ~d" n)))))

;; Park and Miller's generator: its products stay fixnums.
(defun next-random (x)
  (mod (* x 48271) 2147483647))

(defun new-order (id)
  (let ((history (make-array +history+)))
    (dotimes (n +history+)
      (setf (svref history n) (make-event :serial n :quantity 0 :id id)))
    (make-order :id id
                :customer (svref *customers* (mod id 1000))
                :price (+ 1000d0 (/ (mod (* id 7919) 1000) 8d0))
                :quantity 100 :history history :next 0)))

;; The balanced tree of the orders with the ids low .. high-1.
(defun build-tree (low high)
  (when (< low high)
    (let ((middle (ash (+ low high) -1)))
      (make-node :key middle :order (new-order middle)
                 :left (build-tree low middle)
                 :right (build-tree (1+ middle) high)))))

(defun find-order (node key)
  (loop (let ((here (node-key node)))
          (cond ((= key here) (return (node-order node)))
                ((< key here) (setq node (node-left node)))
                (t (setq node (node-right node)))))))

;; The nodes never change: new ones are made from the root to the place.
(defun replace-order (node key order)
  (let ((here (node-key node)))
    (cond ((= key here)
           (make-node :key here :order order
                      :left (node-left node) :right (node-right node)))
          ((< key here)
           (make-node :key here :order (node-order node)
                      :left (replace-order (node-left node) key order)
                      :right (node-right node)))
          (t
           (make-node :key here :order (node-order node)
                      :left (node-left node)
                      :right (replace-order (node-right node) key order))))))

;; Sums up everything that is alive, and checks what has to be true of it.
(defun tree-sum (node sum)
  (if (null node)
      sum
      (let* ((order (node-order node))
             (history (order-history order)))
        (unless (= (order-id order) (node-key node))
          (error "An order is in the wrong place: ~d." (node-key node)))
        (setq sum (+ (* sum 31)
                     (order-quantity order)
                     (length (order-customer order))
                     (round (order-price order))))
        (dotimes (n +history+)
          (let ((event (svref history n)))
            (unless (= (event-id event) (order-id order))
              (error "An order has a strange event: ~d." (order-id order)))
            (incf sum (+ (event-serial event) (event-quantity event)))))
        (tree-sum (node-right node)
                  (tree-sum (node-left node) (mod sum +prime+))))))

(defun read-message (serial seed)
  (list serial
        (mod seed 7) (mod seed 11) (mod seed 13) (mod seed 17)
        (+ 990d0 (/ (mod seed 163) 8d0))))

(defun message-sum (message)
  (let ((sum 0))
    (dolist (field message sum)
      (incf sum (floor field)))))

(defun trade (order serial)
  (let ((event (make-event :serial serial :quantity (order-quantity order)
                           :id (order-id order)))
        (place (order-next order)))
    (setf (order-quantity order) (mod (+ (order-quantity order) serial) 1000)
          (order-next order) (mod (1+ place) +history+)
          (svref (order-history order) place) event)
    event))

(defun moved (order message)
  (let ((new (copy-order order)))
    (setf (order-price new)
          (/ (+ (order-price order) (car (last message))) 2d0))
    new))

(defun run (orders messages)
  (let ((tree (build-tree 0 orders))
        (queue (make-array +queue+ :initial-element nil))
        (seed 20011)
        (sum 0)
        (trades 0))
    (dotimes (serial messages)
      (setq seed (next-random seed))
      (let ((message (read-message serial seed)))
        (setq sum (mod (+ sum (message-sum message)) +prime+))
        (when (zerop (mod serial 10))
          (let* ((id (mod seed orders))
                 (order (find-order tree id))
                 (event (trade order serial))
                 (place (mod trades +queue+))
                 (leaves (svref queue place)))
            (when leaves
              (incf sum (event-quantity leaves)))
            (setf (svref queue place) event)
            (when (zerop (mod trades 20))
              (setq tree (replace-order tree id (moved order message))))
            (incf trades)))))
    (format t "ecl-tree: ~d orders, ~d messages, ~d trades, checksum ~d~%"
            orders messages trades (mod (+ sum (tree-sum tree 1)) +prime+))))

(defun argument (n default)
  (let ((value (nth n (rest (member "--shell" (ext:command-args)
                                    :test #'string=)))))
    (if value (parse-integer value) default)))

(run (argument 1 200000) (argument 2 1200000))
(ext:quit 0)
