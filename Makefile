# The commands of this repository. `make` alone lists them.

.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/sh

# The python that makes .venv; anything from 3.11 on.
PYTHON ?= python3
# How many processes run the tests.
TEST_PROCESSES ?= 2
# More for pytest, e.g. make e2e PYTEST_ARGS="-k sign_in --base-url https://portal.example.vn"
PYTEST_ARGS ?=

IN_VENV := .venv/bin/python
PYTEST := $(IN_VENV) -m pytest -n $(TEST_PROCESSES) $(PYTEST_ARGS)
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error </dev/null
# The bundler writes this file last. Folders are among the sources, so that a deleted file is noticed too.
BUNDLE := pwa/bundle/made.stamp
BUNDLE_SOURCES := $(shell find pwa -mindepth 1 \
	'(' -name bundle -o -name node_modules -o -name __pycache__ ')' -prune -o -print)
# Output as it comes, in UTF-8, also where there is no terminal and no locale.
export PYTHONUNBUFFERED := 1
export PYTHONUTF8 := 1

.PHONY: help
help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

# ---------------------------------------------------------------- setting up
.PHONY: setup
setup: .venv/development.stamp node_modules/judges.stamp $(BUNDLE)  ## install everything for working on the product
	@echo "Everything is installed."

.venv/runtime.stamp: requirements/runtime.txt
	@deploy/python_environment.sh $(PYTHON) requirements/runtime.txt
	@touch $@

.venv/development.stamp: requirements/development.txt requirements/runtime.txt
	@deploy/python_environment.sh $(PYTHON) requirements/development.txt
	@touch .venv/runtime.stamp $@

node_modules/judges.stamp: package-lock.json
	@echo "Installing the judges' packages into node_modules"
	@$(NPM_CI)
	@touch $@

pwa/bundler/node_modules/bundler.stamp: pwa/bundler/package-lock.json
	@echo "Installing the bundler into pwa/bundler/node_modules"
	@cd pwa/bundler && $(NPM_CI)
	@touch $@

$(BUNDLE): pwa/bundler/node_modules/bundler.stamp $(BUNDLE_SOURCES)
	@echo "Bundling the browser's files into pwa/bundle"
	@node pwa/bundler/bundle.mjs

.PHONY: bundle
bundle: $(BUNDLE)  ## bundle the browser's files, which the product serves, where sources have changed

.PHONY: debian-packages
debian-packages:
	@deploy/debian_packages.sh

# ---------------------------------------------------------------- running
.PHONY: run
run: .venv/runtime.stamp $(BUNDLE)  ## serve the product on :8000 and the sandbox on :8001 (or on PORT and the next)
	@$(IN_VENV) -m deploy.run_here

.PHONY: reset
reset: .venv/runtime.stamp  ## empty the data folder (refused while running)
	@$(IN_VENV) -m deploy.data_folder reset

.PHONY: staff-codes
staff-codes: .venv/runtime.stamp  ## show how the desk's fictitious staff sign in now
	@$(IN_VENV) -m deploy.sandbox_staff

.PHONY: verify-audit
verify-audit: .venv/runtime.stamp  ## check that the audit trail was not changed
	@$(IN_VENV) -m deploy.command accounts verify-audit

.PHONY: carry-out-requests
carry-out-requests: .venv/runtime.stamp  ## answer withdrawals of consent, delete accounts whose time has come
	@$(IN_VENV) -m deploy.command accounts carry-out-requests

.PHONY: reports
reports: .venv/runtime.stamp  ## by day: reports of "this was not me", minutes in which a budget of SMS was used up
	@$(IN_VENV) -m deploy.command bff.commands reports

.PHONY: settings
settings: .venv/runtime.stamp  ## list every setting with its default, unit and meaning
	@$(IN_VENV) -m bff.settings

.PHONY: assumptions
assumptions: .venv/runtime.stamp  ## list what the product assumes of its counterparts, and what would confirm it
	@$(IN_VENV) -m deploy.assumptions

.PHONY: rotate-keys
rotate-keys: .venv/runtime.stamp  ## make a new encryption key and encrypt everything with it (refused while running)
	@$(IN_VENV) -m deploy.rotate_keys

.PHONY: push-keys
push-keys: .venv/runtime.stamp  ## list the keys by which push services know the product
	@$(IN_VENV) -m deploy.command accounts push-keys list

.PHONY: rotate-push-key
rotate-push-key: .venv/runtime.stamp  ## give new devices another key; those that have one keep theirs
	@$(IN_VENV) -m deploy.command accounts push-keys rotate

# ---------------------------------------------------------------- testing
.PHONY: test
test: export RAN_TESTS := $(CURDIR)/.pytest_cache/ran.txt
test: forget-what-ran unit contract e2e judges judges-openid  ## every test: unit, contract, end to end, judges
	@$(IN_VENV) -m tests.support.ran $(RAN_TESTS)

