/* SPDX-License-Identifier: MIT */
/*
 * The provider; see provider.h, and DESIGN.md for the tags.
 *
 * Locks: everything that runs at a collection or a mapping runs under libgc's
 * allocation lock.  Choosing runs before libgc is initialised or before its
 * incremental mode is on, when no collection can need what is being chosen.
 * State and reason are single words, written by these and read by anyone.
 */
#define _GNU_SOURCE
#include "provider.h"

#include <atomic_ops.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "attachment.h"
#include "cycle.h"
#include "events.h"
#include "hooks.h"
#include "options.h"
#include "probe.h"
#include "sys.h"

/* Time that may always be spent at the end of a collection, and the part of its
 * longest pause that may be. */
enum { END_NS = 2000000, END_PART = 4 };

/* To disarm a page costs about a microsecond, and a page that then turns out
 * not to be written costs two of marking with the world stopped.  That has to be
 * won back from faults. */
enum { EXPENSIVE_FAULT_NS = 6000 };

/* So many sweeps in a row with errors before the state says so. */
enum { SWEEPS_UNTIL_DEGRADED = 3 };

static const struct gc_pmscan_attachment *const ways[] = {
    &gc_pmscan_attach_softdirty,
    &gc_pmscan_attach_manual,
};

static struct {
    const struct gc_pmscan_libgc *gc;
    const struct gc_pmscan_attachment *way;
    volatile AO_t state;
    volatile AO_t reason; /* const char * */
    bool decided;         /* an attempt to attach was made */
    bool exit_when_declined;
    bool manual_wish_given;
    int manual_wish;
    struct gc_pmscan_cycle cycle;
    struct gc_pmscan_handover handover; /* with verify mode */
    struct gc_pmscan_account account;
    unsigned failed_in_a_row;
    bool mark_ended; /* in the pause that is going on */
} self;

/* Choosing and what leads to it: one thread at a time.  Recursive, for libgc may
 * call its own functions by the names that come here.  Never taken under
 * libgc's lock. */
static pthread_mutex_t choosing = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static void begin_choosing(void)
{
    (void)pthread_mutex_lock(&choosing);
}

static void end_choosing(void)
{
    (void)pthread_mutex_unlock(&choosing);
}

static void set_state(enum gc_pmscan_state state, const char *reason)
{
    AO_store_release(&self.reason, (AO_t)(uintptr_t)(reason ? reason : ""));
    AO_store_release(&self.state, (AO_t)state);
}

enum gc_pmscan_state gc_pmscan_provider_state(void)
{
    return (enum gc_pmscan_state)AO_load_acquire(&self.state);
}

const char *gc_pmscan_provider_reason(void)
{
    AO_t reason = AO_load_acquire(&self.reason);

    return reason != 0 ? (const char *)(uintptr_t)reason : "";
}

const char *gc_pmscan_provider_attachment_name(void)
{
    return self.way != NULL ? self.way->name : "none";
}

static bool is_active(void)
{
    enum gc_pmscan_state state = gc_pmscan_provider_state();

    return state == GC_PMSCAN_STATE_ACTIVE
           || state == GC_PMSCAN_STATE_DEGRADED;
}

int gc_pmscan_provider_protection_needs(const struct gc_pmscan_libgc *gc)
{
    return is_active() && self.way->hides_its_needs
               ? GC_PROTECTS_NONE
               : gc->incremental_protection_needs();
}

