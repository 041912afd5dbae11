PREFIX ?= /usr/local
PROGRAM = .build/dist/vault
# Where systemd looks for units of every user; a home has its own place.
UNITS = $(if $(filter $(HOME)/%,$(PREFIX)),$(HOME)/.config/systemd/user,$(PREFIX)/lib/systemd/user)

.PHONY: demo test campaign fuzz check-sanitizers bench bench-peers check-counts check-mutants check-fresh-machine build lint format install uninstall clean

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

# Nothing is built here: whoever installs may be root, who should run no compiler over a user's files.
install:
	@test -x $(PROGRAM) || { echo "make install: there is no $(PROGRAM). Run 'make build' first, as yourself." >&2; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 0755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/vault
	ln -sf vault $(DESTDIR)$(PREFIX)/bin/osc-vault
	install -d $(DESTDIR)$(UNITS)
	install -m 0644 systemd/osc-vault-agent.socket $(DESTDIR)$(UNITS)/
	sed 's|@BINDIR@|$(PREFIX)/bin|' systemd/osc-vault-agent.service > $(DESTDIR)$(UNITS)/osc-vault-agent.service

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/vault $(DESTDIR)$(PREFIX)/bin/osc-vault
	rm -f $(DESTDIR)$(UNITS)/osc-vault-agent.socket $(DESTDIR)$(UNITS)/osc-vault-agent.service

clean:
	swift package clean
	rm -rf .build/dist
