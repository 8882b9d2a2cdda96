# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: when the program is ended by a signal, run is ended by the same one
#   and leaves no core file of its own.
# Limitations: where cores are piped to a program nothing can be seen.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
# A shell can't tell an exit with 128 + N from signal N.
cat >how.c <<'END'
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int status;

    if (argc < 2)
        return 1;
    if (fork() == 0) {
        execvp(argv[1], argv + 1);
        _exit(1);
    }
    if (wait(&status) < 0)
        return 1;
    if (WIFSIGNALED(status))
        printf("signal %d\n", WTERMSIG(status));
    else
        printf("exit %d\n", WEXITSTATUS(status));
    return 0;
}
END
compile how
ulimit -c 0
for n in 1 2 3 6 9 10 11 13 14 15; do
    status_is 0 ./how "$pm" run -- ./client alloc 100 raise "$n"
    [ "$(cat out)" = "signal $n" ] || fail "after signal $n: $(cat out)"
    says err "signal $n"
done
status_is 0 ./how "$pm" run -- ./client exit 139
[ "$(cat out)" = "exit 139" ] || fail "after exit 139: $(cat out)"
# The program's own limit is 0 and ours is not: a core file would be ours.
mkdir cores
if (ulimit -c unlimited) 2>/dev/null; then
    (
        ulimit -S -c unlimited
        cd cores &&
        "$pm" run -- sh -c 'ulimit -c 0; kill -6 $$' >../out 2>&1
    )
    left=$(ls -A cores)
    [ -z "$left" ] || fail "a core file: $left"
fi
exit 0
