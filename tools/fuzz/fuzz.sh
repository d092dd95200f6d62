#!/bin/sh
# fuzz.sh [TIME]: gives every fuzz target of the repository TIME (default 30s)
# and prints how many inputs it has run. Exit status 1 if one failed; the
# input is then under testdata/fuzz and part of the target's tests from now on.
set -eu
cd "$(dirname "$0")/../.."
time=${1:-30s}
failed=0
for dir in $(grep -rl '^func Fuzz' --include='*_test.go' . | xargs -n 1 dirname | sort -u); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\)(.*/\1/p' "$dir"/*_test.go); do
		if out=$(go test "$dir" -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1s 2>&1); then
			verdict=ok
		elif echo "$out" | grep -q 'context deadline exceeded' && ! echo "$out" | grep -q 'Failing input'; then
			verdict=ok # the time ran out while an input was running: Go calls that a failure
		else
			verdict=FAILED
			failed=1
		fi
		runs=$(echo "$out" | sed -n 's/.*execs: \([0-9]*\).*/\1/p' | tail -n 1)
		printf '%-6s %-28s %-28s %8s inputs\n' "$verdict" "${dir#./}" "$target" "${runs:-0}"
		[ $verdict = ok ] || echo "$out"
	done
done
exit $failed
