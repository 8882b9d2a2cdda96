/* SPDX-License-Identifier: MIT */
/*
 * A program for the soak: threads and forked children change an object graph
 * that knows its own truth (support/graph.h).
 *
 * What comes in: the number of threads, of forks and of rounds on the command
 * line, the seed in GC_PMSCAN_SEED.  What goes out: "N forks" and exit status
 * 0; anything else is a lost object.  What it may not touch: gc_pmscan, which
 * is preloaded.
 */
#define _GNU_SOURCE
#define GC_THREADS
#include <graph.h>

#include <sys/wait.h>

static atomic_bool finished;

static void *short_life(void *arg)
{
    struct graph_thread t;

    graph_thread_start(&t, *(uint64_t *)arg);
    graph_work(&t, 300);
    graph_thread_end(&t);
    return NULL;
}

static void *worker(void *arg)
{
    struct graph_thread t;

    graph_thread_start(&t, *(uint64_t *)arg);
    while (!atomic_load(&finished)) {
        graph_work(&t, 200);
        if (test_random_below(&t.rng, 200) == 0) {
            uint64_t seed = test_random(&t.rng);
            pthread_t thread;

            CHECK_EQ(pthread_create(&thread, NULL, short_life, &seed), 0);
            CHECK_EQ(pthread_join(thread, NULL), 0);
        }
    }
    graph_thread_end(&t);
    return NULL;
}

static void fork_once(struct graph_thread *t)
{
    int status;
    pid_t pid;

    graph_lock_all();
    fflush(stdout);
    pid = fork();
    graph_unlock_all();
    CHECK(pid >= 0);
    if (pid == 0) {
        t->rng.state += 1;
        graph_verify();
        graph_work(t, 1000 + (unsigned)test_random_below(&t->rng, 4000));
        graph_verify();
        _exit(0);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    if (status != 0)
        printf("the child ended with status 0x%x\n", (unsigned)status);
    CHECK_EQ(status, 0);
}

int main(int argc, char **argv)
{
    struct test_rng rng = test_rng_start();
    unsigned nthreads, forks, rounds, i;
    pthread_t threads[64];
    uint64_t seeds[64];
    struct graph_thread t;

    CHECK_EQ(argc, 4);
    nthreads = (unsigned)atoi(argv[1]);
    forks = (unsigned)atoi(argv[2]);
    rounds = (unsigned)atoi(argv[3]);
    CHECK(nthreads <= 64 && rounds > 0);
    GC_INIT();
    GC_enable_incremental();
    graph_catch_crashes();
    graph_thread_start(&t, test_random(&rng));
    graph_build(&t, 60);
    for (i = 0; i < nthreads; i++) {
        seeds[i] = test_random(&rng);
        CHECK_EQ(pthread_create(&threads[i], NULL, worker, &seeds[i]), 0);
    }
    for (i = 0; i < rounds; i++) {
        graph_shake_settings(&t);
        graph_work(&t, 300);
        if (forks > 0 && i % (rounds / forks + 1) == 0)
            fork_once(&t);
    }
    atomic_store(&finished, true);
    for (i = 0; i < nthreads; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    graph_verify();
    GC_gcollect();
    graph_verify();
    graph_thread_end(&t);
    printf("%u forks\n", forks > 0 ? (rounds - 1) / (rounds / forks + 1) + 1
                                   : 0);
    return 0;
}
