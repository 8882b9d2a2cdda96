# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: probe names the version of the libgc that it finds, and says no,
#   with exit status 1, when that is older than 8.2.0.
# Limitations: the old one is a library of that name with one function.

. "$srcdir/gc_pmscan.cli/cli.inc"

need_pmscan
fake () {
    echo "unsigned GC_get_version(void); unsigned GC_get_version(void)
{ return $1; }" >fake.c
    # shellcheck disable=SC2086  # lists of flags
    check "making a library" $CC $CFLAGS -shared -fPIC -o libgc.so.1 fake.c
}
probe () {
    env LD_LIBRARY_PATH="$PWD" "$pm" probe "$@"
}
fake 0x080106
status_is 1 probe
says out "libgc 8.1.6"
tail -n 1 out | grep -q '^not usable: .*8\.2\.0' || fail "$(tail -n 1 out)"
fake 0x080200
status_is 0 probe
says out "libgc 8.2.0"
make_json
status_is 0 probe --json
json_is 8.2.0 out libgc version
exit 0
