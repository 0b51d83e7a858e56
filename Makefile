# make demo      index the articles of corpus/, ask for "placebo", and name the command for the page
# make quick     checks, and the fast tests: no process, server or browser
# make test      every check and every test
# make test-all  the same with each Python on the PATH
# make trials    the tests that repeat something at random, ten times as often
# make mutants   break the source in known ways, and see that a test notices each
# make docs      the site of docs/, into build/docs
# make examples  write what the examples of README.md and docs/ answer now into the pages
# make schemas   write the JSON Schemas of src/painsci_search/schemas from the dataclasses
# make citation-model  fit the model of citations; GIVEN=FILE adds notes whose works are known
# make bench     the figures of benchmarks/

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# what an installation is made of, besides the sources in Python, which it uses in place
BUILD := pyproject.toml hatch_build.py $(wildcard native/*.[ch])

.PHONY: demo quick test test-all lint trials mutants docs examples schemas citation-model bench clean
.DELETE_ON_ERROR:

demo: $(VENV)/installed
	"$(BIN)/painsci-search" index corpus --index index
	"$(BIN)/painsci-search" query placebo --index index
	@echo
	@echo "To go on: . $(BIN)/activate, then painsci-search query YOUR WORDS"
	@echo "To search in a browser: painsci-search serve --open"

quick: lint
	"$(BIN)/pytest" --numprocesses=auto --dist=loadgroup -m "not process and not browser and not slow" --hypothesis-profile=quick

test: lint
	"$(BIN)/coverage" erase
	"$(BIN)/coverage" run -m pytest --numprocesses=auto --dist=loadgroup
	"$(BIN)/coverage" combine -q
	"$(BIN)/coverage" report

test-all:
	@for version in 3.11 3.12 3.13 3.14; do \
	  if python$$version -c "" 2> /dev/null; then \
	    echo "== Python $$version" && \
	    $(MAKE) test VENV=.venv-$$version PYTHON=python$$version || exit 1; \
	  else echo "== Python $$version is not on the PATH: skipped"; fi; \
	done

lint: $(VENV)/installed-dev
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/mypy"
	"$(BIN)/lint-imports"

trials: $(VENV)/installed-dev
	PAINSCI_SEARCH_TRIALS=full "$(BIN)/pytest" --numprocesses=auto --dist=loadgroup -m trial

mutants: $(VENV)/installed-dev
	"$(BIN)/python" tests/quality/mutants.py $(MUTANTS)

docs: $(VENV)/installed-dev
	"$(BIN)/sphinx-build" -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

examples: $(VENV)/installed-dev
	"$(BIN)/python" tests/docs/manual_page.py
	"$(BIN)/python" tests/mcp/assistant_pages.py
	"$(BIN)/python" tests/examples.py

schemas: $(VENV)/installed-dev
	"$(BIN)/python" -m painsci_search.render.json_schema src/painsci_search/schemas

GIVEN ?= ../shared/refs/refs.jsonl

citation-model: $(VENV)/installed-dev
	"$(BIN)/python" -m training.train --given "$(GIVEN)"

bench: $(VENV)/installed-bench
	"$(BIN)/python" benchmarks/run.py $(BENCH)

$(VENV)/bin/python:
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	"$(PYTHON)" -m venv "$(VENV)"

$(VENV)/installed: $(VENV)/bin/python $(BUILD)
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[server,bibliography]'
	touch "$@"

$(VENV)/installed-dev: $(VENV)/bin/python $(BUILD)
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch "$@" "$(VENV)/installed"

$(VENV)/installed-bench: $(VENV)/bin/python $(BUILD)
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch "$@" "$(VENV)/installed"

clean:
	rm -rf "$(VENV)" .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis
