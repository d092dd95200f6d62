#!/bin/sh
# cover.sh [BAR]: runs the device suites with counters in vk, vk/tensor,
# vk/autograd and layers. It prints which part of each package they reach, and
# the file of which they reach the least. Exit status 1 if a suite fails, a
# package is under BAR per cent (default 85), or a file is not reached at all.
set -eu
cd "$(dirname "$0")/../.."
bar=${1:-85}
packages=autogan/vk,autogan/vk/tensor,autogan/vk/autograd,autogan/layers
counters=$(mktemp -d)
trap 'rm -rf "$counters"' EXIT
go test -count=1 -tags invariants -short -cover -coverpkg "$packages" \
	./vk/... ./layers/... ./tests/kernels ./tests/gradcheck ./tests/runtime ./tests/metamorphic ./tests/faults \
	-args -test.gocoverdir="$counters"
go tool covdata percent -i "$counters" -pkg "$packages" | awk -v bar="$bar" '
	{ figure = $3; sub("%", "", figure); printf "%-24s %5.1f %%", $1, figure
	  if (figure + 0 < bar) { printf "  under %s %%", bar; low = 1 }
	  print "" }
	END { exit low || NR < 4 }'
go tool covdata textfmt -i "$counters" -pkg "$packages" -o "$counters/blocks"
awk '
	NR > 1 { if (!($1 in reached)) statements[$1] = $2; reached[$1] += $3 }
	END {
		for (block in reached) {
			file = block; sub(":.*", "", file)
			all[file] += statements[block]
			if (reached[block]) some[file] += statements[block]
		}
		least = 101
		for (file in all) {
			files++; share = 100 * some[file] / all[file]
			if (share == 0) { print file " is not reached"; missed = 1 }
			if (share < least) { least = share; where = file }
		}
		printf "%d files, least of %s: %.1f %%\n", files, where, least
		exit missed
	}' "$counters/blocks"
