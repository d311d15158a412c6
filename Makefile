# Two commands do everything: "go run ./cmd/lab" opens the lab, "make test" installs what the tests need and runs them.

GO ?= go

.PHONY: test tools generate engine editor check race hunt soak shown pictures bench

# All tests, those in a browser, on PostgreSQL, Redis and Memcached included. The packages that last longest begin first:
# the pages go through one browser, one after the other. What only a debugger needs is not linked, "check" has run go vet,
# and garbage may grow to three times what is in use before it is collected.
test: tools check
	GOGC=300 $(GO) test -timeout 40m -vet=off -ldflags='-s -w' -p 3 ./web ./exercises/catalogue ./cmd/lab $$($(GO) list ./...)
	cd bench && $(GO) vet ./...

# What the full tests need, where it is missing. Works on Debian and its kin; elsewhere install both by hand.
tools:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || \
	  command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { echo "installing chromium"; apt-get update -q && \
	  { apt-get install -y -q --no-install-recommends chromium-headless-shell || \
	  apt-get install -y -q --no-install-recommends chromium; }; }
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	  { echo "installing postgresql"; apt-get update -q && apt-get install -y -q --no-install-recommends postgresql; }
	@command -v redis-server >/dev/null && command -v memcached >/dev/null || \
	  { echo "installing redis and memcached"; apt-get update -q && apt-get install -y -q --no-install-recommends redis-server memcached; }
	@command -v soffice >/dev/null || \
	  { echo "installing libreoffice"; apt-get update -q && \
	  apt-get install -y -q --no-install-recommends libreoffice-calc-nogui; }
	@command -v node >/dev/null && command -v npm >/dev/null || \
	  { echo "installing node"; apt-get update -q && apt-get install -y -q --no-install-recommends nodejs npm; }
	@test web/testdata/provider/node_modules/.package-lock.json -nt web/testdata/provider/package-lock.json || \
	  { echo "installing a provider to sign in with"; cd web/testdata/provider && npm ci --ignore-scripts --no-audit --no-fund; }
	@command -v buildah >/dev/null && command -v pebble >/dev/null || \
	  { echo "installing buildah and pebble"; apt-get update -q && apt-get install -y -q --no-install-recommends buildah pebble; }

# Generated files are committed; this fails when they are not what the templates give. TestDigests runs "lab check".
check: generate
	@git diff --exit-code -- '*_templ.go' || { echo "commit the generated files"; exit 1; }
	@test -z "$$(gofmt -l $$(git ls-files '*.go' | grep -v _templ.go))" || { gofmt -l $$(git ls-files '*.go' | grep -v _templ.go); echo "run gofmt -w on these"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

# The editor of code, bundled anew from static/editor. Needs Node.js; the bundle is committed, and a test tells when it is
# out of date.
editor:
	cd static/editor && npm ci && npm run build

# The engine in the browser: the simulations as WebAssembly. The files are committed; .ci/run tells when they are out of date.
engine:
	$(GO) run ./cmd/labwasm/build

generate:
	$(GO) tool templ generate -path web

# Data races, where several goroutines meet. Tests that start children or a browser, or draw everything, leave themselves
# out.
race:
	$(GO) test -race -short -timeout 30m -vet=off -ldflags='-s -w' ./web ./store ./signon ./sims ./sims/model ./sims/hunt \
	  ./exercises ./exercises/sandbox

# Two minutes of settings drawn with a seed of this commit, so that each commit looks elsewhere and whoever has it finds
# the same. Processor time is left out: it depends on the machine; "cost" holds the steps of a run to what it states.
SEED ?= $(shell printf %d 0x$$(git rev-parse --short=7 HEAD 2>/dev/null || echo 1) 2>/dev/null)
hunt:
	$(GO) run ./cmd/lab sim --hunt 2m --hold memory,crash,encoding,cost,bytes --seed $(SEED)

# Model and wrong answers of the assignments on every variant that the tests draw, also where grading takes long.
soak:
	TRADEOFFLAB_SOAK=1 $(GO) test -timeout 60m ./exercises/catalogue

# What the blocks of lessons show before a reader moves a knob. The file is committed, and a test tells when it is out of date.
shown:
	TRADEOFFLAB_SHOWN=1 $(GO) test -run TestShown -count 1 ./web

# The pictures of docs/teaching.md, taken anew in Chromium from a class of invented people.
pictures:
	TRADEOFFLAB_PICTURES=1 $(GO) test -run TestPictures -count 1 ./web

# Speed beside peers; the ratios go into docs/performance.md.
bench:
	cd bench && $(GO) test -run '^$$' -bench . -benchtime 1x -timeout 20m