static void exit_declined(const char *why)
{
    char line[512];
    int n = snprintf(line, sizeof(line),
                     "gc_pmscan: GC_PMSCAN=require, but %s\n", why);

    if (n > 0)
        (void)gc_pmscan_sys_write_all(
            2, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
    gc_pmscan_sys_exit(125);
}

static void decline(const char *why)
{
    self.way = NULL;
    gc_pmscan_cycle_close(&self.cycle);
    set_state(GC_PMSCAN_STATE_DECLINED, why);
    if (self.exit_when_declined)
        exit_declined(why);
}

/* --- a collection ------------------------------------------------------ */

static void ask_libgc(struct gc_pmscan_ledger_truth *truth)
{
    struct GC_prof_stats_s stats;

    memset(&stats, 0, sizeof(stats));
    (void)self.gc->get_prof_stats_unsafe(&stats, sizeof(stats));
    truth->heap_bytes = stats.heapsize_full;
    truth->obtained_bytes = self.gc->get_obtained_from_os_bytes();
    truth->is_heap_ptr = self.gc->is_heap_ptr;
}

/* After several sweeps in a row that were not all right the state says so. */
static void judge(const struct gc_pmscan_health *health, const char *doubt)
{
    const char *why;

    if (!health->refused && !health->unproved && doubt == NULL) {
        self.failed_in_a_row = 0;
        if (gc_pmscan_provider_state() == GC_PMSCAN_STATE_DEGRADED)
            set_state(GC_PMSCAN_STATE_ACTIVE, "");
        return;
    }
    if (++self.failed_in_a_row < SWEEPS_UNTIL_DEGRADED)
        return;
    if (doubt != NULL)
        why = doubt;
    else if (health->unproved)
        why = "libgc has memory that it did not map by itself; it counts as "
              "written in every collection";
    else
        why = gc_pmscan_probe_explain(health->last_error);
    set_state(GC_PMSCAN_STATE_DEGRADED, why);
}

static const struct gc_pmscan_dirty_set *sweep(void)
{
    uint64_t began_ns = gc_pmscan_sys_now_ns();
    const char *doubt = self.way->doubt(self.gc);
    struct gc_pmscan_ledger_truth truth;
    const struct gc_pmscan_dirty_set *set;
    struct gc_pmscan_health health;

    ask_libgc(&truth);
    gc_pmscan_account_heap(&self.account, truth.heap_bytes);
    set = gc_pmscan_cycle_sweep(&self.cycle, &truth, doubt != NULL, &health);
    judge(&health, doubt);
    gc_pmscan_samples_add(&self.account.record.sweeps,
                          gc_pmscan_sys_now_ns() - began_ns);
    return set;
}

/* It makes somebody's allocation longer, so it takes no more time than makes
 * that as long as the collection's longest pause, or a quarter longer. */
static void end_collection(uint64_t pause_ns)
{
    uint64_t longest_ns = gc_pmscan_account_collection_ends(&self.account);
    uint64_t spare_ns = longest_ns - pause_ns + longest_ns / END_PART;
    uint64_t began_ns = gc_pmscan_sys_now_ns();

    gc_pmscan_cycle_end(&self.cycle, spare_ns > END_NS ? spare_ns : END_NS);
    gc_pmscan_samples_add(&self.account.record.ends,
                          gc_pmscan_sys_now_ns() - began_ns);
}

static void begin_pause(uint64_t now_ns)
{
    gc_pmscan_account_pause_begins(&self.account, now_ns);
    if (is_active())
        gc_pmscan_cycle_begin(&self.cycle);
}

/* Each sweep notes it anyway. */
static void note_heap_without_sweep(void)
{
    struct gc_pmscan_ledger_truth truth;

    if (is_active())
        return;
    ask_libgc(&truth);
    gc_pmscan_account_heap(&self.account, truth.heap_bytes);
}

static void end_pause(uint64_t now_ns)
{
    uint64_t pause_ns = gc_pmscan_account_pause_ends(&self.account, now_ns);

    if (pause_ns != 0 && self.mark_ended && is_active())
        end_collection(pause_ns);
    self.mark_ended = false;
}

static void on_event(GC_EventType event, uint64_t entered_ns)
{
    switch (event) {
    case GC_EVENT_PRE_STOP_WORLD:
        begin_pause(entered_ns);
        break;
    case GC_EVENT_MARK_START:
        note_heap_without_sweep();
        break;
    case GC_EVENT_MARK_END:
        self.mark_ended = true;
        break;
    case GC_EVENT_POST_START_WORLD:
        end_pause(entered_ns);
        break;
    default:
        break;
    }
    if (self.way != NULL)
        self.way->event(self.gc, event);
}

static void on_mapped(uintptr_t start, size_t len, bool fixed)
{
    gc_pmscan_cycle_mapped(&self.cycle, start, len, fixed);
}

/* --- choosing ---------------------------------------------------------- */

static const struct gc_pmscan_attachment *
choose_way(const struct gc_pmscan_libgc *gc, enum gc_pmscan_attach wanted,
           const char **why)
{
    size_t i;

    for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        if (wanted != GC_PMSCAN_ATTACH_AUTO && wanted != ways[i]->id)
            continue;
        if (ways[i]->usable(gc, why))
            return ways[i];
    }
    return NULL;
}

