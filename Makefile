# autogan's tasks. `make help` lists them; each does its own set-up.

GO ?= go

# Tests of the device must run on one, and under the validation layer: without
# either they fail and are not skipped.
test_env = AUTOGAN_REQUIRE_DEVICE=1 AUTOGAN_VALIDATE=1

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## install what is missing (Debian, Ubuntu), or print what to install
	@tools/setup/setup.sh

.PHONY: build
build: setup ## build bin/autogan
	$(GO) build -o bin/autogan ./tools/autogan

# What users get: no paths of this machine, no symbols for debuggers, and the
# commit, which `autogan --version` prints.
release = -trimpath -buildvcs=auto -ldflags='-s -w'

.PHONY: windows
windows: ## build bin/autogan.exe for Windows, with mingw
	@tools/setup/setup.sh windows
	CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc $(GO) build $(release) -o bin/autogan.exe ./tools/autogan

.PHONY: dist
dist: setup windows ## pack archives for Linux and Windows, with licences, into dist/
	$(GO) build $(release) -o bin/dist/autogan ./tools/autogan
	$(GO) run ./tools/dist -version "$$(git describe --tags --always --dirty)" -time "$$(git log -1 --format=%ct)" bin/dist/autogan bin/autogan.exe

.PHONY: gpu-kit
gpu-kit: setup ## pack an archive into dist/ that tries everything on a GPU and needs no Go; its report is what we ask for
	$(GO) run ./tools/gpukit/layout -o bin/kit
	$(GO) run ./tools/dist -version "$$(git describe --tags --always --dirty)" -time "$$(git log -1 --format=%ct)" -kit bin/kit

.PHONY: quickstart
quickstart: build ## search for a small GAN and train it, in two to eight minutes on two CPU cores
	bin/autogan search quickstart

.PHONY: test
test: setup ## run all tests on the device, with the validation layer
	$(test_env) $(GO) test -count=1 -timeout 30m ./...

# Every change must pass `make ci`, which .ci/run calls. It has to end within 20
# minutes on two CPU cores; what takes longer is part of `make nightly` only.

.PHONY: ci
ci: setup check-generate lint test ## what every change must pass

.PHONY: nightly
nightly: ci test-windows kill-test test-invariants cover fuzz test-drivers test-validate mutate dist gpu-kit ## all of that, and what takes hours: other drivers, Windows, kills, fuzzing, mutation

# Tests of Windows' own behaviour, and those of the packages that meet files,
# names and clocks. Wine makes no symbolic links, and words some errors its own way.
windows_tests = ./vk/durable ./nas ./layers/checkpoint ./nas/autogan/config

.PHONY: test-windows
test-windows: setup windows ## run the Windows program and its tests under Wine
	$(GO) run ./tools/windows test -v -skip 'Link' ./tests/windows
	$(GO) run ./tools/windows test -skip 'Link' $(windows_tests)
	@ls -l bin/autogan.exe

.PHONY: drivers
drivers: setup ## fetch the newest drivers, with the compilers of GPUs, into .cache; skipped where apt has none
	$(GO) run ./tools/drivers fetch

.PHONY: peers
peers: ## install what tests compare with, PyTorch, NumPy and Pillow (Debian, Ubuntu); skipped where apt has none
	@tools/setup/setup.sh peers

.PHONY: isa
isa: drivers ## print what the compilers of nine GPUs make of the kernels; see tools/isa
	$(GO) run ./tools/isa

.PHONY: isa-update
isa-update: drivers ## rewrite the budgets that make test holds the kernels to
	$(GO) run ./tools/isa -update

.PHONY: test-drivers
test-drivers: setup ## run the suites of operations on every available driver, and the program on cards that are not there
	$(GO) run ./tools/drivers test

.PHONY: test-validate
test-validate: setup ## run them with synchronization and GPU-assisted validation
	$(GO) run ./tools/drivers test -validate

