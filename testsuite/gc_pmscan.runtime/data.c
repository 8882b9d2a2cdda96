/* SPDX-License-Identifier: MIT */
/*
 * Area: runtime
 * Purpose: what the report says of booleans, lists, symbols, characters,
 * strings, vectors, bytevectors and sameness, and SRFI 69 of hash tables.
 * Limitations: procedures that take procedures are the evaluator's.
 */
/* { dg-link "runtime" } */
/* { dg-matrix "PMS_TEST_INCREMENTAL=0" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN=off" "PMS_TEST_INCREMENTAL=1" } */
#include "check.h"
#include "pms_host.h"

static void sameness(struct thread *t)
{
    HOST_IS(t, "(eq? '() '())", "#t");
    HOST_IS(t, "(eqv? \"\" \"\")", "#f");
    HOST_IS(t, "(equal? \"abc\" \"abc\")", "#t");
    HOST_IS(t, "(equal? '(a (b) #(c \"d\")) '(a (b) #(c \"d\")))", "#t");
    HOST_IS(t, "(equal? '(a (b) #(c \"d\")) '(a (b) #(c \"e\")))", "#f");
    HOST_IS(t, "(equal? '(a b) '(a b . c))", "#f");
    HOST_IS(t, "(equal? '#u8(1 2) '#u8(1 2))", "#t");
    HOST_IS(t, "(equal? '#0=(a b . #0#) '#1=(a b a b . #1#))", "#t");
    HOST_IS(t, "(equal? '#0=(a b . #0#) '#1=(a b a . #1#))", "#f");
    HOST_IS(t, "(equal? '#0=#(1 #0#) '#1=#(1 #(1 #1#)))", "#t");
    HOST_IS(t, "(equal? 'a \"a\")", "#f");
    HOST_IS(t, "(equal? '(1 . 2) '(1 . 2.0))", "#f");
    HOST_IS(t, "(boolean=? #t #t #t)", "#t");
    HOST_IS(t, "(not '())", "#f");
}

static void lists(struct thread *t)
{
    HOST_IS(t, "(list? '(a . b))", "#f");
    HOST_IS(t, "(list? '#0=(a . #0#))", "#f");
    HOST_IS(t, "(length '(a (b) c))", "3");
    HOST_IS(t, "(append '(a) '(b . c))", "(a b . c)");
    HOST_IS(t, "(append '() 'a)", "a");
    HOST_IS(t, "(append '(a (b)) '((c)) '())", "(a (b) (c))");
    HOST_IS(t, "(append)", "()");
    HOST_IS(t, "(reverse '(a (b c) d))", "(d (b c) a)");
    HOST_IS(t, "(list-tail '(a b c) 2)", "(c)");
    HOST_IS(t, "(list-ref '(a b c) 2)", "c");
    HOST_IS(t, "(memq 'c '(a b c d))", "(c d)");
    HOST_IS(t, "(memq 101 '(100 101 102))", "(101 102)");
    HOST_IS(t, "(memv 1.5 '(1 1.5 2))", "(1.5 2)");
    HOST_IS(t, "(member '(a) '(b (a) c))", "((a) c)");
    HOST_IS(t, "(assq 'b '((a 1) (b 2)))", "(b 2)");
    HOST_IS(t, "(assv 5 '((2 3) (5 7) (11 13)))", "(5 7)");
    HOST_IS(t, "(assoc 2.0 '((1 a) (2 b)))", "#f");
    HOST_IS(t, "(cadr '(1 2 3))", "2");
    HOST_IS(t, "(cddddr '(1 2 3 4 5))", "(5)");
    HOST_IS(t, "(caadar '((1 (2)) 3))", "2");
    HOST_IS(t, "(list-copy '(a b . c))", "(a b . c)");
    HOST_IS(t, "(make-list 2 'x)", "(x x)");
    HOST_IS(t, "(iota 3 1)", "(1 2 3)");
    HOST_IS(t, "(iota 3 0 1/2)", "(0 1/2 1)");
    HOST_IS(t, "(cons* 1 2 '(3))", "(1 2 3)");
    HOST_IS(t, "(last-pair '(a b . c))", "(b . c)");
}

