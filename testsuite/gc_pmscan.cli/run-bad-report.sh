# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a report that is truncated, empty, no JSON, no report, or has wrong
#   types or signs in it is named as such, and run ends as the program ended.
# Limitations: a stub in the place of our library writes them.

. "$srcdir/gc_pmscan.cli/cli.inc"

make_client
check "a true report" "$pm" run --report=true.json -- ./client alloc 100
make_stub
bad () {
    status_is 5 env STUB_REPORT="$1" "$pm" run -- ./client exit 5
    says err "gc-pmscan: " "can't be read"
    says_not err pauses
}
whole=$(cat true.json)
bad "$(head -c 200 true.json)"
bad "$(head -c 30 true.json)"
bad " "
bad "no JSON at all"
bad "{}"
bad "[]"
bad 7
bad "$(printf '{"vdb": "\377"}')"
bad "$(echo "$whole" | sed 's/"collections": [0-9]*/"collections": -1/')"
bad "$(echo "$whole" | sed 's/"collections": [0-9]*/"collections": "x"/')"
bad "$(echo "$whole" | sed 's/"collections": [0-9]*/"collections": 1e999/')"
bad "$(echo "$whole" | sed 's/"pause_ns": {/"pause": {/')"
bad "$(echo "$whole" | sed 's/"vdb": "[a-z]*"/"vdb": null/')"
# What is only longer than expected is still read.
long=$(printf '%05000d' 0)
status_is 0 env STUB_REPORT="$(echo "$whole" |
    sed "s/\"reason\": \"/&$long/")" "$pm" run -- true
says err pauses
temp_is_empty
exit 0
