/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: gdb and strace may be attached to a program in mid-run and taken
 *   away again, with all threads stopped for a while, or run it from the start:
 *   gdb sees no SIGSEGV (libgc's own incremental mode: one for each page), no
 *   sweep fails, and nothing is lost.
 * Limitations: the commands here; gdb sets no breakpoint in our code.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "DEBUGINFOD_URLS=" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "BY=gdb" "BY=strace" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <running.h>

#include <sys/prctl.h>
#include <sys/wait.h>

static atomic_bool time_is_up;
static volatile int written_by_gdb; /* on a page that is tracked */

static void *work(void *seed)
{
    struct graph_thread t;

    graph_thread_start(&t, *(uint64_t *)seed);
    while (!atomic_load(&time_is_up))
        graph_work(&t, 100);
    graph_thread_end(&t);
    return NULL;
}

/* Runs a command by sh, and works meanwhile. */
static void work_during(struct graph_thread *t, const char *command)
{
    pid_t pid, ended;
    int status;

    fflush(stdout);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    do {
        running_sweeps(t, 2);
        ended = waitpid(pid, &status, WNOHANG);
    } while (ended == 0);
    CHECK_EQ(ended, pid);
    if (status != 0)
        printf("status 0x%x: %s\n", (unsigned)status, command);
    CHECK_EQ(status, 0);
}

static void attach(struct graph_thread *t, const char *by)
{
    char command[512];
    unsigned i;

    for (i = 0; i < 2; i++) {
        struct gc_pmscan_stats before = running_stats(), after;

        if (strcmp(by, "gdb") == 0)
            (void)snprintf(command, sizeof(command),
                           "gdb -nx -q -batch -p %d -ex 'info threads' "
                           "-ex bt -ex 'print written_by_gdb = 4711' "
                           "-ex detach >attached 2>&1 </dev/null && "
                           "grep -q 'process %d. detached' attached",
                           (int)getpid(), (int)getpid());
        else
            /* timeout(1) ends it, and says 124 then. */
            (void)snprintf(command, sizeof(command),
                           "timeout -s INT 0.5 strace -f -o attached -p %d "
                           "2>errors </dev/null; grep -q PAGEMAP_SCAN attached "
                           "|| grep -q ioctl attached", (int)getpid());
        work_during(t, command);
        after = running_stats();
        CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
        CHECK_EQ(after.sweep_errors, before.sweep_errors);
        CHECK_EQ(after.all_dirty_sweeps, before.all_dirty_sweeps);
        CHECK(written_by_gdb == 4711 || strcmp(by, "gdb") != 0);
    }
}

/* This program again, from its start; it ends with 0. */
static void run_under(const char *by)
{
    const char *command =
        strcmp(by, "gdb") == 0
            ? "gdb -nx -q -batch -ex 'handle SIGPWR SIGXCPU nostop noprint' "
              "-ex run ./again >ran 2>&1 </dev/null && "
              "grep -q 'exited normally' ran && ! grep -q SIGSEGV ran"
            : "strace -f -o ran ./again >errors 2>&1 </dev/null";

    CHECK_EQ(setenv("BY", "nobody", 1), 0);
    CHECK_EQ(system(command), 0);
}

static bool can_run(const char *by)
{
    char command[64];

    (void)snprintf(command, sizeof(command), "command -v %s >which", by);
    return system(command) == 0;
}

static void link_to_program(void)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

    CHECK(n > 0);
    path[n] = '\0';
    (void)unlink("again");
    CHECK_EQ(symlink(path, "again"), 0);
}

int main(void)
{
    const char *by = getenv("BY");
    struct graph_thread t;
    pthread_t thread;
    uint64_t seed;

    if (strcmp(by, "nobody") != 0 && !can_run(by))
        UNSUPPORTED("%s is not installed", by);
    (void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    running_start(&t);
    seed = test_random(&t.rng);
    CHECK_EQ(pthread_create(&thread, NULL, work, &seed), 0);
    if (strcmp(by, "nobody") == 0)
        running_sweeps(&t, 20);
    else
        attach(&t, by);
    atomic_store(&time_is_up, true);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    graph_verify();
    running_well(&t, 5);
    if (strcmp(by, "nobody") != 0) {
        link_to_program();
        run_under(by);
    }
    return 0;
}