static void characters(struct thread *t)
{
    HOST_IS(t, "(char<? #\\a #\\b #\\c)", "#t");
    HOST_IS(t, "(char-ci=? #\\a #\\A #\\a)", "#t");
    HOST_IS(t, "(char-upcase #\\i)", "#\\I");
    HOST_IS(t, "(char-upcase #\\\xc3\x9f)", "#\\\xc3\x9f");
    HOST_IS(t, "(char-downcase #\\x3a3)", "#\\\xcf\x83");
    HOST_IS(t, "(char-foldcase #\\x3c2)", "#\\\xcf\x83");
    HOST_IS(t, "(digit-value #\\3)", "3");
    HOST_IS(t, "(digit-value #\\x0664)", "4");
    HOST_IS(t, "(digit-value #\\x0EA6)", "#f");
    HOST_IS(t, "(char-alphabetic? #\\x3bb)", "#t");
    HOST_IS(t, "(char-numeric? #\\a)", "#f");
    HOST_IS(t, "(char-whitespace? #\\x00A0)", "#t");
    HOST_IS(t, "(char-upper-case? #\\x3a3)", "#t");
    HOST_IS(t, "(char->integer #\\x10ffff)", "1114111");
    HOST_IS(t, "(integer->char 955)", "#\\\xce\xbb");
}