.PHONY: forget-what-ran
forget-what-ran:
	@mkdir -p $(dir $(RAN_TESTS)) && rm -f $(RAN_TESTS)

.PHONY: unit
unit: .venv/development.stamp $(BUNDLE) debian-packages  ## unit tests: no network, real clients against the sandbox in process
	@$(PYTEST) tests/unit -m "not attack"

.PHONY: contract
contract: .venv/development.stamp $(BUNDLE) debian-packages  ## each counterpart's client against its sandbox (or a real test system)
	@$(PYTEST) tests/contract

.PHONY: e2e
e2e: .venv/development.stamp $(BUNDLE) debian-packages  ## the journeys in Chromium; --base-url and SANDBOX_URL choose another address
	@$(PYTEST) tests/e2e tests/attack/quick -m "not judges"

.PHONY: judges
judges: setup debian-packages  ## axe-core, v.Nu and html-validate over every screen and state
	@$(PYTEST) tests/e2e -m judges

.PHONY: judges-openid
judges-openid: setup debian-packages  ## portals sign in: openid-client, Authlib, idpyoidc and Apache, and the rules by raw HTTP
	@$(PYTEST) tests/judges_openid

.PHONY: attack
attack: .venv/development.stamp $(BUNDLE)  ## attack a running product: races, volleys, floods, garbage, timing; on a quiet machine
	@ATTACK_INPUTS=200000 $(IN_VENV) -m pytest -n 0 $(PYTEST_ARGS) tests/attack
	@HYPOTHESIS_PROFILE=attack $(IN_VENV) -m pytest -n 0 tests/unit/bff/journeys_model
	@$(PYTEST) tests/unit -m attack

.PHONY: engines
engines: .venv/development.stamp $(BUNDLE)  ## Firefox, WebKit, and Chromium's own questions on a screen; installs them
	@WITH_ENGINES=yes deploy/debian_packages.sh
	@$(IN_VENV) -m pytest -n 0 $(PYTEST_ARGS) tests/engines

.PHONY: bench
bench: setup debian-packages  ## measure and write docs/measurements.md (SECTION=sim for one section)
	@$(IN_VENV) -m bench $(SECTION)

SHEETS ?= /tmp/contact-sheets
.PHONY: contact-sheets
contact-sheets: setup debian-packages  ## draw the gallery's screens into SHEETS (WORDS="prepare code/sent" for some)
	@$(IN_VENV) -m bench.looks.sheets $(SHEETS) $(WORDS)

# ---------------------------------------------------------------- checking
CHECKS := format lint types imports templates texts vendored tree

.PHONY: check
check: .venv/development.stamp  ## format, lint, types, import contracts, templates, texts, vendored files, tree
	@$(MAKE) --no-print-directory --keep-going $(CHECKS:%=check-%)
	@echo "All checks passed."

.PHONY: $(CHECKS:%=check-%)
check-format:
	@$(IN_VENV) -m ruff format --check --quiet . || { echo "Not formatted: make format"; exit 1; }
check-lint:
	@$(IN_VENV) -m ruff check --quiet .
check-types:
	@$(IN_VENV) -m mypy --no-error-summary
check-imports:
	@.venv/bin/lint-imports --no-cache >.venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }
check-templates:
	@$(IN_VENV) -m djlint --lint --quiet bff pwa sandbox
check-texts:
	@$(IN_VENV) -m bff.i18n check
check-vendored:
	@$(IN_VENV) pwa/vendor.py --check
check-tree:
	@$(IN_VENV) -m deploy.check_tree

.PHONY: rooms
rooms: .venv/development.stamp  ## count the rooms of bff and accounts, and list who imports from whom
	@$(IN_VENV) -m deploy.rooms --arrows

.PHONY: format
format: .venv/development.stamp  ## format the code and repair what ruff can
	@$(IN_VENV) -m ruff check --fix --quiet . || true
	@$(IN_VENV) -m ruff format .

.PHONY: messages
messages: .venv/development.stamp  ## collect the texts into the catalogue and mark what needs translating
	@$(IN_VENV) -m bff.i18n update

# ---------------------------------------------------------------- locking
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

.PHONY: lock
lock: .venv/development.stamp  ## lock the dependencies again (UPGRADE=--upgrade takes newer ones)
	@$(COMPILE) $(UPGRADE) requirements/runtime.in -o requirements/runtime.txt
	@$(COMPILE) $(UPGRADE) requirements/development.in -o requirements/development.txt
	@for lock in . pwa/bundler; do \
		(cd $$lock && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel=error) \
		|| exit 1; done
	@$(IN_VENV) -m deploy.check_tree
