# Two commands matter: `make demo` and `make test`. Both install what they need into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo env test-env test lint test-fast test-postgres test-spark test-browser tools lock clean

help:
	@echo "make demo   install, fill a demo company, serve it, and print a link to log in"
	@echo "make test   install what the tests need and run all of them"
	@echo "make env    only install; the command is then $(BIN)/regulars"

demo: env
	@$(BIN)/regulars demo

# Installed again only when the lock file or the package's metadata changed: the stamp is newer than both.
env: $(VENV)/run.stamp

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Regulars needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Regulars needs (a minute or two, once) ..."
	@test -e $(VENV)/test.stamp || $(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m regulars.web.assets
	@touch $@

test-env: $(VENV)/test.stamp

$(VENV)/test.stamp: requirements/test.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need (a few minutes, once) ..."
	@$(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@
	@$(MAKE) --no-print-directory env

# Chromium and Java come from the system: found, or installed from Debian's packages where the user may.
tools: test-env
	@$(BIN)/python tests/tools.py

test: test-env tools lint
	@$(BIN)/python tests/run.py

lint: test-env
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy

test-fast: test-env
	@$(BIN)/python -m pytest -q -n 2 -m "not browser and not postgres"

test-postgres: test-env
	@REGULARS_TEST_DATABASE=postgres $(BIN)/python -m pytest -q -m "database or postgres"

test-spark: test-env tools
	@REGULARS_TEST_ENGINE=spark $(BIN)/python -m pytest -q -m engines

test-browser: test-env tools
	@$(BIN)/python -m pytest -q -m browser

# Needs uv; writes the lock files anew for every Python from 3.11 on, without the address of any index.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml --extra build --extra test -o requirements/test.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra build -c requirements/test.txt -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra build --extra test --extra bench -c requirements/test.txt -o requirements/bench.txt

clean:
	rm -rf $(VENV) build src/regulars.egg-info
