;; SPDX-License-Identifier: MIT
(import (scheme base) (scheme read) (scheme write))
(include "check.scm")
(section "2" "Lexical conventions")

(define (from string) (read (open-input-string string)))
(define (all-from string)
  (let ((port (open-input-string string)))
    (let loop ((data '()))
      (let ((datum (read port)))
        (if (eof-object? datum)
            (reverse data)
            (loop (cons datum data)))))))

;; 2.1 Identifiers
(for-each (lambda (name)
            (test (string->symbol name) (from name)))
          '("..." "+" "-" "+soup+" "<=?" "->string" "a34kTMNs" "lambda"
            "list->vector" "q" "V17a" "the-word-recursion-has-many-meanings"
            "!" "$" "%" "&" "*" "/" ":" "<" "=" ">" "?" "^" "_" "~" "a.b" "a@b"
            "+@" "-." "+.a" "-.." "--" "+-" "@" "λ" "été"))
(test '|two words| (from "|two words|"))
(test '|two words| (from "|two\\x20;words|"))
(test 'Hello (from "|H\\x65;llo|"))
(test 'λ (from "|\\x3BB;|"))
(test "\t\t" (symbol->string (from "|\\x9;\\x9;|")))
(test "a|b" (symbol->string (from "|a\\|b|")))
(test "\a\b\n\r\t" (symbol->string (from "|\\a\\b\\n\\r\\t|")))
(test "" (symbol->string (from "||")))
(test #f (eq? 'abc 'ABC))
(test '(abc def GHI) (all-from "#!fold-case ABC Def #!no-fold-case GHI"))
(test '(|ABC| #\A #\newline "AbC")
      (all-from "#!fold-case |ABC| #\\A #\\NEWLINE \"AbC\""))
(test '(ssa) (all-from "#!fold-case SSA"))

;; 2.2 Whitespace and comments
(test '(a b c) (all-from "a ; b d e\n b\tc"))
(test '(a b) (all-from "a ; comment\r\nb"))
(test '(a b) (all-from "a ; comment\rb"))
(test '(a b) (all-from "a #| x #| y |# z |# b"))
(test '(a b) (all-from "a #|||# b"))
(test '(a b) (all-from "a #| # | # |# b"))
(test '((a c)) (all-from "(a #;b c)"))
(test '((a d)) (all-from "(a #;(b c) d)"))
(test '((a d)) (all-from "(a #;#;b c d)"))
(test '((a . c)) (all-from "(a . #;b c)"))
(test '((a . b)) (all-from "(a . b #;c)"))
(test '() (all-from "#;a"))
(test '(1) (all-from "#;\n; x\na 1"))
(test '(b) (all-from "#;#0=a b"))
(test-error (from "#| never ends"))
(test-error (from "#;"))

;; 2.3 Other notations
(test '(#t #f #t #f) (all-from "#t #f #true #false"))
(test '((quote a) (quasiquote b) (unquote c) (unquote-splicing d))
      (all-from "'a `b ,c ,@d"))
(test '(#(1 2) #u8(3 4) #() #u8()) (all-from "#(1 2) #u8(3 4) #() #u8()"))
(test '(#\a #\space #\x #\λ #\; #\" #\() (all-from "#\\a #\\space #\\x #\\x3bb #\\; #\\\" #\\("))
(test '((1 . 2) (1 2) (1 2 . 3)) (all-from "(1 . 2) (1 . (2)) (1 2 . 3)"))
(test '(a (b) "c" d) (all-from "a(b)\"c\"d"))
(for-each (lambda (text) (test-error (from text)))
          '("(" "(a" "(a . b" ")" "(. a)" "(a . )" "(a . b c)" "#(1 . 2)" "#(1"
            "\"" "\"\\" "\"\\q\"" "|a" "#\\xyz" "#u8(256)" "#u8(a)" "#z" "#!foo"
            "'" "#1#" "#<eof>"))

;; 2.4 Datum labels
(let ((x (from "#0=(a b . #0#)")))
  (test 'a (car x))
  (test 'b (cadr x))
  (test #t (eq? x (cddr x))))
(let ((x (from "#7=#(1 #7# #8=(2) #8#)")))
  (test #t (eq? x (vector-ref x 1)))
  (test #t (eq? (vector-ref x 2) (vector-ref x 3))))
(let ((x (from "(#1=\"abc\" #1# #2=x #2#)")))
  (test #t (eq? (car x) (cadr x)))
  (test '(x x) (cddr x)))
(let ((x (from "#0=(#1=(a . #1#) . #0#)")))
  (test #t (eq? x (cdr x)))
  (test #t (eq? (car x) (cdar x))))
(test-error (from "#0=#0#"))
(test-error (from "(#0# #0=a)"))

(finish)
