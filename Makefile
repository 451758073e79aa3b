# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .venv-uv/bin/uv
BIN := .venv/bin
PORT ?= 8000

.PHONY: help run demo token advisors outbox history audit test bench bench-desk bench-statistics build deploy check languages format import export lock clean

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

.venv-sam/.ready: .venv-uv/.ready pyproject.toml uv.lock
	@UV_PROJECT_ENVIRONMENT=.venv-sam $(UV) sync --quiet --frozen --only-group sam --python $$($(PYTHON) -c 'import sys; print(sys.executable)')
	@touch $@

# What the desk takes from others; the gate's own tools are the most of it, and run and build need none of them.
node_modules/.desk: package.json package-lock.json | .venv/.ready
	@$(BIN)/npm ci --silent --no-audit --no-fund --omit=dev
	@touch $@

node_modules/.ready: .venv/.ready package.json package-lock.json
	@$(BIN)/npm ci --silent --no-audit --no-fund
	@touch node_modules/.desk $@

run: .venv/.ready node_modules/.desk ## the whole system at http://127.0.0.1:8000 (PORT= for another)
	@PORT=$(PORT) $(BIN)/python -m local.run

demo: .venv/.ready ## send a realistic, generated day of attentions to the running system
	@PORT=$(PORT) $(BIN)/python -m local.demo

token: .venv/.ready ## print a token of the running system: make token CENTRE=<id>
	@PORT=$(PORT) $(BIN)/python -m local.token $(CENTRE)

advisors: .venv/.ready ## accounts of advisors as a list says: make advisors FILE=asesores.csv (STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/python -m operations.advisors --stage "$(STAGE)" $(FILE)

outbox: .venv/.ready ## take in a file that a desk without a link exported: make outbox FILE=puesto.json (STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/python -m operations.outbox --stage "$(STAGE)" $(FILE)

history: .venv/.ready ## take in counts of past years: make history FILE=historia.csv (STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/python -m operations.history --stage "$(STAGE)" $(FILE)

audit: .venv/.ready ## compare figures with the facts: make audit FROM=2026-01 TO=2026-11 (REPAIR=yes, STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/python -m operations.repair --stage "$(STAGE)" $(if $(filter yes,$(REPAIR)),--repair) $(FROM) $(TO)

test: .venv/.ready .venv-sam/.ready node_modules/.ready ## everything that must hold, as CI runs it
	@echo "Lint, types, catalogue ..."
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary functions/macexpress site/portal infra tests
	@$(BIN)/node node_modules/typescript/bin/tsc --project tsconfig.json
	@$(BIN)/python -m portal check && $(BIN)/python -m portal format --check
	@$(BIN)/pytest --numprocesses 2 --dist loadfile

bench: .venv/.ready node_modules/.ready ## bytes, requests and first view at 50 kbit/s, beside stock mkdocs-material (WRITE=yes: into the README)
	@$(BIN)/python tests/benchmarks/portal.py $(if $(filter yes,$(WRITE)),--write)

bench-desk: .venv/.ready node_modules/.ready ## 5,000 random days of a desk: cuts, kills, crashes (SCHEDULES=, SEED=)
	@$(BIN)/python tests/benchmarks/desk.py $(or $(SCHEDULES),5000) $(or $(SEED),1)

bench-statistics: .venv/.ready ## what a run of the scheduler costs for a short and for a long history
	@$(BIN)/python tests/benchmarks/scheduler.py

build: .venv/.ready .venv-sam/.ready node_modules/.desk ## portal and functions, ready to deploy (DEMONSTRATION=yes shows demonstration centres)
	@$(BIN)/python -m portal build $(if $(filter yes,$(DEMONSTRATION)),--demonstration)
	@$(BIN)/python -m release.stage $(if $(filter yes,$(DEMONSTRATION)),--demonstration)
	@$(UV) export --quiet --frozen --no-dev --no-emit-project --no-header --output-file build/functions/requirements.txt > /dev/null
	@PATH="$$($(BIN)/python -m release.runtime):$$PATH" SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam build --build-dir build/sam

deploy: build ## deploy what was built: make deploy STAGE=<name>
	@test -n "$(STAGE)" || { echo "Which stage? make deploy STAGE=<name>"; exit 2; }
	@SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam deploy --template-file build/sam/template.yaml --stack-name mac-express-$(STAGE) \
		--capabilities CAPABILITY_IAM --resolve-s3 --no-fail-on-empty-changeset
	@$(BIN)/python -m release.upload mac-express-$(STAGE)

check: .venv/.ready ## check every record of the catalogue
	@$(BIN)/python -m portal check

languages: .venv/.ready ## the portal's languages: what is translated, who reviewed it, what is published
	@$(BIN)/python -m portal languages

format: .venv/.ready ## write catalogue, list of texts and code in their canonical form
	@$(BIN)/python -m portal format
	@$(BIN)/python -m portal strings
	@$(BIN)/python -m release.openapi
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

import: .venv/.ready ## import a spreadsheet: make import KIND=centres FILE=list.csv
	@$(BIN)/python -m portal import $(KIND) $(FILE)

export: .venv/.ready ## export a spreadsheet: make export KIND=centres FILE=list.csv
	@$(BIN)/python -m portal export $(KIND) $(FILE)

clean: ## remove what was built and installed here (the local system's data stays in .state)
	@rm -rf build .aws-sam .venv .venv-sam .venv-uv node_modules

lock: .venv-uv/.ready ## resolve the locks anew after a change of a version
	@$(UV) lock
