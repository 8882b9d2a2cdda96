/* SPDX-License-Identifier: MIT */
/*
 * Linked into each C test of a build with ThreadSanitizer.
 *
 * The sanitizer keeps signals back until the thread calls the C library, and
 * when two have come by then it loses the signal mask; libgc, which stops
 * threads by signals, waits for ever.  So the signals of libgc go past it: the
 * handler is installed by the C library itself, and what the handler calls is
 * the C library's own.  What happens in the handler is then unknown to the
 * sanitizer, which matters to nobody: all that our library shares between
 * threads it shares under libgc's lock or by atomic words.
 *
 * In: calls of sigaction, sem_post and sigsuspend from anywhere in the
 * process.  Out: the same calls, of the C library or of the sanitizer.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>

typedef int sigaction_fn(int, const struct sigaction *, struct sigaction *);
typedef int sem_post_fn(sem_t *);
typedef int sigsuspend_fn(const sigset_t *);

/* Of the sanitizer's runtime; weak, so that its name alone is asked for. */
extern sigaction_fn __interceptor_sigaction;

static void *libc_function(const char *name)
{
    void *libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    void *function = libc != NULL ? dlsym(libc, name) : NULL;

    if (function == NULL)
        abort();
    (void)dlclose(libc); /* which stays, as long as the program */
    return function;
}

static sigaction_fn *libc_sigaction;
static sem_post_fn *libc_sem_post;
static sigsuspend_fn *libc_sigsuspend;

/* Not in a signal handler: before the first of libgc's signals it installs
 * their handlers. */
static void find(void)
{
    if (libc_sigaction != NULL)
        return;
    libc_sem_post = (sem_post_fn *)libc_function("sem_post");
    libc_sigsuspend = (sigsuspend_fn *)libc_function("sigsuspend");
    libc_sigaction = (sigaction_fn *)libc_function("sigaction");
}

int sigaction(int number, const struct sigaction *action,
              struct sigaction *before)
{
    if (number != SIGPWR && number != SIGXCPU)
        return __interceptor_sigaction(number, action, before);
    find();
    return libc_sigaction(number, action, before);
}

int sem_post(sem_t *sem)
{
    find();
    return libc_sem_post(sem);
}

int sigsuspend(const sigset_t *mask)
{
    find();
    return libc_sigsuspend(mask);
}
