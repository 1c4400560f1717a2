# `make help` lists all targets with a description.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# The npm package `node` provides Node 24, whatever version the machine has.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# Node keeps what it has compiled, so that a program of src or scripts starts in half the time.
export NODE_COMPILE_CACHE ?= $(CURDIR)/.cache/compile
JEST := NODE_OPTIONS='--experimental-vm-modules --disable-warning=ExperimentalWarning' jest
RESULTS := .cache/results
MAKEFLAGS += --no-print-directory
STATIC := eslint lint-others types

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-18s %s\n", $$1, $$2 }'

node_modules/.package-lock.json: package-lock.json package.json
	npm ci --loglevel=error
	@rm -rf .cache/eslint .cache/compile # the types of the dependencies decide what eslint reports
	@touch $@

.PHONY: install
install: node_modules/.package-lock.json ## Install the dependencies (the other targets do this too)

.PHONY: up
up: install ## Start a local Kubernetes API server with Podward installed by Helm
	@node devcluster/up.ts

.PHONY: down
down: install ## Stop the API server that `make up` started
	@node devcluster/down.ts

.PHONY: node-up node-down
node-up: install ## Start a cluster of one node, on which Pods run (Linux and root)
	@node devcluster/node/up.ts
node-down: install ## Stop the node that `make node-up` started
	@node devcluster/node/down.ts

.PHONY: test
# What uses one core, or waits, runs beside something else.
test: words unit ## Run what each change must pass: lint, type checks, unit, property, integration and end-to-end tests (longer ones run every night)
	@$(MAKE) -j2 verify-go $(STATIC) leftovers audit-if-possible
	@$(MAKE) property
	@$(MAKE) -j2 binaries node-binaries
	@$(MAKE) integration
	@$(MAKE) -j2 e2e-versions test-node

.PHONY: check
# The words come first, because they take a second. The unit tests come next, because their errors say what to write where those of lint and of
# the compiler only say what is wrong.
check: words unit ## Run the quick checks: words, unit tests, format, lint and types
	@$(MAKE) -j2 $(STATIC)

.PHONY: lint eslint lint-others
lint: words eslint lint-others ## Check the format, lint, imports between folders, hashes of the lock file, generated pages, and words
eslint: install
	eslint --cache --cache-strategy content --cache-location .cache/eslint/ .
lint-others: install
	prettier --check --cache --cache-strategy content --cache-location .cache/prettier --log-level warn . || { echo 'Run make format.'; exit 1; }
	depcruise --output-type err src
	node scripts/lock-integrity.ts --check
	@$(MAKE) verify-pages

.PHONY: words
words: install ## Check the words of pages, comments, messages and names of tests
	node scripts/words.ts

.PHONY: types
types: install ## Check the types
	tsc -p . --incremental --tsBuildInfoFile .cache/tsc.tsbuildinfo

.PHONY: binaries
binaries: install ## Download or build Kubernetes, Helm and cert-manager for the tests (minutes, once per user)
	@node test/binaries.ts

# Runs the tests of one project of Jest, or those of them in the file or folder T. The second argument and ARGS are other options of Jest.
define tests
@mkdir -p $(RESULTS)
$(if $(T),@$(JEST) $(T) --selectProjects $(1) --listTests | grep '^/' > /dev/null || { echo '$(NONE)' >&2; exit 1; })
$(JEST) $(T) --selectProjects $(1) $(2) $(ARGS) $(if $(ARGS),--verbose=false) --json --outputFile=$(RESULTS)/$(1).json
$(if $(ARGS),@grep -q '"numPassedTests":[1-9]' $(RESULTS)/$(1).json || { echo 'No $(1) test ran. Correct ARGS: -t takes a part of the names of tests.' >&2; exit 1; })
endef
NONE = No $(1) test is in $(T). The others run with make unit, make property (*.property.test.ts), make integration (what starts processes) and make e2e.

# By default, Jest leaves one core unused. On a machine with two cores, that doubles the time.
ALL_CORES = --maxWorkers=100%

.PHONY: unit property integration e2e test-long
unit: install ## Run the unit tests (T=test/rules/network runs one folder or file, ARGS="-t NAME" the tests with this name)
	$(call tests,unit,$(ALL_CORES))
property: install ## Run the tests on many random objects, a minute or two (SEED=8 tries others)
	$(call tests,property,$(ALL_CORES))
integration: binaries ## Run the tests of the server, the chart, devcluster and the oracle
	$(call tests,integration,$(ALL_CORES))
e2e: binaries ## Run the end-to-end tests on a real API server
	$(call tests,e2e,--runInBand)
