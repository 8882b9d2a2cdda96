/* SPDX-License-Identifier: MIT */
/*
 * Starting a program and waiting for it; see launch.h.
 *
 * In: a program's words and descriptors, signals sent to us.  Out: how it
 * ended.  Signals are taken with sigtimedwait(2), so there are no handlers;
 * the environment is changed in the child only.
 *
 * In the terminal's case a signal reaches us and the program alike, because
 * both are in the foreground process group; it is passed on only when a
 * process sent it, to us.  Whoever sends to the whole group with kill(2)
 * can't be told from that, so the program gets such a signal twice.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "launch.h"

/* How long a detached program may take to end after it was asked to. */
#define GRACE_S 2

/* The signals that we hold back.  SIGCHLD wakes us up, the last two stop and
 * continue, the others end. */
static const int held[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGUSR1,
                           SIGUSR2, SIGCHLD, SIGTSTP, SIGCONT};

static void held_set(sigset_t *set)
{
    sigemptyset(set);
    for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
        sigaddset(set, held[i]);
}

void launch_open(struct launch_session *session)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t set;

    held_set(&set);
    sigprocmask(SIG_BLOCK, &set, &session->mask);
    /* Ignored, it would make the kernel reap the program without us. */
    sigaction(SIGCHLD, &action, &session->child_action);
}

void launch_close(const struct launch_session *session)
{
    sigaction(SIGCHLD, &session->child_action, NULL);
    sigprocmask(SIG_SETMASK, &session->mask, NULL);
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec)
           + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* ---- the child ---- */

struct child_error {
    enum launch_failure failure;
    int error;
};

