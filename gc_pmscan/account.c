/* SPDX-License-Identifier: MIT */
/*
 * What collections cost; see account.h.
 */
#include "account.h"

#include "sys.h"

void gc_pmscan_account_own(struct gc_pmscan_account *a, uint64_t now_ns)
{
    int pid = gc_pmscan_sys_getpid();

    if (a->record.pid == pid)
        return;
    if (a->record.pid != 0) {
        /* Its parent's pauses are not a child's. */
        gc_pmscan_samples_reset(&a->record.pauses);
        gc_pmscan_samples_reset(&a->record.sweeps);
        gc_pmscan_samples_reset(&a->record.ends);
        a->pause_began_ns = a->longest_pause_ns = 0;
    }
    a->record.pid = pid;
    a->record.started_ns = now_ns;
}

void gc_pmscan_account_pause_begins(struct gc_pmscan_account *a,
                                    uint64_t now_ns)
{
    gc_pmscan_account_own(a, now_ns);
    a->pause_began_ns = now_ns;
}

uint64_t gc_pmscan_account_pause_ends(struct gc_pmscan_account *a,
                                      uint64_t now_ns)
{
    uint64_t pause_ns;

    if (a->pause_began_ns == 0)
        return 0;
    pause_ns = now_ns - a->pause_began_ns;
    a->pause_began_ns = 0;
    gc_pmscan_samples_add(&a->record.pauses, pause_ns);
    if (pause_ns > a->longest_pause_ns)
        a->longest_pause_ns = pause_ns;
    return pause_ns;
}

uint64_t gc_pmscan_account_collection_ends(struct gc_pmscan_account *a)
{
    uint64_t longest_ns = a->longest_pause_ns;

    a->longest_pause_ns = 0;
    return longest_ns;
}

void gc_pmscan_account_heap(struct gc_pmscan_account *a, uint64_t bytes)
{
    if (bytes > a->record.heap_bytes_max)
        a->record.heap_bytes_max = bytes;
}

const struct gc_pmscan_record *
gc_pmscan_account_record(const struct gc_pmscan_account *a)
{
    static const struct gc_pmscan_record none;

    return a->record.pid == gc_pmscan_sys_getpid() ? &a->record : &none;
}
