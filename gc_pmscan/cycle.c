/* SPDX-License-Identifier: MIT */
/*
 * A collection's work; see cycle.h, and DESIGN.md for the tags.
 */
#include "cycle.h"

#include "sys.h"

enum { KIND_SECTION = 1, KIND_ROOT = 2 };

int gc_pmscan_cycle_open(struct gc_pmscan_cycle *c,
                         const struct gc_pmscan_cycle_options *options)
{
    int ret = gc_pmscan_tracker_open(&c->tracker);

    c->options = *options;
    c->is_open = ret == 0;
    return ret;
}

void gc_pmscan_cycle_close(struct gc_pmscan_cycle *c)
{
    if (c->is_open)
        gc_pmscan_tracker_close(&c->tracker);
    c->is_open = false;
}

void gc_pmscan_cycle_mapped(struct gc_pmscan_cycle *c, uintptr_t start,
                            size_t len, bool replaced)
{
    gc_pmscan_ledger_note(&c->ledger, start, len);
    if (replaced && c->is_open)
        gc_pmscan_tracker_remapped(&c->tracker, start, start + len);
}

void gc_pmscan_cycle_begin(struct gc_pmscan_cycle *c)
{
    if (c->is_open && c->options.roots)
        gc_pmscan_roots_refresh(&c->roots, &c->tracker, KIND_ROOT);
}

/* A machine does not change its mind: the cheapest fault counts. */
static bool wants_forecast(const struct gc_pmscan_cycle *c)
{
    return gc_pmscan_tracker_fault_ns(&c->tracker)
           > c->options.forecast_above_ns;
}

/* Tracks the heap sections, or all of libgc's memory where the attachment
 * needs that [INV-LEDGER].  Returns false when something could not be written
 * down. */
static bool track_sections(struct gc_pmscan_cycle *c,
                           const struct gc_pmscan_ledger_truth *truth)
{
    const struct gc_pmscan_ledger_entry *entries;
    bool changed = gc_pmscan_ledger_settle(&c->ledger, truth), ok = true;
    size_t n, i;

    entries = gc_pmscan_ledger_entries(&c->ledger, &n);
    if (!changed && c->entries_tracked == n)
        return true;
    for (i = 0; i < n; i++) {
        if (!entries[i].heap && !c->options.all_mappings)
            continue;
        if (gc_pmscan_tracker_add(&c->tracker, entries[i].start,
                                  entries[i].start + entries[i].len,
                                  KIND_SECTION) < 0)
            ok = false;
    }
    c->entries_tracked = ok ? n : SIZE_MAX;
    return ok;
}

static void count_sweep(struct gc_pmscan_cycle *c)
{
    AO_t dirty = (AO_t)(c->tracker.dirty_bytes / gc_pmscan_page_size());

    AO_store(&c->sweeps, c->sweeps + 1);
    if (c->tracker.all_dirty || c->set.everything
        || (c->options.all_mappings && !c->set.complete))
        AO_store(&c->all_dirty_sweeps, c->all_dirty_sweeps + 1);
    AO_store(&c->last_dirty_pages, dirty);
    AO_store(&c->dirty_pages, c->dirty_pages + dirty);
    AO_store(&c->sweep_errors, (AO_t)c->tracker.errors);
    AO_store(&c->forks, (AO_t)c->tracker.generations);
    AO_store(&c->sections, c->ledger.nheap);
    AO_store(&c->section_bytes,
             gc_pmscan_tracker_bytes(&c->tracker, KIND_SECTION));
    AO_store(&c->root_bytes, gc_pmscan_tracker_bytes(&c->tracker, KIND_ROOT));
    AO_store(&c->verified_pages, (AO_t)c->verify.checks);
}

const struct gc_pmscan_dirty_set *
gc_pmscan_cycle_sweep(struct gc_pmscan_cycle *c,
                      const struct gc_pmscan_ledger_truth *truth,
                      bool doubtful, struct gc_pmscan_health *health)
{
    uint64_t errors = c->tracker.errors;
    bool complete = track_sections(c, truth);

    gc_pmscan_tracker_sweep(&c->tracker);
    gc_pmscan_tracker_dirty_set(&c->tracker, &c->set);
    c->set.everything = c->set.everything || !complete || doubtful;
    c->set.complete = c->ledger.complete;
    if (c->options.verify)
        gc_pmscan_verify_sweep(&c->verify, &c->set, KIND_SECTION);
    if (wants_forecast(c))
        gc_pmscan_forecast_note(&c->forecast, &c->set, KIND_SECTION);
    count_sweep(c);
    health->refused = c->tracker.errors != errors;
    health->last_error = c->tracker.last_error;
    health->unproved = c->options.all_mappings ? !c->ledger.complete
                                               : !c->ledger.proved;
    return &c->set;
}

struct disarming {
    struct gc_pmscan_tracker *tracker;
    uint64_t until_ns;
};

static bool disarm(uintptr_t start, uintptr_t end, void *context)
{
    const struct disarming *d = context;

    gc_pmscan_tracker_disarm(d->tracker, start, end);
    return gc_pmscan_sys_now_ns() < d->until_ns;
}

void gc_pmscan_cycle_end(struct gc_pmscan_cycle *c, uint64_t spare_ns)
{
    struct disarming d = {.tracker = &c->tracker,
                          .until_ns = gc_pmscan_sys_now_ns() + spare_ns};
    const struct gc_pmscan_range *ranges;
    size_t n;

    gc_pmscan_tracker_look_for_holes(&c->tracker);
    if (!wants_forecast(c))
        return;
    ranges = gc_pmscan_tracker_ranges(&c->tracker, &n);
    gc_pmscan_forecast_end(&c->forecast, ranges, n, KIND_SECTION, disarm, &d);
    AO_store(&c->unarmed_pages, (AO_t)c->forecast.disarmed_pages);
}

void gc_pmscan_cycle_stats(const struct gc_pmscan_cycle *c,
                           struct gc_pmscan_stats *out)
{
    out->sweeps = AO_load(&c->sweeps);
    out->all_dirty_sweeps = AO_load(&c->all_dirty_sweeps);
    out->sweep_errors = AO_load(&c->sweep_errors);
    out->dirty_pages = AO_load(&c->dirty_pages);
    out->last_dirty_pages = AO_load(&c->last_dirty_pages);
    out->sections = AO_load(&c->sections);
    out->tracked_bytes = AO_load(&c->section_bytes);
    out->root_bytes = AO_load(&c->root_bytes);
    out->forks = AO_load(&c->forks);
    out->unarmed_pages = AO_load(&c->unarmed_pages);
    out->verified_pages = AO_load(&c->verified_pages);
}
