/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: with no file descriptor left the program runs as without us, and
 *   the reason says what to raise.
 * Limitations: none.
 */
/* { dg-link "shared" } */
#define _GNU_SOURCE
#include <fallback.h>
#include <sys/resource.h>

static void take_away(void)
{
    struct rlimit none;

    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &none), 0);
    none.rlim_cur = 3;
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    CHECK(open("/dev/null", O_RDONLY) < 0);
}

/* The work needs descriptors for its pipe. */
static void without_work(void *arg)
{
    const struct fallback *f = arg;

    fallback_start(f);
    CHECK(GC_is_incremental_mode());
    CHECK_EQ(gc_pmscan_state(), strcmp(f->mode, "off") == 0
                                    ? GC_PMSCAN_STATE_OFF
                                    : GC_PMSCAN_STATE_DECLINED);
    printf("%s\n", gc_pmscan_reason());
    GC_gcollect();
}

int main(void)
{
    struct fallback f = { .take_away = take_away };
    struct child off, c;

    f.mode = "off";
    child_run(without_work, &f, &off);
    child_expect(&off, 0);
    f.mode = "auto";
    child_run(without_work, &f, &c);
    child_expect(&c, 0);
    CHECK_EQ(strcmp(c.err, off.err), 0);
    fallback_check_sentence(c.out, "ulimit -n");
    f.mode = "require";
    child_run(without_work, &f, &c);
    child_expect(&c, 125);
    fallback_check_complaint(c.err, "ulimit -n");
    return 0;
}
