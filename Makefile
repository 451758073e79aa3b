# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .venv-uv/bin/uv
BIN := .venv/bin
PORT ?= 8000

.PHONY: help run demo token test bench build deploy check format import export lock clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

.venv-uv/.ready:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("MAC Express needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@$(PYTHON) -m venv .venv-uv && .venv-uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.ready: .venv-uv/.ready pyproject.toml uv.lock
	@echo "Installing what the lock names ..."
	@$(UV) sync --quiet --frozen --python $$($(PYTHON) -c 'import sys; print(sys.executable)')
	@touch $@

node_modules/.ready: .venv/.ready package.json package-lock.json
	@$(BIN)/npm ci --silent --no-audit --no-fund
	@touch $@

run: .venv/.ready ## the whole system at http://127.0.0.1:8000 (PORT= for another)
	@PORT=$(PORT) $(BIN)/python -m local.run

demo: .venv/.ready ## send a realistic, generated day of attentions to the running system
	@PORT=$(PORT) $(BIN)/python -m local.demo

token: .venv/.ready ## print a token of the running system: make token CENTRE=<id>
	@PORT=$(PORT) $(BIN)/python -m local.token $(CENTRE)

check: .venv/.ready ## check every record of the catalogue
	@$(BIN)/python -m portal check

format: .venv/.ready ## write catalogue and code in their canonical form
	@$(BIN)/python -m portal format
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

import: .venv/.ready ## import a spreadsheet: make import KIND=centres FILE=list.csv
	@$(BIN)/python -m portal import $(KIND) $(FILE)

export: .venv/.ready ## export a spreadsheet: make export KIND=centres FILE=list.csv
	@$(BIN)/python -m portal export $(KIND) $(FILE)

lock: .venv-uv/.ready ## resolve the locks anew after a change of a version
	@$(UV) lock
