# Needs python3 (3.11 or newer) with venv, and make. Everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
JOBS ?= auto
# Only the plugins that the tests use: of each other distribution with one, pytest would compile every module anew.
PLUGINS := xdist.plugin syrupy _hypothesis_pytestplugin litedrift.pytest_plugin
PYTEST := $(BIN)/python -m pytest --disable-plugin-autoload $(PLUGINS:%=-p %) -n $(JOBS) --dist worksteal

.PHONY: check test test-all compiled lint bench docs clean

check: $(STAMP)  ## judge our extractor against the corpus and its mutants
	$(BIN)/litedrift check

test: $(STAMP) compiled  ## this project's own tests
	$(PYTEST) -m "not long"

test-all: $(STAMP) compiled  ## the same with the long ones: tens of thousands of mutants
	HYPOTHESIS_PROFILE=nightly $(PYTEST)

# Tests start two hundred processes, which may write no bytecode: each would compile all that it imports.
compiled: $(STAMP)
	@$(BIN)/python -m compileall -q extractor harness

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)  ## ratios in one run, never absolute thresholds
	$(BIN)/python -m pip install --quiet --editable '.[peers]'
	$(BIN)/python bench/run.py

docs: $(STAMP)  ## the reference pages, and what commands print in the others, made anew
	$(BIN)/python docs/generate
	PYTHONPATH=tests $(BIN)/python -m docs.reader

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "litedrift needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make virtual environments here. On Debian or Ubuntu: apt-get install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $(STAMP)

clean:
	rm -rf $(VENV)
