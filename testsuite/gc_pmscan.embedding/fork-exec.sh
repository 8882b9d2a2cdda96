# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: a program under pmscan whose child goes on, ends, or becomes another
#   program: each process that ends writes its own report (%p), the child's
#   numbers are its own, and the report of the parent is about the parent also
#   when they share one file.
# Limitations: the parent ends last.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

cat >family.c <<'C'
/* family exit|_exit|exec: forks a child that ends that way. */
#include <gc/gc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void collect(int times)
{
    static void **live;
    int i;

    if (live == NULL)
        live = GC_MALLOC(1000 * sizeof(*live));
    while (times-- > 0) {
        for (i = 0; i < 1000; i++)
            live[i] = GC_MALLOC(100);
        GC_gcollect();
    }
}

int main(int argc, char **argv)
{
    int status;
    pid_t pid;

    GC_INIT();
    collect(30);
    pid = fork();
    if (pid == 0) {
        collect(3);
        if (strcmp(argv[argc - 1], "exec") == 0)
            execl("./sum", "./sum", (char *)NULL);
        if (strcmp(argv[argc - 1], "_exit") == 0)
            _exit(0);
        exit(0);
    }
    if (waitpid(pid, &status, 0) != pid || status != 0)
        return 1;
    collect(10);
    printf("%d %d\n", (int)getpid(), (int)pid);
    return 0;
}
C
$CC $CFLAGS -o family family.c -lgc || fail "family.c does not compile"
build_program sum

# family END: runs it, with a report for each process and then with one for
# all; $parent and $child are the processes.
family () {
    rm -f report.*
    GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 \
        GC_PMSCAN_REPORT='report.%p.%%.json' \
        LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./family "$1" >out 2>err ||
        fail "$1: exit status $?: $(cat err)"
    [ -s err ] && fail "$1: standard error: $(cat err)"
    read -r parent child <<IDS
$(tail -n 1 out)
IDS
    [ -s "report.$parent.%.json" ] || fail "$1: no report of the parent"
}

# about PID FILE: the report is of that process and whole.
about () {
    cp "$2" report.json
    report_has pid "$1"
    report_has active true
    [ "$(tail -c 2 report.json)" = "}" ] || fail "$2 is not whole"
}

pauses () {
    sed -n 's/.*"pause_ns": {"count": \([0-9]*\).*/\1/p' report.json
}

family exit
about "$parent" "report.$parent.%.json"
[ "$(pauses)" -ge 40 ] || fail "the parent has $(pauses) pauses"
report_has forks 0
about "$child" "report.$child.%.json"
[ "$(pauses)" -ge 3 ] && [ "$(pauses)" -lt 30 ] ||
    fail "the child has $(pauses) pauses"
report_has forks 1

family _exit
[ -e "report.$child.%.json" ] && fail "_exit wrote a report"

family exec
about "$child" "report.$child.%.json"
report_has program ".*/sum\""
report_has forks 0

for end in exit _exit exec; do
    run env GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 \
        LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./family $end
    report_has pid "$(tail -n 1 out | cut -d ' ' -f 1)"
done
exit 0