static uint64_t forecast_above_ns(void)
{
    switch (gc_pmscan_settings()->forecast) {
    case GC_PMSCAN_FORECAST_ON:
        return 0;
    case GC_PMSCAN_FORECAST_OFF:
        return GC_PMSCAN_NO_FORECAST;
    default:
        return EXPENSIVE_FAULT_NS;
    }
}

static int start(const struct gc_pmscan_libgc *gc, enum gc_pmscan_attach wanted)
{
    struct gc_pmscan_cycle_options options = {
        .verify = gc_pmscan_settings()->verify,
        .forecast_above_ns = forecast_above_ns(),
    };
    struct gc_pmscan_probe_result probe;
    const char *why = "no way to attach to this libgc is known";
    const struct gc_pmscan_attachment *way;
    int ret;

    self.decided = true;
    if (gc->get_version() < 0x080200) {
        decline("this libgc is older than 8.2.0");
        return -ENOSYS;
    }
    if (gc->is_incremental_mode()) {
        decline("libgc's incremental mode was turned on before gc_pmscan was "
                "asked: preload the library, or link it before libgc");
        return -EBUSY;
    }
    gc_pmscan_probe_run(&probe);
    if (!probe.usable) {
        decline(probe.verdict);
        return gc_pmscan_probe_error(&probe);
    }
    way = choose_way(gc, wanted, &why);
    if (way == NULL) {
        decline(why);
        return -EOPNOTSUPP;
    }
    options.all_mappings = way->wants_all_mappings;
    options.roots = way->wants_roots;
    ret = gc_pmscan_cycle_open(&self.cycle, &options);
    if (ret < 0) {
        decline(gc_pmscan_probe_explain(ret));
        return ret;
    }
    self.way = way;
    way->prepare(gc, sweep);
    if (options.verify)
        way->verify(&self.handover);
    set_state(GC_PMSCAN_STATE_READY, "");
    return 0;
}

static void read_settings_once(void)
{
    static bool done;
    const struct gc_pmscan_settings *s = gc_pmscan_settings();

    if (done)
        return;
    done = true;
    self.exit_when_declined = s->mode == GC_PMSCAN_REQUIRE;
    if (s->mode == GC_PMSCAN_OFF) {
        self.decided = true;
        set_state(GC_PMSCAN_STATE_OFF, "switched off by GC_PMSCAN=off");
    }
}

static void take_events(const struct gc_pmscan_libgc *gc)
{
    if (gc_pmscan_events_installed())
        return;
    gc_pmscan_account_own(&self.account, gc_pmscan_sys_now_ns());
    gc_pmscan_events_install(gc, on_event);
}

static void provider_before(const struct gc_pmscan_libgc *gc, bool intent)
{
    const struct gc_pmscan_settings *s = gc_pmscan_settings();

    read_settings_once();
    self.gc = gc;
    if (intent && !self.decided)
        (void)start(gc, s->attach);
    if (self.way != NULL || s->report != NULL)
        take_events(gc);
}

static void provider_after(const struct gc_pmscan_libgc *gc)
{
    const char *why = "";

    if (gc_pmscan_provider_state() != GC_PMSCAN_STATE_READY
        || !gc->is_incremental_mode())
        return;
    if (!gc_pmscan_events_reach_us(gc))
        why = "the program set libgc's collection-event callback in a way that "
              "does not pass gc_pmscan";
    else if (self.way->confirm(gc, &why)) {
        set_state(GC_PMSCAN_STATE_ACTIVE, "");
        return;
    }
    self.way->withdraw(gc);
    if (gc->set_manual_vdb_allowed != NULL)
        gc->set_manual_vdb_allowed(self.manual_wish_given ? self.manual_wish
                                                          : 0);
    decline(why);
}

void gc_pmscan_provider_init(const struct gc_pmscan_libgc *gc)
{
    begin_choosing();
    provider_before(
        gc, gc_pmscan_settings()->incremental_by_environment);
    gc->init();
    provider_after(gc);
    end_choosing();
}

void gc_pmscan_provider_enable_incremental(const struct gc_pmscan_libgc *gc)
{
    begin_choosing();
    provider_before(gc, true);
    gc->enable_incremental();
    provider_after(gc);
    end_choosing();
}

