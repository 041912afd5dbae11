PREFIX ?= /usr/local

.PHONY: demo test campaign fuzz check-sanitizers bench bench-peers check-counts check-mutants check-fresh-machine build lint format install uninstall man deb dist clean

demo:
	scripts/demo

test:
	scripts/test

check-mutants:
	scripts/check-mutants

check-fresh-machine:
	scripts/check-fresh-machine

campaign:
	scripts/campaign full

fuzz:
	scripts/fuzz

check-sanitizers:
	scripts/check-sanitizers

# Options of benchmarks/bench.py go in BENCH: make bench BENCH='--rounds 10 -o json'.
bench:
	scripts/bench $(BENCH)

bench-peers:
	scripts/bench-peers $(BENCH)

check-counts:
	scripts/build-release
	swift build --build-tests
	scripts/check-counts

build:
	scripts/bootstrap
	scripts/build-release

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

format:
	swift format --in-place --recursive Sources Tests Package.swift

# Nothing is built by these two.
install:
	scripts/install '$(PREFIX)' '$(DESTDIR)'

uninstall:
	scripts/uninstall '$(PREFIX)' '$(DESTDIR)'

man:
	scripts/manual

# Of what 'make build' has made.
deb:
	scripts/deb

# The same, and what is committed: tarballs, package, bill of materials, sums.
dist:
	scripts/dist

clean:
	swift package clean
	rm -rf .build/dist
