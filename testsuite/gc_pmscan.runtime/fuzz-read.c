/* SPDX-License-Identifier: MIT */
/*
 * Area: runtime
 * Purpose: no text makes the reader crash or hang: it gives data or a read
 * error; and what it gives is written so that it reads back the same, through
 * write, write-shared and display without crash.
 * Limitations: texts are random, of pieces that mean something to the reader
 * and of bytes that don't.
 */
/* { dg-link "runtime" } */
/* { dg-matrix "PMS_TEST_INCREMENTAL=0" "PMS_TEST_INCREMENTAL=1 PMSCHEME_GC_STRESS=500" } */
#include "check.h"
#include "pms_host.h"

static const char *const pieces[] = {
    "(", ")", "(", ")", "#(", "#u8(", " . ", " ", "\n", "'", "`", ",", ",@",
    "#;", "#|", "|#", ";", "\"", "\"", "\\", "\\x41;", "\\x", "|", "#\\", "#\\x",
    "#\\space", "#t", "#f", "#true", "#", "#!fold-case", "#!no-fold-case", "#!",
    "#0=", "#0#", "#1=", "#1#", "#99#", "a", "b", "Foo", "...", "+", "-", "+i",
    "1", "0", "42", "-7", "1.5", "1e10", "1e400", "1e-400", "1/2", "/", "#x", "#e",
    "#i", "#b", "ff", "+inf.0", "-nan.0", "@", "1@2", ".", "..", "e", "i", "255",
    "256", "123456789012345678901234567890", "\xce\xbb", "\xf0\x9f\x98\x80", "\xff",
    "\xe2\x82", "\r", "\r\n", "\t", "[", "]", "{", "#<", "\\n", "\\ \n ",
};

static char text[4096];
static size_t length;

static void make_text(struct test_rng *rng)
{
    unsigned n = 1 + (unsigned)test_random_below(rng, 60);

    length = 0;
    while (n-- > 0) {
        const char *piece =
            pieces[test_random_below(rng, sizeof pieces / sizeof pieces[0])];
        size_t bytes = strlen(piece);

        if (test_random_below(rng, 40) == 0) {
            text[length++] = (char)test_random(rng);
            continue;
        }
        memcpy(text + length, piece, bytes);
        length += bytes;
    }
}

static void check_datum(struct thread *t, value v)
{
    static const enum pms_print_mode modes[] = {PMS_WRITE, PMS_WRITE_SHARED};
    value port, again;
    int i;

    for (i = 0; i < 2; i++) {
        port = pms_open_output_string(t);
        pms_print(t, v, port, modes[i]);
        port = pms_open_input_string(t, pms_get_output_string(t, port), "again");
        again = pms_read(t, port, PMS_FALSE);
        if (!pms_equal(t, v, again)) {
            printf("%s\nis written as\n%s\n", host_text(t, v, PMS_WRITE),
                   host_text(t, again, PMS_WRITE));
            CHECK(!"reads back");
        }
    }
    port = pms_open_output_string(t);
    pms_print(t, v, port, PMS_DISPLAY);
}

int main(void)
{
    struct thread *t = host_start();
    struct test_rng rng = test_rng_start();
    volatile unsigned long rounds = test_rounds(40000), data = 0, errors = 0;
    bool incomplete;

    while (rounds-- > 0) {
        volatile value port, v = 0;

        make_text(&rng);
        port = pms_open_input_string(t, pms_string_from_utf8(t, text, length),
                                     "fuzz");
        while (v != PMS_EOF) {
            if (HOST_RAISES(t, v = pms_read(t, port, pms_make_eq_table(t)))) {
                errors++;
                if (strcmp(t->kind, "read-error") != 0) {
                    fwrite(text, 1, length, stdout);
                    printf("\nraises %s: %s\n", t->kind, t->message);
                    CHECK(!"a read error");
                }
                break;
            }
            data++;
            if (v != PMS_EOF)
                check_datum(t, v);
        }
        /* The same, as a REPL asks. */
        port = pms_open_input_string(t, pms_string_from_utf8(t, text, length),
                                     "fuzz");
        incomplete = false;
        (void)HOST_RAISES(t, pms_read_partial(t, port, PMS_FALSE, &incomplete));
    }
    CHECK(data > 0 && errors > 0);
    return 0;
}
