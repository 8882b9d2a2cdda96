/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: the environment has the last word over the options of
 *   gc_pmscan_enable(): GC_PMSCAN=off and auto, GC_PMSCAN_ATTACH; the option
 *   GC_PMSCAN_REQUIRE only returns the error where the variable ends the
 *   process; and where libgc is told not to be incremental the call says so.
 * Limitations: none.
 */
/* { dg-link "shared" } */
#define _GNU_SOURCE
#include <errno.h>
#include <fallback.h>
#include <refuse.h>
#include <running.h>

struct wish {
    const char *name, *value; /* environment */
    enum gc_pmscan_mode mode;
    enum gc_pmscan_attach attach;
    int ret;
    const char *attached; /* by the report */
    bool refuse;
    int exit_status;
};

static bool report_says(const char *text)
{
    static char report[8192];
    int fd = child_file("report");

    CHECK_EQ(gc_pmscan_write_report(fd), 0);
    child_read(fd, report, sizeof(report));
    return strstr(report, text) != NULL;
}

static void body(void *arg)
{
    const struct wish *w = arg;
    struct gc_pmscan_options o = { .size = sizeof(o),
                                   .mode = w->mode,
                                   .attach = w->attach };

    if (w->name != NULL)
        CHECK_EQ(setenv(w->name, w->value, 1), 0);
    if (w->refuse)
        refuse_ioctl(KABI_PAGEMAP_SCAN, ENOTTY);
    CHECK_EQ(gc_pmscan_enable(&o), w->ret);
    GC_INIT();
    CHECK(w->ret == 0 || strlen(gc_pmscan_reason()) > 10);
    CHECK_EQ(GC_is_incremental_mode(), w->ret == 0);
    if (w->attached != NULL)
        CHECK(report_says(w->attached));
    if (w->ret == 0)
        fallback_work(5000);
}

int main(void)
{
    static struct wish wishes[] = {
        { .name = "GC_PMSCAN", .value = "off", .ret = -ECANCELED },
        { .name = "GC_PMSCAN", .value = "off", .mode = GC_PMSCAN_REQUIRE,
          .ret = -ECANCELED },
        { .name = "GC_PMSCAN", .value = "auto", .mode = GC_PMSCAN_OFF },
        { .name = "GC_PMSCAN", .value = "require", .mode = GC_PMSCAN_OFF },
        { .name = "GC_PMSCAN_ATTACH", .value = "manual",
          .attach = GC_PMSCAN_ATTACH_SOFTDIRTY,
          .attached = "\"attach\": \"manual\"" },
        { .name = "GC_PMSCAN_ATTACH", .value = "softdirty",
          .attach = GC_PMSCAN_ATTACH_MANUAL,
          .attached = "\"attach\": \"softdirty\"" },
        { .attach = GC_PMSCAN_ATTACH_MANUAL,
          .attached = "\"attach\": \"manual\"" },
        { .refuse = true, .ret = -ENOTTY },
        { .refuse = true, .mode = GC_PMSCAN_REQUIRE, .ret = -ENOTTY },
        { .refuse = true, .name = "GC_PMSCAN", .value = "require",
          .exit_status = 125 },
        { .name = "GC_DISABLE_INCREMENTAL", .value = "1",
          .ret = -EOPNOTSUPP },
    };
    struct child c;
    size_t i;

    for (i = 0; i < sizeof(wishes) / sizeof(*wishes); i++) {
        printf("case %zu\n", i);
        child_run(body, &wishes[i], &c);
        child_expect(&c, wishes[i].exit_status);
        if (wishes[i].exit_status == 125)
            fallback_check_complaint(c.err, "Linux 6.7");
        else
            CHECK_EQ(strlen(c.err), 0);
    }
    return 0;
}
