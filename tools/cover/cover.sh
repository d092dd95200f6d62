#!/bin/sh
# cover.sh [BAR]: runs the device suites with counters in vk, vk/tensor,
# vk/autograd and layers, and prints how much of each they reach. Exit status 1
# if a suite fails or a package is under BAR per cent, 85 if not said.
set -eu
cd "$(dirname "$0")/../.."
bar=${1:-85}
packages="autogan/vk autogan/vk/tensor autogan/vk/autograd autogan/layers"
counters=$(mktemp -d)
trap 'rm -rf "$counters"' EXIT
go test -count=1 -tags invariants -short -cover -coverpkg "$(echo $packages | tr ' ' ',')" \
	./vk/... ./layers/... ./tests/kernels ./tests/gradcheck ./tests/runtime ./tests/metamorphic ./tests/faults \
	-args -test.gocoverdir="$counters"
go tool covdata percent -i "$counters" -pkg "$(echo $packages | tr ' ' ',')" | awk -v bar="$bar" '
	{ figure = $3; sub("%", "", figure); printf "%-24s %5.1f %%", $1, figure
	  if (figure + 0 < bar) { printf "  under %s %%", bar; low = 1 }
	  print "" }
	END { exit low || NR < 4 }'