test-long: install ## Run the tests that take minutes each: `check` on files of every hostile shape, and all unit tests with a new rule
	PODWARD_LONG=1 $(JEST) test/cli/bounded test/scripts/new --selectProjects integration

.PHONY: test-versions e2e-versions test-beside
test-versions: install ## Run the end-to-end tests on every Kubernetes version, and print a line for each (ARGS="1.34 1.35" selects some)
	@node test/binaries.ts --tools
	node test/e2e/versions.ts $(ARGS)
e2e-versions: binaries ## Run the end-to-end tests on the oldest and the newest Kubernetes version at the same time (K8S=1.35 runs them on one)
	node test/e2e/versions.ts $(or $(K8S),--oldest-and-newest)
# The requests of Kueue are recorded with this version. 1.37 accepts one that 1.36 refuses.
test-beside: export K8S ?= 1.36
test-beside: install ## Run Kueue and JobSet beside Podward (builds them once, minutes; RECORD=1 records their requests)
	@node test/binaries.ts --beside
	$(call tests,beside,--runInBand)

.PHONY: test-node node-binaries run-test-node test-cluster
# Status 3 of prepare.ts means that this machine cannot run a node.
node-binaries: install
	@node test/node/prepare.ts || [ $$? = 3 ]
test-node: install ## Run the tests on Pods that really run, on a node of their own (Linux and root, skipped elsewhere)
	@status=0; node test/node/prepare.ts || status=$$?; case $$status in \
	0) $(MAKE) image && $(MAKE) run-test-node ;; \
	3) ;; \
	*) exit 1 ;; esac
run-test-node:
	$(call tests,node,--runInBand)
test-cluster: install ## Run the end-to-end tests on a cluster that you give (KUBECONFIG=... IMAGE=... BUSYBOX=...)
	@[ -n "$(KUBECONFIG)" ] && [ -n "$(IMAGE)" ] || { echo 'Set KUBECONFIG to a kubeconfig and IMAGE to the image of Podward that the cluster can run.' >&2; exit 1; }
	@node test/binaries.ts --any-cluster
	$(ON_CLUSTER) $(JEST) test/node/any-cluster --selectProjects node --runInBand
	$(ON_CLUSTER) $(JEST) $(SHARED_E2E) --selectProjects e2e --runInBand
