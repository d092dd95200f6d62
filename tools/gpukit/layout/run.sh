#!/bin/sh
# Tries everything on this machine's GPU within ten minutes and writes the folder
# report. README.txt says more; ./run.sh --help lists the options.
set -eu
exec "$(dirname "$0")/bin/gpukit" "$@"
