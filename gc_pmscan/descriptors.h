/* SPDX-License-Identifier: MIT */
/*
 * The userfaultfd and the pagemap descriptor, and the proof that they still
 * speak of this process.
 *
 * In: nothing but the moments at which they are needed.  Out: two descriptors
 * that may be used now, or -errno.  It knows no range: after they were opened
 * anew, whoever registered memory has to register it again.
 */
#ifndef GC_PMSCAN_DESCRIPTORS_H
#define GC_PMSCAN_DESCRIPTORS_H

#include <stdbool.h>

#include "sys.h"

struct gc_pmscan_descriptors {
    int uffd;
    int pagemap;
    struct gc_pmscan_file_id uffd_id;
    struct gc_pmscan_file_id pagemap_id;
    unsigned char *canary;  /* two pages, the first written each time */
    unsigned char *mm_mark; /* nonzero; reads zero in a forked child */
    bool canary_armed;
    uint64_t fault_ns; /* the cheapest write to the armed canary so far */
};

/* What a check found. */
enum gc_pmscan_descriptors_news {
    GC_PMSCAN_DESCRIPTORS_SAME,  /* what was registered is */
    GC_PMSCAN_DESCRIPTORS_NEW,   /* nothing is registered */
    GC_PMSCAN_DESCRIPTORS_CHILD, /* nor here, for this is a forked child */
};

/* Opens both.  Returns 0 or -errno with nothing left open. */
int gc_pmscan_descriptors_open(struct gc_pmscan_descriptors *d);

/* Closes what is ours, and with the userfaultfd every registration ends. */
void gc_pmscan_descriptors_close(struct gc_pmscan_descriptors *d);

static inline bool
gc_pmscan_descriptors_are_open(const struct gc_pmscan_descriptors *d)
{
    return d->canary != NULL;
}

/* Does the userfaultfd speak of this process?  In a child that was not checked
 * yet it would register and unregister the parent's memory [INV-FORK], and the
 * number may be a file of the program's by now [INV-OURS]. */
bool gc_pmscan_descriptors_uffd_is_usable(
    const struct gc_pmscan_descriptors *d);

/*
 * Proves that both can be trusted [INV-OURS, INV-FORK] and opens anew what
 * can't.  Returns 0, or -errno when there are none to be trusted now.  *news
 * says what has become of the registrations, and *lost is 0 or the -errno of a
 * proof that failed and was made good.
 */
int gc_pmscan_descriptors_check(struct gc_pmscan_descriptors *d,
                                enum gc_pmscan_descriptors_news *news,
                                int *lost);

#endif
