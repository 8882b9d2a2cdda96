/* SPDX-License-Identifier: MIT */
/*
 * Compares what the kernel answered to a scan with what the model answered,
 * and says in words where they differ.
 *
 * What comes in: the two answers.  What goes out: a text, empty when they
 * agree.  Pure.
 */
#ifndef SCAN_COMPARE_H
#define SCAN_COMPARE_H

#include <inttypes.h>
#include <stdio.h>

#include "scan_model.h"

struct scan_answer {
    long result;       /* the number of regions, or -errno */
    uint64_t walk_end;
    struct kabi_page_region region[SCAN_MAX_PAGES];
};

/** True when they agree.  After an error only the error counts: the kernel
 *  does not say what it has stored, nor how far it came [D-ERROR]. */
static inline bool scan_same(const struct scan_answer *kernel,
                             const struct scan_answer *model, char *text,
                             size_t size)
{
    long i;

    *text = '\0';
    for (i = 0; i < kernel->result && i < model->result; i++) {
        const struct kabi_page_region *k = &kernel->region[i];
        const struct kabi_page_region *m = &model->region[i];

        if (memcmp(k, m, sizeof(*k)) == 0)
            continue;
        (void)snprintf(text, size,
                       "region %ld is [%" PRIx64 ",%" PRIx64 ") %" PRIx64
                       ", in the model [%" PRIx64 ",%" PRIx64 ") %" PRIx64, i,
                       k->start, k->end, k->categories, m->start, m->end,
                       m->categories);
        return false;
    }
    if (kernel->result != model->result) {
        (void)snprintf(text, size, "the result is %ld, in the model %ld",
                       kernel->result, model->result);
        return false;
    }
    if (kernel->result >= 0 && kernel->walk_end != model->walk_end) {
        (void)snprintf(text, size,
                       "walk_end is %" PRIx64 ", in the model %" PRIx64,
                       kernel->walk_end, model->walk_end);
        return false;
    }
    return true;
}

/** The states of a page, for a message. */
static inline void scan_print_page(const struct scan_model *m, size_t i)
{
    static const char *const content[SCAN_CONTENTS] = {
        "none", "zero", "anon", "file", "swap"
    };
    const struct scan_page *p = &m->page[i];
    unsigned s;

    printf("  page %zu:%s%s%s%s", i, p->mapped ? "" : " unmapped",
           p->registered ? " registered" : "", p->file ? " file" : "",
           p->lazy ? " lazy" : "");
    for (s = 0; p->mapped && s < SCAN_STATES; s++)
        if (p->states & SCAN_ONLY(s))
            printf(" %s%s%s", content[s & SCAN_CONTENT],
                   s & SCAN_ARMED ? "+armed" : "",
                   s & SCAN_HUGE ? "+huge" : "");
    printf(", page table %d\n", m->table[scan_block(m, i)]);
}

#endif /* SCAN_COMPARE_H */
