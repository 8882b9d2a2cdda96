# SPDX-License-Identifier: MIT
# Area: bench
# Purpose: check-targets prints a line with a verdict for each target that was
#   asked for, keeps its measurements, counts a failed run as missed, and
#   refuses wrong options.
# Limitations: two in a thousand of the work: the verdicts mean nothing.
# { dg-timeout 120 }

. "$srcdir/gc_pmscan.bench/bench.inc"

need_pmscan

sh "$top_srcdir/bench/check-targets" --build="$builddir" --rounds=2 --scale=1 \
    --only=tree,tree3,alloc,sweep,many4000 --keep=data >out 2>err
status=$?
[ $status -le 1 ] || { cat err; fail "exit status $status"; }
[ "$(grep -c '  \(met\|missed\)' out)" = 15 ] ||
    { cat out err; fail "not 15 verdicts"; }
grep 'no measurement\|a run failed' out && { cat err
    fail "something was not measured"; }
missed=$(grep -c '  missed' out)
grep -q "^15 targets, $missed missed$" out || { cat out; fail "a wrong sum"; }
[ $status = $((missed > 0)) ] || fail "$missed missed and exit status $status"
[ "$(grep -c '^2 tree stock ' data)" = 3 ] || { cat data; fail "not kept"; }

# A program that prints something else each time has done other work.
mkdir -p false/bench false/tools
cp "$bench/sweep" "$bench/alloc" "$bench/many4000" false/bench
ln -s "$GC_PMSCAN_BIN" false/tools/gc-pmscan
cat >false/bench/tree <<TEXT
#!/bin/sh
echo \$\$
exec "$bench/tree" "\$@"
TEXT
chmod +x false/bench/tree
exits 1 sh "$top_srcdir/bench/check-targets" --build=false --rounds=1 --scale=1 \
    --only=tree
has err "printed something else than before"
has out "missed (a run failed)"

for wrong in --rounds=0 --rounds=x --only=nothing --scale=-1 --what; do
    exits 2 sh "$top_srcdir/bench/check-targets" --build="$builddir" "$wrong"
    has err Usage:
done
exit 0