const struct gc_pmscan_hook_listener gc_pmscan_hook_listener = {
    .mapped = on_mapped,
};

void gc_pmscan_provider_cannot_bind(const char *why)
{
    begin_choosing();
    read_settings_once();
    if (gc_pmscan_provider_state() == GC_PMSCAN_STATE_IDLE)
        decline(why);
    end_choosing();
}

void gc_pmscan_provider_last_look(const struct gc_pmscan_libgc *gc)
{
    if (gc_pmscan_settings()->mode == GC_PMSCAN_REQUIRE && !is_active()
        && gc->is_incremental_mode())
        exit_declined("the program turned libgc's incremental mode on in a "
                      "way that does not pass gc_pmscan, and ran without it");
}

static int enable(const struct gc_pmscan_libgc *gc, const char *why_no_libgc,
                  enum gc_pmscan_mode mode, enum gc_pmscan_attach attach)
{
    static const char not_incremental[] =
        "libgc did not turn its incremental mode on: GC_DISABLE_INCREMENTAL is "
        "set, or it is in leak-finding mode";
    const struct gc_pmscan_settings *s = gc_pmscan_settings();
    int ret = 0;

    read_settings_once();
    if (is_active())
        return 0;
    if (s->mode_given)
        mode = s->mode;
    if (s->attach_given)
        attach = s->attach;
    if (mode == GC_PMSCAN_OFF) {
        self.decided = true;
        if (gc_pmscan_provider_state() != GC_PMSCAN_STATE_OFF)
            set_state(GC_PMSCAN_STATE_OFF, "switched off by the program");
        return -ECANCELED;
    }
    if (gc == NULL) {
        decline(why_no_libgc);
        return -ENOSYS;
    }
    self.gc = gc;
    if (self.way == NULL) {
        ret = start(gc, attach);
        if (ret < 0)
            return ret;
    }
    take_events(gc);
    gc->init();
    gc->enable_incremental();
    provider_after(gc);
    if (is_active())
        return 0;
    if (gc_pmscan_provider_state() == GC_PMSCAN_STATE_READY) {
        set_state(GC_PMSCAN_STATE_READY, not_incremental);
        if (self.exit_when_declined)
            exit_declined(not_incremental);
    }
    return -EOPNOTSUPP;
}

int gc_pmscan_provider_enable(const struct gc_pmscan_libgc *gc,
                              const char *why_no_libgc,
                              enum gc_pmscan_mode mode,
                              enum gc_pmscan_attach attach)
{
    int ret;

    begin_choosing();
    ret = enable(gc, why_no_libgc, mode, attach);
    end_choosing();
    return ret;
}

void gc_pmscan_provider_refuse(const char *why)
{
    begin_choosing();
    if (!is_active())
        set_state(gc_pmscan_provider_state(), why);
    end_choosing();
}

/* While it is being decided whether the callback is ours no other is set: in
 * manual mode nothing would be dirty any more. */
void gc_pmscan_provider_set_callback(const struct gc_pmscan_libgc *gc,
                                     GC_on_collection_event_proc fn)
{
    if (gc_pmscan_events_installed()) {
        gc_pmscan_events_set_program(fn);
        return;
    }
    begin_choosing();
    if (gc_pmscan_events_installed())
        gc_pmscan_events_set_program(fn);
    else
        gc->set_on_collection_event(fn);
    end_choosing();
}

void gc_pmscan_provider_set_manual_wish(const struct gc_pmscan_libgc *gc,
                                        int value)
{
    begin_choosing();
    self.manual_wish_given = true;
    self.manual_wish = value;
    if (self.way == NULL)
        gc->set_manual_vdb_allowed(value);
    end_choosing();
}

int gc_pmscan_provider_get_manual_wish(const struct gc_pmscan_libgc *gc)
{
    return self.way != NULL && self.manual_wish_given
               ? self.manual_wish
               : gc->get_manual_vdb_allowed();
}

void gc_pmscan_provider_stats(struct gc_pmscan_stats *out)
{
    gc_pmscan_cycle_stats(&self.cycle, out);
    out->handed_over_pages = AO_load(&self.handover.checks);
}

const struct gc_pmscan_record *gc_pmscan_provider_record(void)
{
    return gc_pmscan_account_record(&self.account);
}
