/* SPDX-License-Identifier: MIT */
/*
 * The provider: decides whether and how to attach, and what follows from an
 * error; joins the collection's work to the attachment.
 *
 * In: the moments at which libgc is initialised and collects, and libgc's
 * mappings.  Out: dirty sets to the attachment; state, reason and counters to
 * whoever asks.
 */
#ifndef GC_PMSCAN_PROVIDER_H
#define GC_PMSCAN_PROVIDER_H

#include <stdbool.h>

#include "account.h"
#include "gc_pmscan.h"
#include "libgc.h"

/* GC_init() and GC_enable_incremental(), with all that we have to do around
 * them.  Under no lock. */
void gc_pmscan_provider_init(const struct gc_pmscan_libgc *gc);
void gc_pmscan_provider_enable_incremental(const struct gc_pmscan_libgc *gc);

/* There is a libgc that cannot be worked with. */
void gc_pmscan_provider_cannot_bind(const char *why);

/* At the end of the process: with GC_PMSCAN=require, and libgc's incremental
 * mode turned on behind our back, ends it with the sentence. */
void gc_pmscan_provider_last_look(const struct gc_pmscan_libgc *gc);

/* gc_pmscan_enable() and the binding's interposed functions. */
int gc_pmscan_provider_enable(const struct gc_pmscan_libgc *gc,
                              const char *why_no_libgc, enum gc_pmscan_mode mode,
                              enum gc_pmscan_attach attach);
/* gc_pmscan_enable() was called with options that cannot be. */
void gc_pmscan_provider_refuse(const char *why);
/* The program's callback; also from such a callback, once ours is in place. */
void gc_pmscan_provider_set_callback(const struct gc_pmscan_libgc *gc,
                                     GC_on_collection_event_proc fn);

/* GC_incremental_protection_needs(), as it is with us. */
int gc_pmscan_provider_protection_needs(const struct gc_pmscan_libgc *gc);

/* The program's wish for libgc's manual mode, which may be overruled. */
void gc_pmscan_provider_set_manual_wish(const struct gc_pmscan_libgc *gc,
                                        int value);
int gc_pmscan_provider_get_manual_wish(const struct gc_pmscan_libgc *gc);

enum gc_pmscan_state gc_pmscan_provider_state(void);
const char *gc_pmscan_provider_reason(void);
const char *gc_pmscan_provider_attachment_name(void);
void gc_pmscan_provider_stats(struct gc_pmscan_stats *out);

/* For the report. */
const struct gc_pmscan_record *gc_pmscan_provider_record(void);

#endif
