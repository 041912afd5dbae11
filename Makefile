PREFIX ?= /usr/local
PROGRAM = .build/dist/vault

.PHONY: demo test campaign check-mutants build lint format install uninstall clean

demo:
	scripts/demo

test:
	scripts/test

check-mutants:
	scripts/check-mutants

campaign:
	scripts/campaign full

build:
	scripts/bootstrap
	scripts/build-release

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

format:
	swift format --in-place --recursive Sources Tests Package.swift

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 0755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/vault
	ln -sf vault $(DESTDIR)$(PREFIX)/bin/osc-vault

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/vault $(DESTDIR)$(PREFIX)/bin/osc-vault

clean:
	swift package clean
	rm -rf .build/dist