ON_CLUSTER = PODWARD_TEST_KUBECONFIG=$(abspath $(KUBECONFIG)) PODWARD_TEST_IMAGE=$(IMAGE) PODWARD_TEST_BUSYBOX=$(or $(BUSYBOX),busybox:stable)
# The other end-to-end tests start a cluster, because they need its flags, files or processes (devcluster/README.md).
SHARED_E2E = $(shell grep -LE "from '(../../devcluster/testing|./own-cluster).ts'" test/e2e/*.test.ts)

.PHONY: oracle
oracle: install ## Compare Podward's verdicts with kube-apiserver's own code (ARGS="--count 5000" tries fewer, in one version)
	node test/oracle/run.ts $(or $(ARGS),--full)

.PHONY: oracle-coverage
oracle-coverage: install ## List the code of kube-apiserver that the random changes never reach (ARGS="--count 2000" is quicker)
	node test/oracle/coverage.ts $(ARGS)

.PHONY: conformance conformance-record conformance-random
conformance: install ## Compare podward check with recorded verdicts of a real API server on public manifests (ARGS="--all")
	node test/conformance/run.ts $(ARGS)
conformance-record: binaries ## Download public manifests, and record the verdicts of a real API server on them (minutes)
	node test/conformance/record.ts
conformance-random: binaries ## Compare podward check with a real API server on public manifests with random mistakes (ARGS="--count 20000")
	node test/conformance/random.ts $(ARGS)

.PHONY: mutate
mutate: install ## Make small changes to src, and list those that no unit test notices (S=src/rules/env for one folder or file)
	stryker run $(ARGS)
	node scripts/mutants.ts $(S)

.PHONY: fuzz
fuzz: install ## Attack reviews, `check`, the configuration and the answers of an API server with 2,000,000 inputs, and a server with 20,000 (20 min; ARGS="--seed 7" for the former)
	node test/fuzz/run.ts $(ARGS)
	node test/fuzz/reviews.ts

.PHONY: idempotence
idempotence: binaries ## Fill the defaults into 100,000 random Pods twice, and ask kube-apiserver's code and a real API server about them (ARGS="--count 2000")
	node test/oracle/idempotence-run.ts $(ARGS)

.PHONY: bench
bench: install ## Measure the server against a bare handler, the engine against JSON.parse, and the growth of the work
	node bench/server.ts
	node bench/engine.ts
	node bench/growth.ts --quick

.PHONY: growth
growth: install ## Measure how the work of a review grows up to about 3 MiB, for the whole schema (half an hour; ARGS="--every 20")
	node bench/growth.ts $(ARGS)

.PHONY: hostile
hostile: install ## Attack a server with hostile reviews of 3 MiB, and a real API server with hostile Pods, a minute each (ARGS="--seconds 10" for the latter)
	node bench/hostile-server.ts
	node bench/hostile.ts $(ARGS)

.PHONY: rotations
rotations: install ## Rotate the certificate 20 times under load on a real API server (ARGS="--rotations 4 --reviews 1000")
	node bench/rotations.ts $(ARGS)

.PHONY: restarts kills soak
restarts: install ## Restart Podward 50 times on a node under load, without a failed review (run make image first; ARGS="--restarts 10")
	node bench/restarts.ts $(ARGS)
kills: install ## Kill one of three replicas 20 times on a node under load (run make image first; ARGS="--kills 3")
	node bench/kills.ts $(ARGS)
soak: install ## Measure memory and file descriptors on a node under load for 30 minutes (run make image first; ARGS="--minutes 5")
	node bench/soak.ts $(ARGS)

.PHONY: lock
lock: install ## Add missing hashes to package-lock.json after a change of dependencies
	node scripts/lock-integrity.ts

.PHONY: audit audit-if-possible
audit: install ## Check the licenses of the dependencies, and ask the registry for advisories about them and for their signatures
	node scripts/audit.ts
# A mirror of the registry may not answer such questions. The output says so.
audit-if-possible: install
	node scripts/audit.ts --if-possible

.PHONY: new-rule
new-rule: install ## Create a rule with its test, its page and its line in the list of the area (ID=no-debug-containers AREA=containers)
	node scripts/new/rule.ts "$(ID)" "$(AREA)"
	@prettier --write --log-level warn src/rules/$(AREA)/$(ID).ts src/rules/$(AREA)/index.ts test/rules/$(AREA)/$(ID).test.ts
	@$(MAKE) pages

.PHONY: schema
schema: install ## Write what is generated from Go sources: the schema, the names of time zones, functions and feature gates (needs Go)
	node scripts/schema.ts
	node scripts/time-zones.ts
	node scripts/native-functions.ts
	node scripts/native-gates.ts

.PHONY: new-default
new-default: install ## Create a default with its test, its page and its line in the list of defaults (ID=seccomp-profile)
	node scripts/new/default.ts "$(ID)"
	@prettier --write --log-level warn src/defaults/$(ID).ts src/defaults/index.ts test/defaults/$(ID).test.ts
	@$(MAKE) pages

.PHONY: pages docs
pages: install ## Write the generated pages
	node scripts/docs/rules.ts
	node scripts/docs/configuration.ts
	node scripts/docs/schemas.ts
	node scripts/docs/parity.ts
	node scripts/docs/metrics.ts
	node scripts/screenshots.ts
docs: pages ## Write the generated pages and the README of the chart (needs Go)
	node scripts/docs/chart.ts

.PHONY: verify verify-pages verify-go leftovers
verify: words verify-pages ## Check that all that is generated is up to date: the pages and, where Go is installed, what verify-go checks
	@if command -v go > /dev/null; then $(MAKE) verify-go; \
	else echo 'Go is not installed, so only the pages are checked.'; fi
verify-pages: install ## Check that the generated pages are up to date
	node scripts/mutants.ts --check
	node scripts/docs/rules.ts --check
	node scripts/docs/configuration.ts --check
	node scripts/docs/schemas.ts --check
	node scripts/docs/parity.ts --check
	node scripts/docs/metrics.ts --check
	node scripts/screenshots.ts --check
# It checks the expressions, inputs and permissions of the workflows.
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
verify-go: install ## Check the workflows, and that what is generated with Go is up to date: README of the chart, schema, time zones, functions, feature gates
	node scripts/docs/chart.ts --check
	node scripts/schema.ts --check
	node scripts/time-zones.ts --check
	node scripts/native-functions.ts --check
	node scripts/native-gates.ts --check
	GOFLAGS=-mod=mod GOWORK=off go run $(ACTIONLINT)
leftovers: install ## Check that no rule and no default has words of its scaffold
	node scripts/leftovers.ts

.PHONY: format
format: install ## Format the sources
	prettier --write --log-level warn .

.PHONY: build package image
build: install ## Bundle src to dist/, as in the image
	npm run build
package: install ## Write the npm package to .cache/package
	node scripts/image/package.ts .cache/package
image: install ## Build the image, and print its size and start-up time (.cache/image/podward.tar)
	@node scripts/image/build.ts
