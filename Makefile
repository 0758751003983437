# Ascolto: `make run` is all that is needed to start; `make help` lists the rest.
# Needs Python 3.11 or newer and make. Everything is installed into .venv, nothing elsewhere.

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV ?= .venv
# the first of them that is new enough; choose another with make PYTHON=…
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$each; exit; fi; done; \
	echo python3)
# of bot, adapters, storage and charts together, in per cent
COVERAGE_FLOOR ?= 90
# more for pytest: make test TEST_OPTIONS=--durations=20
TEST_OPTIONS ?=
UV ?= uv
# tests run side by side, two for each core: many of them wait, for a process to start or a lease to end
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')

IN_VENV := $(VENV)/bin/python
SOURCES := bot adapters storage charts tests $(wildcard bench)
LOCK := $(UV) pip compile pyproject.toml --extra cjk --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# compiled once, and not anew by each of the hundreds of processes that the tests start
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run demo doctor test coverage lint format bench soak pictures lock install install-dev clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: install ## build what is missing and start Ascolto on http://127.0.0.1:8080
	@exec $(IN_VENV) -m bot run

demo: install ## the same, with a simulated community that votes for half a minute
	@exec $(IN_VENV) -m bot demo

doctor: install ## look over settings, database, fonts, port and clock, and say what to do
	@exec $(IN_VENV) -m bot doctor

test: lint ## every gate: format, lint, types, architecture, all tests
	$(IN_VENV) -m pytest -n $(WORKERS) --dist worksteal $(TEST_OPTIONS)

# apart from `test`, since on Python 3.11 watching every line makes the tests take nearly twice the processor time
coverage: TEST_OPTIONS += --cov --cov-report=term:skip-covered --cov-fail-under=$(COVERAGE_FLOOR)
coverage: test ## the same, and which lines no test ran

lint: install-dev ## format, lint, types and architecture, without the tests
	@$(IN_VENV) -m pip check
	$(IN_VENV) -m ruff format --check $(SOURCES)
	$(IN_VENV) -m ruff check $(SOURCES)
	$(IN_VENV) -m mypy
	$(IN_VENV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

format: install-dev ## put the code into shape
	$(IN_VENV) -m ruff format $(SOURCES)
	$(IN_VENV) -m ruff check --fix $(SOURCES)

bench: install-dev ## measure: votes per second, early warning, charts, start-up, memory
	$(IN_VENV) -m bench

soak: install-dev ## the same for a long time, watching memory
	$(IN_VENV) -m bench.soak

pictures: install-dev ## take the README's pictures anew (needs Chromium)
	$(IN_VENV) -m bench.pictures
	$(IN_VENV) -m bench.telegram_pictures
	$(IN_VENV) -m bench.discord_pictures

lock: ## choose newer dependencies and write the lock files (needs uv)
	$(LOCK) --upgrade -o requirements.lock
	$(LOCK) --group dev -c requirements.lock --upgrade -o requirements-dev.lock

clean: ## remove .venv and caches; data/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find bot adapters storage charts tests $(wildcard bench) -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last and removed first, so that an installation broken off is never taken for a finished one.
install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.lock
	@$(call build_venv)
	@$(call install_lock,requirements.lock)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock requirements.lock
	@$(call build_venv)
	@$(call install_lock,requirements-dev.lock)
	@touch $(VENV)/.installed $@

define build_venv
if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	echo "Ascolto needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -n 1)." >&2; \
	echo "Install a newer one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; \
	exit 1; \
fi; \
rm -f $(VENV)/.installed $(VENV)/.installed-dev; \
if ! $(IN_VENV) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	echo "Making $(VENV) with $$($(PYTHON) --version) …"; \
	rm -rf $(VENV); \
	if ! $(PYTHON) -m venv $(VENV); then \
		rm -rf $(VENV); \
		echo "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; \
		exit 1; \
	fi; \
fi
endef

# The lock is complete, so pip resolves nothing: an older pip, asked for `coverage[toml]` by a package, would take the
# newest coverage there and stumble over its hash.
define install_lock
echo "Installing from $(1) (once; it takes a minute) …"; \
if ! $(IN_VENV) -m pip install --quiet --no-deps --require-hashes -r $(1); then \
	echo "The installation did not finish. Look at the lines above, and run make again: it goes on from here." >&2; \
	exit 1; \
fi
endef