static struct child_error child_prepare(const struct launch_session *session,
                                        const struct launch *what,
                                        pid_t parent)
{
    int r;

    if (what->detached) {
        if (setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
            return (struct child_error){LAUNCH_OURS, errno};
        if (getppid() != parent)
            return (struct child_error){LAUNCH_OURS, ESRCH};
    }
    for (int fd = 0; fd < 3; fd++)
        if (what->stdio[fd] >= 0 && dup2(what->stdio[fd], fd) < 0)
            return (struct child_error){LAUNCH_OURS, errno};
    r = environment_apply(what->kind, what->library, what->report_template);
    if (r != 0)
        return (struct child_error){LAUNCH_OURS, -r};
    launch_close(session);
    return (struct child_error){LAUNCH_STARTED, 0};
}

/* Whether a directory of PATH has a file of that name.  execvp(3) fails with
 * EACCES as well when it has merely met a directory that it may not search. */
static bool on_path(const char *name)
{
    const char *path = getenv("PATH");
    char file[PATH_MAX];

    while (path != NULL && *path != '\0') {
        size_t len = strcspn(path, ":");

        if (snprintf(file, sizeof(file), "%.*s/%s", len ? (int)len : 1,
                     len ? path : ".", name) < (int)sizeof(file)
            && access(file, F_OK) == 0)
            return true;
        path += len;
        path += *path == ':';
    }
    return false;
}

static enum launch_failure classify(int error, const char *program)
{
    if (error == ENOENT || error == ENOTDIR
        || (error == EACCES && strchr(program, '/') == NULL
            && !on_path(program)))
        return LAUNCH_NOT_FOUND;
    return LAUNCH_NOT_EXECUTABLE;
}

static void child_main(const struct launch_session *session,
                       const struct launch *what, pid_t parent, int tell)
{
    struct child_error e = child_prepare(session, what, parent);
    ssize_t written;

    if (e.failure == LAUNCH_STARTED) {
        execvp(what->argv[0], what->argv);
        e.error = errno;
        e.failure = classify(e.error, what->argv[0]);
    }
    do
        written = write(tell, &e, sizeof(e));
    while (written < 0 && errno == EINTR);
    _exit(CLI_OWN_FAILURE);
}

/* ---- the parent ---- */

/* Stops this process as SIGTSTP would have done; returns when it goes on. */
static void stop_ourselves(void)
{
    sigset_t stop, before;

    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    raise(SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &stop, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void pass_on(const siginfo_t *info, pid_t pid)
{
    int signal_number = info->si_signo;

    if (info->si_code <= 0)
        kill(pid, signal_number);
    if (signal_number == SIGTSTP)
        stop_ourselves();
}

/* Whether this process was started with the signal ignored (nohup(1)). */
static bool ignored(int signal_number)
{
    struct sigaction action;

    return sigaction(signal_number, NULL, &action) == 0
           && action.sa_handler == SIG_IGN;
}

/* Whether it asks to end. */
static bool ending(int signal_number)
{
    return signal_number != SIGCHLD && signal_number != SIGTSTP
           && signal_number != SIGCONT && !ignored(signal_number);
}

/* The same for a program in a session of its own, where nothing arrives but
 * what we send, and where SIGTSTP has no effect (its group is orphaned). */
static void pass_on_detached(const siginfo_t *info, pid_t pid,
                             struct launch_result *result)
{
    if (info->si_signo == SIGTSTP && !ignored(SIGTSTP)) {
        kill(-pid, SIGSTOP);
        stop_ourselves();
        kill(-pid, SIGCONT);
    } else if (info->si_signo == SIGCONT) {
        kill(-pid, SIGCONT);
    } else if (ending(info->si_signo)) {
        if (result->interrupted == 0)
            result->interrupted = info->si_signo;
        kill(-pid, info->si_signo);
        kill(-pid, SIGCONT);
    }
}

/* Whether the program has ended; it stays a zombie, so its number is still its
 * own and signals to it go nowhere else. */
static bool ended(pid_t pid)
{
    siginfo_t info = {.si_pid = 0};

    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0
           && info.si_pid == pid;
}

static void wait_for(pid_t pid, bool detached, struct launch_result *result)
{
    const struct timespec grace = {GRACE_S, 0}, none = {0, 0};
    siginfo_t info;
    sigset_t set;

    held_set(&set);
    while (!ended(pid)) {
        int signal_number = result->interrupted != 0
                                ? sigtimedwait(&set, &info, &grace)
                                : sigwaitinfo(&set, &info);

        if (signal_number < 0 && errno == EAGAIN)
            kill(-pid, SIGKILL);
        else if (signal_number < 0 || signal_number == SIGCHLD)
            continue;
        else if (detached)
            pass_on_detached(&info, pid, result);
        else
            pass_on(&info, pid);
    }
    /* What came at the same moment was meant for the program. */
    while (sigtimedwait(&set, &info, &none) > 0)
        if (detached && result->interrupted == 0 && ending(info.si_signo))
            result->interrupted = info.si_signo;
    if (result->interrupted != 0)
        kill(-pid, SIGKILL);
    while (wait4(pid, &result->status, 0, &result->usage) < 0
           && errno == EINTR)
        continue;
}

void launch(const struct launch_session *session, const struct launch *what,
            struct launch_result *result)
{
    struct child_error e = {LAUNCH_STARTED, 0};
    struct timespec start;
    pid_t parent = getpid(), pid;
    ssize_t told;
    int tell[2];

    memset(result, 0, sizeof(*result));
    result->failure = LAUNCH_OURS;
    if (pipe2(tell, O_CLOEXEC) != 0) {
        result->error = errno;
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid = fork();
    if (pid < 0) {
        result->error = errno;
        close(tell[0]);
        close(tell[1]);
        return;
    }
    if (pid == 0)
        child_main(session, what, parent, tell[1]);
    close(tell[1]);
    do
        told = read(tell[0], &e, sizeof(e));
    while (told < 0 && errno == EINTR);
    close(tell[0]);
    wait_for(pid, what->detached, result);
    result->wall_s = seconds_since(&start);
    result->pid = pid;
    /* Nothing was told: execve(2) closed the pipe, or a signal came first. */
    result->failure = told == (ssize_t)sizeof(e) ? e.failure : LAUNCH_STARTED;
    result->error = e.error;
}

int launch_explain(const struct launch_result *result, const char *program)
{
    switch (result->failure) {
    case LAUNCH_NOT_FOUND:
        if (strchr(program, '/') == NULL && !on_path(program))
            cli_say("the program '%s' is in no directory of PATH", program);
        else
            cli_say("the program '%s', or the interpreter that it asks for, "
                    "was not found: %s", program, strerror(result->error));
        return CLI_NOT_FOUND;
    case LAUNCH_NOT_EXECUTABLE:
        cli_say("the program '%s' can't be executed: %s", program,
                strerror(result->error));
        return CLI_CANNOT_EXECUTE;
    default:
        cli_say("the program '%s' could not be started: %s", program,
                strerror(result->error));
        return CLI_OWN_FAILURE;
    }
}

int launch_die_of(int signal_number)
{
    const struct rlimit no_core = {0, 0};
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t set;

    setrlimit(RLIMIT_CORE, &no_core);
    /* The limit does not hold where cores are piped to a program. */
    prctl(PR_SET_DUMPABLE, 0);
    sigaction(signal_number, &action, NULL);
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    raise(signal_number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    return 128 + signal_number;
}