.PHONY: test-invariants
test-invariants: setup ## run the device tests and check that no buffer is used after it was freed
	$(test_env) $(GO) test -count=1 -tags invariants ./vk/... ./layers/... ./gan/... ./nas/... ./tests/...

.PHONY: cover
cover: setup ## print which part of vk and layers the device tests reach; fail under 85 %
	$(test_env) tools/cover/cover.sh 85

.PHONY: fuzz
fuzz: setup ## run every fuzz target for 30 s
	$(test_env) tools/fuzz/fuzz.sh 30s

.PHONY: mutate
mutate: setup ## plant mistakes in the code and check that the tests catch each
	$(GO) run ./tests/mutate

.PHONY: lint
lint: ## check format, vet, and the rules in tests/lint
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt'ed:" $$unformatted; exit 1; }
	$(GO) vet ./...
	$(GO) test -count=1 ./tests/lint

.PHONY: bench
bench: build ## time operations and whole steps against the device's ceilings, on an idle machine
	bin/autogan bench

.PHONY: bench-cases
bench-cases: setup ## time the tests' cases that have the networks' shapes, in each variant
	AUTOGAN_REQUIRE_DEVICE=1 $(GO) test -run '^$$' -bench . ./tests/bench

.PHONY: support
support: setup ## list the cases of each operation and the kernels that the device can run
	@$(GO) test -count=1 -v -run Support ./tests/kernels

.PHONY: doctor-golden
doctor-golden: ## remake what autogan doctor expects, from the oracle
	$(GO) test -count=1 ./tests/doctor -run Golden -update

# The first Python that has torch. Debian's own gets it from the package python3-torch.
PYTHON ?= $(shell for python in python3 /usr/bin/python3; do \
	$$python -c 'import torch' 2>/dev/null && { echo $$python; break; }; done)

.PHONY: bench-peer
bench-peer: build ## time the same cases in turn with PyTorch (needs python3-torch, or PYTHON=…)
	@test -n "$(PYTHON)" || { echo "bench-peer: no python3 has torch: install python3-torch, or name one with PYTHON="; exit 2; }
	bin/autogan bench --peer "$(PYTHON) tests/bench/pytorch/bench.py"

.PHONY: compare-search
compare-search: setup ## print how fast the controller and random search find a known optimum
	$(GO) test -count=1 -v -run Synthetic ./nas

.PHONY: compare-small
compare-small: build ## compare the search with its ablations, in small; takes half an hour
	bin/autogan compare --run runs/compare-small cifar10-small cifar10-single-level-small cifar10-no-reset-small \
		cifar10-random-shared-small cifar10-random-scratch-small

.PHONY: kill-test
kill-test: setup ## disturb train, derive and search by signals and closed pipes at 12 random moments each, and compare the results
	AUTOGAN_KILLS=12 $(test_env) $(GO) test -count=1 -v -timeout 30m -run 'TestKilled|TestEveryEnding|TestIgnoredHangup|StoppedEverywhere' ./tests/e2e

.PHONY: generate
generate: ## rebuild shaders/spv and the kernel table from the .comp files
	$(GO) run ./tools/genspv

.PHONY: check-generate
check-generate: ## check that the committed SPIR-V is what the .comp files give
	$(GO) run ./tools/genspv -check

.PHONY: fid-check
fid-check: setup ## measure how the metrics of real images behave (needs ../shared/data; long)
	$(test_env) $(GO) test -count=1 -v -timeout 2h ./gan/metric/inception -run RealImages -distance-images 512

.PHONY: anchors
anchors: setup ## check IS and FID of the real CIFAR-10 (needs data/cifar10 and data/inception; long without a GPU)
	$(test_env) $(GO) test -count=1 -v -timeout 24h ./tests/e2e -run Anchors

.PHONY: scorer
scorer: build ## remake the built-in scorer, in minutes; the same device gives the same bytes
	bin/autogan scorer train procedural --out gan/metric/classifier/procedural.safetensors

.PHONY: clean
clean: ## remove what was built; runs and downloads stay
	rm -rf bin dist
