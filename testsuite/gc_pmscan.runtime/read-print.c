/* SPDX-License-Identifier: MIT */
/*
 * Area: runtime
 * Purpose: what the reader reads the printer prints, in its shortest form, and
 * what is no datum is refused with its place.
 * Limitations: the evaluator is not there.
 */
/* { dg-link "runtime" } */
/* { dg-matrix "PMS_TEST_INCREMENTAL=0" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN=off" "PMS_TEST_INCREMENTAL=1" } */
#include "check.h"
#include "pms_host.h"

static const char *const pairs[][2] = {
    {"(a b . c)", "(a b . c)"},
    {"( a . (b . (c . ())))", "(a b c)"},
    {"#(1 #(2) \"x\")", "#(1 #(2) \"x\")"},
    {"#u8(0 255 #x10)", "#u8(0 255 16)"},
    {"'a", "(quote a)"},
    {"`(a ,b ,@c)",
     "(quasiquote (a (unquote b) (unquote-splicing c)))"},
    {"#t", "#t"}, {"#true", "#t"}, {"#FALSE", "#f"},
    {"#\\a", "#\\a"}, {"#\\space", "#\\space"}, {"#\\x41", "#\\A"},
    {"#\\x", "#\\x"}, {"#\\(", "#\\("}, {"#\\nul", "#\\null"},
    {"#\\x7f", "#\\delete"}, {"#\\x1", "#\\x1"}, {"#\\\xce\xbb", "#\\\xce\xbb"},
    {"\"a\\x41;\\n\\t\\\\\\\"\"", "\"aA\\n\\t\\\\\\\"\""},
    {"\"a\\   \n   b\"", "\"ab\""},
    {"\"a\r\nb\"", "\"a\\nb\""},
    {"|a b|", "|a b|"}, {"|abc|", "abc"}, {"||", "||"}, {"|1|", "|1|"},
    {"|\\x41;|", "A"}, {"Hello", "Hello"}, {"...", "..."}, {"+", "+"},
    {"-", "-"}, {"1+", "1+"}, {"->x", "->x"}, {"|+i|", "|+i|"}, {".a", ".a"},
    {"#!fold-case Hello", "hello"},
    {"#!fold-case #!no-fold-case Hello", "Hello"},
    {"#| a #| b |# c |# d", "d"}, {"#;(a b) c", "c"}, {"(a #;b)", "(a)"},
    {"(a #;#;b c d)", "(a d)"}, {"; x\n y", "y"}, {"; x\ry", "y"}, {"|a\rb|", "|a\\rb|"}, {"(1 . #;x 2)", "(1 . 2)"},
    {"#0=(a . #0#)", "#0=(a . #0#)"},
    {"#0=#(1 #0# (2 . #0#))", "#0=#(1 #0# (2 . #0#))"},
    {"(#1=(x) #1#)", "((x) (x))"},
    {"(#5=a #5#)", "(a a)"},
    {"#0=(#1=(#0# . #1#))", "#0=(#1=(#0# . #1#))"},
    {"#0=(a b c . #0#)", "#0=(a b c . #0#)"},
    {"(a . #0=(b . #0#))", "(a . #0=(b . #0#))"},
    {"'#0=(a)", "(quote (a))"},
    {"-1.50", "-1.5"}, {"1e3", "1000.0"}, {"#xFf", "255"}, {"1/2", "1/2"},
    {"4/2", "2"}, {"#e1.5", "3/2"}, {"#i1/4", "0.25"}, {"1+2i", "1+2i"},
    {"+I", "+i"}, {"-2.5i", "-2.5i"}, {"+inf.0", "+inf.0"},
    {"(a.b)", "(a.b)"}, {"(a'b)", "(a (quote b))"}, {"(\"a\"\"b\")", "(\"a\" \"b\")"},
    {"", "#<eof>"}, {"#!/bin/sh -x\n(a)", "(a)"},
};

static const char *const wrong[][2] = {
    {"(a", "text:1:1: the input ends inside a list"},
    {"\n  #(a", "text:2:3: the input ends inside a vector"},
    {")", "text:1:1: a ) that closes nothing"},
    {"( . a)", "text:1:3: a dot stands between"},
    {"(a . )", "text:1:6: a datum must follow the dot"},
    {"(a . b c)", "text:1:8: a ) must follow"},
    {"#(a . b)", "text:1:5: a dot stands between"},
    {"\"abc", "text:1:1: the input ends inside a string"},
    {"\"\\q\"", "text:1:1: a backslash"},
    {"\"\\xd800;\"", "text:1:1: the number after"},
    {"#\\foo", "text:1:1: not a character"},
    {"#\\xd800", "text:1:1: not a character"},
    {"#u8(256)", "text:1:5: a bytevector"},
    {"#u8(a)", "text:1:5: a bytevector"},
    {"#foo", "text:1:1: not understood"},
    {"#| a", "text:1:1: the input ends inside a comment"},
    {"#;", "text:1:1: the input ends inside a datum comment"},
    {"(quote #;)", "text:1:10: a datum must stand"},
    {"#0#", "text:1:1: the label was not defined"},
    {"#0=#0#", "text:1:4: the label refers to nothing"},
    {"(#0=a #0=b)", "text:1:7: the label is defined twice"},
    {"'", "text:1:1: the input ends inside what a quote"},
    {"[a]", "text:1:1: brackets"},
    {"#!foo ", "text:1:2"},
};

int main(void)
{
    struct thread *t = host_start();
    size_t i;
    int failures = 0;

    for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char *text = host_text(t, host_read(t, pairs[i][0]), PMS_WRITE);

        if (strcmp(text, pairs[i][1]) != 0) {
            printf("%s\n  is  %s\n  not %s\n", pairs[i][0], text, pairs[i][1]);
            failures++;
        }
    }
    for (i = 0; i + 1 < sizeof wrong / sizeof wrong[0]; i++) {
        volatile value v = 0;

        if (!HOST_RAISES(t, v = host_read(t, wrong[i][0]))) {
            printf("%s\n  is read as %s\n", wrong[i][0],
                   host_text(t, v, PMS_WRITE));
            failures++;
        } else if (strcmp(t->kind, "read-error") != 0 ||
                   strncmp(t->message, wrong[i][1], strlen(wrong[i][1])) != 0) {
            printf("%s\n  says %s: %s\n  not  %s\n", wrong[i][0], t->kind,
                   t->message, wrong[i][1]);
            failures++;
        }
    }
    CHECK_EQ(failures, 0);
    CHECK(strcmp(host_text(t, host_read(t, "(#1=(x) #1# #(#1#))"), PMS_WRITE_SHARED),
                 "(#0=(x) #0# #(#0#))") == 0);
    CHECK(strcmp(host_text(t, host_read(t, "(\"a\" #\\b |c d|)"), PMS_DISPLAY),
                 "(a b c d)") == 0);
    return 0;
}
