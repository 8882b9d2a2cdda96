# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: exit status 127 and a sentence when there is no such program.
# Limitations: root may search every directory.

. "$srcdir/gc_pmscan.cli/cli.inc"

echo '#!/no/such/interpreter' >script
chmod +x script
for program in no-such-program ./no-such-program ./script; do
    status_is 127 "$pm" run -- "$program"
    says err "gc-pmscan: " "'$program'"
    status_is 127 "$pm" compare -- "$program"
    says err "gc-pmscan: " "'$program'"
done
# The same when PATH has what can't be searched.
: >file
mkdir closed
trap "rmdir closed" EXIT
chmod 0 closed
status_is 127 env PATH="$PWD/file:$PWD/closed:$PATH" \
    "$pm" run -- no-such-program
says err "no directory of PATH"
temp_is_empty
exit 0
