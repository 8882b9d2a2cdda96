# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a program that does not ask for incremental mode gets it under stock
#   and pmscan and not under off and auto, and the report says so.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

need_pmscan
make_client
make_json
for kind in off stock pmscan auto; do
    case $kind in
    auto) vdb=off ;;
    *) vdb=$kind ;;
    esac
    [ "$kind" = pmscan ] && active=true || active=false
    status_is 0 "$pm" run --vdb="$kind" --report=r.json -- ./client alloc 9999
    json_is "$vdb" r.json vdb
    json_is "$active" r.json active
done
exit 0
