/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: a thread that sets and reads its collection-event callback all the
 *   time, while another turns incremental mode on, never takes the place of
 *   ours: where the state then is active, collections are swept, and the
 *   program's callback is called and read back.
 * Limitations: a race; each child process is one try.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

#include <atomic_ops.h>
#include <pthread.h>
#include <sys/wait.h>

static volatile AO_t calls, stop, turns;

static void GC_CALLBACK on_event(GC_EventType event)
{
    (void)event;
    AO_fetch_and_add1(&calls);
}

static void *set_callback(void *unused)
{
    while (!AO_load(&stop)) {
        GC_set_on_collection_event(on_event);
        CHECK(GC_get_on_collection_event() == on_event);
        AO_fetch_and_add1(&turns);
    }
    return unused;
}

static void one_try(void)
{
    uint64_t sweeps;
    AO_t before;
    pthread_t thread;

    GC_INIT();
    CHECK_EQ(pthread_create(&thread, NULL, set_callback, NULL), 0);
    while (AO_load(&turns) < 10)
        ;
    GC_enable_incremental();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    sweeps = running_stats().sweeps;
    before = AO_load(&calls);
    GC_gcollect();
    CHECK(running_stats().sweeps > sweeps);
    CHECK(AO_load(&calls) > before);
    AO_store(&stop, 1);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    GC_gcollect();
    CHECK(running_stats().sweeps > sweeps + 1);
}

int main(void)
{
    int rounds = (int)test_rounds(50);

    while (rounds-- > 0) {
        pid_t child = fork();
        int status;

        CHECK(child >= 0);
        if (child == 0) {
            one_try();
            _exit(0);
        }
        CHECK_EQ(waitpid(child, &status, 0), child);
        CHECK_EQ(status, 0);
    }
    return 0;
}
