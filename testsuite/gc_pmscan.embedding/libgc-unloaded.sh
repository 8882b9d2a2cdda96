# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: a program that loads a library which brings libgc, and unloads it
#   again, ends as it does without us: we have pointers into libgc, so it stays.
# Limitations: none.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

$CC $CFLAGS -shared -fPIC -o plugged.so "$srcdir/support/plugged.c" -lgc ||
    fail "plugged.c does not compile"
cat >unloader.c <<'EOF'
#include <dlfcn.h>
#include <stdio.h>

int main(void)
{
    int round;

    for (round = 0; round < 2; round++) {
        void *library = dlopen("./plugged.so", RTLD_NOW | RTLD_GLOBAL);
        long (*sum)(void);

        if (library == NULL)
            return 2;
        *(void **)&sum = dlsym(library, "plugged_sum");
        if (sum == NULL || sum() <= 0 || dlclose(library) != 0)
            return 3;
    }
    puts("done");
    return 0;
}
EOF
$CC $CFLAGS -o unloader unloader.c -ldl || fail "unloader.c does not compile"
for incremental in no yes; do
    [ $incremental = no ] || export GC_ENABLE_INCREMENTAL=1
    LD_PRELOAD="$GC_PMSCAN_LIBRARY" ./unloader >out 2>err ||
        fail "incremental $incremental: exit status $?: $(cat err)"
    [ "$(cat out)" = done ] || fail "output: $(cat out)"
done
exit 0
