# Petition Desk: every command of the house. `make` alone lists them.
# On Windows there is no make: README.md has the two lines for PowerShell.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run demo test check bench fuzz faults guards pictures procedure bundle lock clean ready ready-to-test

# the first interpreter that is new enough; `make PYTHON=/path/to/python3 …` chooses another
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && exit; done; \
	echo python3)
DEMO_DIR ?= demo-desk
# two workers, each with neighbours, which share what they start from; on the command line:
# make test PYTEST_ARGS="-x -k ledger"
PYTEST_ARGS ?= -n 2 --dist worksteal

PY := .venv/bin/python
packages := sh scripts/system-packages.sh $(PYTHON)
offscreen := env QT_QPA_PLATFORM=offscreen
# Chinese is printed right under LANG=C too
export PYTHONUTF8 := 1

help: ## this list
	@sed -n 's/^\([a-z]*\): .*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: ## set up what is missing and open the desk (without a screen: make demo)
	@if [ "$$(uname)" = Linux ] && [ -z "$${DISPLAY:-}" ] && [ -z "$${WAYLAND_DISPLAY:-}" ]; then \
		echo "这台机器没有屏幕：不开窗口，改做演示。"; \
		echo "This machine has no screen: the demonstration runs instead of the window."; \
		exec $(MAKE) --no-print-directory demo; \
	fi; \
	$(packages) venv qt window && $(PYTHON) scripts/set_up.py && exec $(PY) -m ui.main

demo: ready ## the main job and every paper without a screen, with invented cases, into demo-desk/ (DEMO_DIR=…)
	@$(PY) -m app.cli demo "$(DEMO_DIR)"

test: ready-to-test ## lint, types, architecture, unit tests and window tests without a screen
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(offscreen) $(PY) -m pytest -m "not bench" $(PYTEST_ARGS)

check: ready-to-test ## lint, types and architecture only
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q tests/test_architecture.py tests/test_repository.py

bench: ready-to-test ## measure, each beside its baseline in the same run
	@$(offscreen) $(PY) -m tests.bench

fuzz: ready-to-test ## thousands of spoilt packets, replies, cards and receipts (FUZZ_COUNT=10000 of each kind), and of inputs
	@$(PY) -m tests.fuzz $(FUZZ_COUNT)
	@$(offscreen) $(PY) -m pytest -q --hypothesis-profile long --timeout 3600 -m hypothesis $(PYTEST_ARGS)

faults: ready-to-test ## kill, fill, pull and flip by the thousand, and see that nothing is lost (FAULTS="kills --kills 5000", SEED=7)
	@$(PY) -m tests.faults --seed $(or $(SEED),20261124) $(FAULTS)

guards: ready-to-test ## take every guard out of a copy, one at a time, and see its test fail (GUARDS="hostile entities": some of them)
	@$(offscreen) $(PY) -m tests.guards $(GUARDS)

pictures: ready-to-test ## the pictures of README and manual, taken from the running program
	@$(packages) pictures
	@xvfb-run --auto-servernum --server-args="-screen 0 1600x1000x24 -dpi 96" $(PY) scripts/pictures.py

procedure: ready-to-test ## docs/procedure.md, printed from the table of acts
	@$(PY) scripts/procedure_page.py

bundle: ready-to-test ## a folder that runs without Python, in dist/, started once to see that it does
	@$(packages) bundle
	@$(PY) -m PyInstaller --noconfirm --log-level WARN build.spec
	@$(offscreen) dist/petition-desk/petition-desk --check-start
	@dist/petition-desk/petition-desk-cli --help >/dev/null
	@du -sh dist/petition-desk

lock: ready-to-test ## write the lock files anew from pyproject.toml (UPGRADE=1: newest versions)
	@$(PY) scripts/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove what the other commands made; .venv stays
	@rm -rf build dist demo-desk .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage htmlcov
	@find app ui tests scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

ready:
	@$(packages) venv
	@$(PYTHON) scripts/set_up.py

ready-to-test:
	@$(packages) venv qt test
	@$(PYTHON) scripts/set_up.py --dev
