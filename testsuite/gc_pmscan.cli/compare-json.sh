# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: compare --json prints one JSON object; its medians lie between the
#   smallest and the largest value, and an argument that is no UTF-8 does not
#   spoil it.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
make_json
bytes=$(printf 'caf\351')
status_is 0 "$pm" compare --json --runs=4 --vdb=off,stock -- ./client \
    alloc 20000 print "$bytes"
json_is 4 out rounds
json_is stock out ratio_to
json_is 0 out exit_status
json_is true out complete
json_is 4 out kinds off runs
json_is false out kinds stock active
json_is stock out kinds stock vdb
json_is 1.0 out kinds stock wall_s ratio
for key in pauses pause_total_ms pause_p50_ms pause_p99_ms pause_max_ms \
    wall_s user_s system_s max_rss_mb heap_max_mb collections dirty_pages; do
    ./json out kinds off "$key" values >values || fail "no $key"
    [ "$(tr ',' '\n' <values | wc -l)" = 4 ] || fail "$key: $(cat values)"
    min=$(./json out kinds off "$key" min)
    median=$(./json out kinds off "$key" median)
    max=$(./json out kinds off "$key" max)
    tr -d '[] \n' <values | tr ',' '\n' | sort -g | awk -v m="$median" '
        { v[NR] = $1 }
        END { d = m - (v[2] + v[3]) / 2; exit !(d * d <= 1e-12 * m * m) }' ||
        fail "$key: $median is not the median of $(cat values)"
    echo "$min $median $max" | awk '{ exit !($1 <= $2 && $2 <= $3) }' ||
        fail "$key: $min, $median, $max"
done
exit 0