static void strings(struct thread *t)
{
    HOST_IS(t, "(string #\\a #\\b)", "\"ab\"");
    HOST_IS(t, "(make-string 3 #\\x)", "\"xxx\"");
    HOST_IS(t, "(string-length \"\xce\xbb\xe2\x82\xac\xf0\x9f\x98\x80\")", "3");
    HOST_IS(t, "(string-ref \"\xce\xbb\xe2\x82\xac\" 1)", "#\\\xe2\x82\xac");
    HOST_IS(t, "(string<? \"a\" \"ab\" \"b\")", "#t");
    HOST_IS(t, "(string=? \"a\" \"a\" \"b\")", "#f");
    HOST_IS(t, "(string-ci=? \"Stra\xc3\x9f""e\" \"STRASSE\")", "#t");
    HOST_IS(t, "(string-upcase \"stra\xc3\x9f""e\")", "\"STRASSE\"");
    HOST_IS(t, "(string-downcase \"\xce\xa7\xce\x91\xce\x9f\xce\xa3\")",
            "\"\xcf\x87\xce\xb1\xce\xbf\xcf\x82\"");
    HOST_IS(t, "(string-downcase \"A\xce\xa3'x \xce\xa3\")",
            "\"a\xcf\x83'x \xcf\x83\"");
    HOST_IS(t, "(substring \"abcde\" 1 3)", "\"bc\"");
    HOST_IS(t, "(string-append \"a\" \"\" \"bc\")", "\"abc\"");
    HOST_IS(t, "(string->list \"abc\" 1)", "(#\\b #\\c)");
    HOST_IS(t, "(list->string '(#\\a #\\b))", "\"ab\"");
    HOST_IS(t, "(string->vector \"abc\" 0 2)", "#(#\\a #\\b)");
    HOST_IS(t, "(vector->string '#(#\\a #\\b #\\c) 1)", "\"bc\"");
    HOST_IS(t, "(string->utf8 \"a\xce\xbb\xf0\x9f\x98\x80\")",
            "#u8(97 206 187 240 159 152 128)");
    HOST_IS(t, "(utf8->string '#u8(97 206 187 98) 1 3)", "\"\xce\xbb\"");
    HOST_IS(t, "(utf8->string '#u8(97 255 192 128 237 160 128 226 130))",
            "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
            "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
    HOST_IS(t, "(string-copy \"abc\" 1)", "\"bc\"");
    HOST_IS(t, "(symbol->string 'abc)", "\"abc\"");
    HOST_IS(t, "(eq? (string->symbol \"a b\") '|a b|)", "#t");
    HOST_IS(t, "(symbol=? 'a 'a 'b)", "#f");
}

static void vectors(struct thread *t)
{
    HOST_IS(t, "(make-vector 2 'a)", "#(a a)");
    HOST_IS(t, "(vector-length '#(1 2))", "2");
    HOST_IS(t, "(vector-ref '#(1 2) 1)", "2");
    HOST_IS(t, "(vector->list '#(a b c) 1 2)", "(b)");
    HOST_IS(t, "(list->vector '(a b))", "#(a b)");
    HOST_IS(t, "(vector-copy '#(a b c) 1)", "#(b c)");
    HOST_IS(t, "(vector-append '#(a) '#() '#(b c))", "#(a b c)");
    HOST_IS(t, "(bytevector 1 2)", "#u8(1 2)");
    HOST_IS(t, "(make-bytevector 2 7)", "#u8(7 7)");
    HOST_IS(t, "(bytevector-copy '#u8(1 2 3) 1 2)", "#u8(2)");
    HOST_IS(t, "(bytevector-append '#u8(1) '#u8(2))", "#u8(1 2)");
    HOST_IS(t, "(bytevector-u8-ref '#u8(1 2) 1)", "2");
}

static const char *const raising[][2] = {
    {"(car '())", "wrong-type"}, {"(cdr 1)", "wrong-type"},
    {"(caddr '(1 2))", "wrong-type"}, {"(set-car! 1 2)", "wrong-type"},
    {"(length '(1 . 2))", "wrong-type"}, {"(length '#0=(1 . #0#))", "wrong-type"},
    {"(list-tail '(1 2) 3)", "out-of-range"}, {"(list-ref '(1) 1)", "out-of-range"},
    {"(append '(1 . 2) '(3))", "wrong-type"}, {"(reverse 'a)", "wrong-type"},
    {"(memq 'x '#0=(a b c . #0#))", "wrong-type"},
    {"(assq 'x '#0=((a) (b) . #0#))", "wrong-type"},
    {"(memq 'x '(a . b))", "wrong-type"}, {"(assq 'x '(a))", "wrong-type"},
    {"(vector-ref '#(1) 1)", "out-of-range"},
    {"(vector-ref '#(1) -1)", "out-of-range"},
    {"(vector-ref '#(1) 1.0)", "wrong-type"}, {"(vector-ref '(1) 0)", "wrong-type"},
    {"(string-ref \"a\" 1)", "out-of-range"}, {"(string-ref 'a 0)", "wrong-type"},
    {"(substring \"abc\" 2 1)", "out-of-range"},
    {"(integer->char 55296)", "out-of-range"},
    {"(integer->char 1114112)", "out-of-range"}, {"(bytevector 256)", "out-of-range"},
    {"(make-vector -1)", "out-of-range"}, {"(make-string 1 2)", "wrong-type"},
    {"(list->string '(1))", "wrong-type"}, {"(string->symbol 'a)", "wrong-type"},
    {"(symbol->string \"a\")", "wrong-type"}, {"(char-upcase 1)", "wrong-type"},
    {"(string-append \"a\" 'b)", "wrong-type"}, {"(boolean=? 1 1)", "wrong-type"},
    {"(string-set! (symbol->string 'a) 0 #\\b)", "error"},
    {"(make-vector 17592186044416)", "heap-exhausted"},
    {"(make-string 100000000000000)", "out-of-range"},
    {"(hash-table-ref/default 1 2 3)", "wrong-type"},
    {"(vector-copy '#(1 2) 3)", "out-of-range"},
};

static value call(struct thread *t, const char *name, int argc, value *argv)
{
    return host_primitive(name)->fn(t, argc, argv);
}

static void changes(struct thread *t)
{
    value v = host_read(t, "#(1 2 3 4 5)"), s = host_read(t, "\"12345\"");
    value w = host_read(t, "#u8(1 2 3 4 5)");

    call(t, "vector-copy!", 5, (value[]){v, FIX(1), v, FIX(0), FIX(3)});
    CHECK(strcmp(host_text(t, v, PMS_WRITE), "#(1 1 2 3 5)") == 0);
    call(t, "vector-fill!", 4, (value[]){v, FIX(0), FIX(1), FIX(3)});
    CHECK(strcmp(host_text(t, v, PMS_WRITE), "#(1 0 0 3 5)") == 0);
    call(t, "string-copy!", 3, (value[]){s, FIX(2), pms_string(t, "ab")});
    CHECK(strcmp(host_text(t, s, PMS_WRITE), "\"12ab5\"") == 0);
    call(t, "bytevector-copy!", 4, (value[]){w, FIX(0), w, FIX(2)});
    CHECK(strcmp(host_text(t, w, PMS_WRITE), "#u8(3 4 5 4 5)") == 0);
    CHECK(HOST_RAISES(t, call(t, "vector-copy!", 3, (value[]){v, FIX(4),
                                                     host_read(t, "#(1 2)")})));
}

/* Against a plain array, at random. */
static void tables(struct thread *t, struct test_rng *rng, unsigned long rounds)
{
    value equal = call(t, "%make-hash-table", 3,
                       (value[]){FIX(2), PMS_FALSE, PMS_FALSE});
    value items[200];
    unsigned long i;
    int live = 0, k;

    for (k = 0; k < 200; k++)
        items[k] = 0;
    for (i = 0; i < rounds; i++) {
        char name[64];
        value key;

        k = (int)test_random_below(rng, 200);
        snprintf(name, sizeof name,
                 k % 4 == 0 ? "\"%d\"" : k % 4 == 1 ? "(%d #(x))"
                 : k % 4 == 2 ? "%d.5" : "1000000000000000000000%d", k);
        key = host_read(t, name);
        if (test_random_below(rng, 3) != 0) {
            live += items[k] == 0;
            items[k] = FIX(i);
            pms_table_put(t, equal, key, items[k]);
        } else {
            live -= items[k] != 0;
            items[k] = 0;
            pms_table_remove(t, equal, key);
        }
        k = (int)test_random_below(rng, 200);
        snprintf(name, sizeof name,
                 k % 4 == 0 ? "\"%d\"" : k % 4 == 1 ? "(%d #(x))"
                 : k % 4 == 2 ? "%d.5" : "1000000000000000000000%d", k);
        CHECK_EQ(pms_table_get(t, equal, host_read(t, name), 0), items[k]);
        CHECK_EQ(call(t, "hash-table-size", 1, &equal), FIX(live));
    }
    CHECK_EQ(pms_list_length(call(t, "hash-table-keys", 1, &equal)), live);
    equal = call(t, "hash-table-copy", 1, &equal);
    CHECK_EQ(call(t, "hash-table-size", 1, &equal), FIX(live));
    call(t, "hash-table-clear!", 1, &equal);
    CHECK_EQ(call(t, "hash-table->alist", 1, &equal), PMS_NIL);
}

int main(void)
{
    struct thread *t = host_start();
    struct test_rng rng = test_rng_start();
    size_t i;

    sameness(t);
    lists(t);
    characters(t);
    strings(t);
    vectors(t);
    changes(t);
    for (i = 0; i < sizeof raising / sizeof raising[0]; i++) {
        volatile value v = 0;

        if (!HOST_RAISES(t, v = host_eval(t, host_read(t, raising[i][0])))) {
            printf("%s is %s\n", raising[i][0], host_text(t, v, PMS_WRITE));
            host_failures()[0]++;
        } else if (strcmp(t->kind, raising[i][1]) != 0) {
            printf("%s raises %s\n", raising[i][0], t->kind);
            host_failures()[0]++;
        }
    }
    CHECK_EQ(*host_failures(), 0);
    tables(t, &rng, test_rounds(20000));
    return 0;
}
