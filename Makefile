# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .venv-uv/bin/uv
BIN := .venv/bin
PORT ?= 8000
TESTS := PYTHONPATH=tests:tests/support $(BIN)/python
# An option where somebody wrote yes: $(call yes,ANNUL,--annul). Any other word stops the command: it would do less than
# was meant, and say nothing.
yes = $(if $(filter-out yes no,$($1)),$(error $1=$($1): escriba $1=yes, o nada))$(if $(filter yes,$($1)),$2)
# A value as one argument, also with spaces or brackets, as browsers name a second copy; nothing where there is none.
# Not every shell writes out ~/ behind a =.
one = $(if $($1),"$(subst ~/,$(HOME)/,$($1))")
WHICH_STAGE = test -n "$(STAGE)" || { echo "¿Qué etapa? make $@ STAGE=<nombre>"; exit 2; }

.PHONY: plan-centres bench-desk-core bench-load bench-trust help run watch lint unit test-site test-desk coverage demo token code advisors outbox history audit withdraw restore recover drill test same bench bench-desk bench-statistics bench-cold cost build plan deploy publish canonical preview rollback check format import export lock clean bench-portal bench-link bench-growth revise report languages

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

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

# The functions' own Python, with the packages of Lambda's runtime.
.venv-runtime/.ready: .venv/.ready pyproject.toml uv.lock
	@UV_PROJECT_ENVIRONMENT=.venv-runtime $(UV) sync --quiet --frozen --no-default-groups --only-group runtime --python $$($(BIN)/mac runtime)/python3
	@touch $@

.venv-checkov/.ready: .venv-uv/.ready pyproject.toml uv.lock
	@UV_PROJECT_ENVIRONMENT=.venv-checkov $(UV) sync --quiet --frozen --only-group checkov --python $$($(PYTHON) -c 'import sys; print(sys.executable)')
	@touch $@

# What scripts are made of and built with. Most of node_modules are the gate's own tools, which run and build do not need.
node_modules/.desk: package.json package-lock.json | .venv/.ready
	@$(BIN)/npm ci --silent --no-audit --no-fund --omit=dev
	@touch $@

node_modules/.ready: .venv/.ready package.json package-lock.json
	@$(BIN)/npm ci --silent --no-audit --no-fund
	@touch node_modules/.desk $@

run: .venv/.ready node_modules/.desk ## the complete system at http://127.0.0.1:8000 (PORT= for another)
	@PORT=$(PORT) $(BIN)/mac run

watch: .venv/.ready node_modules/.desk ## the same, with pages, desk and functions rebuilt when you change them
	@PORT=$(PORT) $(BIN)/mac run --watch

demo: .venv/.ready ## send a realistic, generated day of attentions to the running system (YEAR=yes: a year of fewer ones)
	@PORT=$(PORT) $(BIN)/mac demo $(call yes,YEAR,--year)

token: .venv/.ready ## print a token of the running system: make token CENTRE=<id>
	@PORT=$(PORT) $(BIN)/mac token $(call one,CENTRE)

code: .venv/.ready ## print the code that the office's page asks for, of the running system's account oficina
	@PORT=$(PORT) $(BIN)/mac code

advisors: .venv/.ready ## create, change and disable the accounts of advisors in a list: make advisors FILE=asesores.csv (RENEW=<usuario>: another temporary password; STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/mac advisors --stage "$(STAGE)" $(if $(RENEW),--renew "$(RENEW)") $(call one,FILE)

outbox: .venv/.ready ## take in a file that a desk without a link exported: make outbox FILE=puesto.json (STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/mac outbox --stage "$(STAGE)" $(call one,FILE)

history: .venv/.ready ## take in counts of past years: make history FILE=historia.csv (STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/mac history --stage "$(STAGE)" $(call one,FILE)

audit: .venv/.ready ## compare figures with the facts: make audit FROM=2026-01 TO=2026-11 (REPAIR=yes, STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/mac audit --stage "$(STAGE)" $(call yes,REPAIR,--repair) $(call one,FROM) $(call one,TO)

revise: .venv/.ready ## correct a closed month: make revise MONTH=2026-07 REASON="por qué" (STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/mac revise --stage "$(STAGE)" $(call one,MONTH) "$(REASON)"

report: .venv/.ready ## the programme's monthly report, as a page to print and a workbook: make report MONTH=2026-11 (STAGE= on AWS; PUBLISHED=yes: of what the PCM published)
	@PORT=$(PORT) $(BIN)/mac report --stage "$(STAGE)" $(call yes,PUBLISHED,--published) $(call one,MONTH)

plan-centres: .venv/.ready ## where the next centres would reach most people: make plan-centres NEXT=20 (WITHIN=20 kilometres, SPREAD=places or capitals, WRITE=yes: for the page /donde-falta/)
	@$(BIN)/mac plan-centres --next "$(or $(NEXT),20)" --within "$(or $(WITHIN),20)" --spread "$(or $(SPREAD),places)" $(call yes,WRITE,--write)

withdraw: .venv/.ready ## annul what an account registered: make withdraw ADVISOR=<usuario> FROM=2026-11-20 TO=2026-11-24 (ANNUL=yes, STAGE=)
	@PORT=$(PORT) $(BIN)/mac withdraw --stage "$(STAGE)" $(call yes,ANNUL,--annul) $(call one,ADVISOR) $(call one,FROM) $(call one,TO)

restore: .venv/.ready ## put back deleted facts: make restore AT=2026-11-24T15:30:00-05:00 FROM=2026-11-20 TO=2026-11-24 (STAGE=)
	@PORT=$(PORT) $(BIN)/mac restore --stage "$(STAGE)" $(call one,AT) $(call one,FROM) $(call one,TO)

recover: .venv/.ready ## put back everything from a copy outside the account: make recover FOLDER=copia (STAGE=)
	@PORT=$(PORT) $(BIN)/mac recover --stage "$(STAGE)" $(call one,FOLDER)

drill: .venv/.ready ## practise for a bad day on the running system: make drill (NAME=restore, DESKS=500, STAGE= on AWS)
	@PORT=$(PORT) $(BIN)/mac drill --stage "$(STAGE)" --desks "$(or $(DESKS),500)" $(NAME)

lint: .venv/.ready node_modules/.ready ## lint, types, flow of imports, catalogue: all checks that are not tests
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary functions/macexpress site/portal infra tests
	@$(BIN)/lint-imports --no-cache --no-logo > /dev/null || $(BIN)/lint-imports --no-logo
	@$(BIN)/node node_modules/@biomejs/biome/bin/biome ci --error-on-warnings --diagnostic-level=warn
	@$(BIN)/node node_modules/typescript/bin/tsc --project tsconfig.json
	@$(BIN)/python -m portal check > /dev/null && $(BIN)/python -m portal format --check

unit: .venv/.ready ## the rules and their properties, in seconds
	@$(BIN)/pytest --quiet --numprocesses 2 -m "not slow" tests/unit

test-site: .venv/.ready .venv-sam/.ready node_modules/.ready ## every built page, as files and in a browser
	@$(BIN)/pytest --quiet --numprocesses 2 --dist loadfile tests/site tests/browser

test-desk: .venv/.ready node_modules/.ready ## the desk in a browser, with a link that fails on purpose
	@$(BIN)/pytest --quiet --numprocesses 2 --dist loadfile tests/desk

# Three workers on two cores, since tests of desk and browser wait half of their time. In the order of folders: otherwise
# files with few tests, which have the longest ones, would come last.
test: .venv/.ready .venv-sam/.ready .venv-runtime/.ready .venv-checkov/.ready node_modules/.ready ## all tests and checks, as CI runs them
	@echo "Lint, types, catalogue ..."
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

coverage: .venv/.ready .venv-sam/.ready .venv-runtime/.ready .venv-checkov/.ready node_modules/.ready ## the same tests, with the lines of Python and JavaScript that no test runs
	@$(BIN)/pytest --quiet --numprocesses 3 --dist loadfile --cov --cov-report=term:skip-covered
	@$(BIN)/node --test --experimental-test-coverage --test-coverage-include='site/**/*.js' tests/desk/core/*.test.js tests/vectors/*.test.mjs

# The tools that the portal is compared with have their own lock: neither run nor test installs them.
tests/benchmarks/peers/node_modules/.ready: .venv/.ready tests/benchmarks/peers/package.json tests/benchmarks/peers/package-lock.json
	@$(BIN)/npm ci --silent --no-audit --no-fund --prefix tests/benchmarks/peers
	@touch $@

bench: bench-portal ## the same as bench-portal

bench-portal: node_modules/.ready tests/benchmarks/peers/node_modules/.ready ## bytes, requests, speed and Lighthouse, compared with four others; takes 20 minutes (WRITE=yes: into the handbook)
	@$(TESTS) -m benchmarks.portal $(call yes,WRITE,--write)

bench-link: node_modules/.ready tests/benchmarks/peers/node_modules/.ready ## first paint, desk and pack over packets with rate, delay and loss, beside the others; root on Linux, half an hour (TURNS=)
	@$(TESTS) -m benchmarks.link --turns $(or $(TURNS),5)

bench-growth: .venv/.ready node_modules/.desk ## building 2,500 centres and 300 procedures, compared with mkdocs-material
	@$(TESTS) -m benchmarks.growth

bench-desk: .venv/.ready node_modules/.ready ## 5,000 random days of a desk: cuts, kills, crashes (SCHEDULES=, SEED=)
	@$(TESTS) -m benchmarks.desk $(or $(SCHEDULES),5000) $(or $(SEED),1)

bench-desk-core: .venv/.ready node_modules/.ready ## days of simulated desks, thousands in a minute or two (DAYS=, SEED=)
	@$(BIN)/node tests/desk/simulation/campaign.js $(or $(DAYS),2000) $(or $(SEED),1)

bench-trust: .venv/.ready node_modules/.ready ## every machine that tries to break a promise, in one table; a night (SHARE=0.01 for minutes, SEED=)
	@$(TESTS) -m benchmarks.trust $(or $(SHARE),1) $(or $(SEED),1)

bench-load: .venv/.ready node_modules/.desk ## the intake under load beside the engine alone (PART=soak, PART=kills, AMOUNT=)
	@$(TESTS) -m benchmarks.load $(or $(PART),rates) $(AMOUNT)

bench-statistics: .venv/.ready ## cost of a run of the scheduler by length of history, of a backlog, of publishing everything again (PARTS=histories)
	@$(TESTS) -m benchmarks.scheduler $(PARTS)

bench-cold: .venv/.ready .venv-runtime/.ready ## the start of the packed functions, compared with a bare boto3 handler (TIMES=)
	@$(MAKE) --no-print-directory build PARAMETERS=Architecture=$$(uname -m | sed 's/aarch64/arm64/') > /dev/null
	@$(TESTS) -m benchmarks.cold $(or $(TIMES),15)

cost: .venv/.ready node_modules/.desk ## dollars per month for three sizes of the programme, from measured consumption (WRITE=yes: into the handbook)
	@$(BIN)/mac cost $(call yes,WRITE,--write)

build: .venv/.ready .venv-sam/.ready node_modules/.desk ## portal and functions, ready to deploy
	@$(BIN)/python -m portal build $(if $(STAGE),--after build/current)
	@$(BIN)/mac stage
	@$(UV) export --quiet --frozen --no-dev --no-emit-project --no-header --output-file build/functions/requirements.txt > /dev/null
	@$(BIN)/mac sbom build/functions/sbom.cdx.json
	@PATH="$$($(BIN)/mac runtime):$$PATH" SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam build --build-dir build/sam $(if $(PARAMETERS),--parameter-overrides $(PARAMETERS))
	@$(BIN)/mac pack

same: .venv/.ready node_modules/.desk ## the hashes of everything built and published, to compare before and after a change
	@$(MAKE) --no-print-directory build PARAMETERS=Architecture=$$(uname -m | sed 's/aarch64/arm64/') > build/same.log 2>&1 || { cat build/same.log; exit 1; }
	@$(TESTS) -m same

deploy: .venv/.ready ## build, and deploy to a stage: make deploy STAGE=<name> (PARAMETERS="DomainName=... Firewall=yes", MOVE=yes for another domain)
	@$(WHICH_STAGE)
	@$(BIN)/mac current "$(STAGE)"
	@$(MAKE) --no-print-directory build
	@$(BIN)/mac deploy "$(STAGE)" $(PARAMETERS) $(call yes,MOVE,--move)

plan: .venv/.ready ## what a deployment would do, and what speaks against it; changes nothing: make plan STAGE=<name> (PARAMETERS=)
	@$(WHICH_STAGE)
	@$(BIN)/mac current "$(STAGE)"
	@$(MAKE) --no-print-directory build > /dev/null
	@$(BIN)/mac plan "$(STAGE)" $(PARAMETERS) $(call yes,MOVE,--move)

publish: .venv/.ready node_modules/.desk ## build and show the portal alone, after a change of records: make publish STAGE=<name>
	@$(WHICH_STAGE)
	@$(BIN)/mac current "$(STAGE)"
	@$(BIN)/python -m portal build --after build/current
	@$(BIN)/mac publish "$(STAGE)"

rollback: .venv/.ready ## show the previous release: make rollback STAGE=<name> (RELEASE=<id> for another)
	@$(WHICH_STAGE)
	@$(BIN)/mac rollback "$(STAGE)" $(call one,RELEASE)

check: .venv/.ready ## check every record of the catalogue
	@$(BIN)/python -m portal check

languages: .venv/.ready ## the portal's languages: what is translated, who reviewed it, what is published
	@$(BIN)/python -m portal languages

canonical: .venv/.ready ## write the catalogue's files in their canonical form, and show and fail for what differed
	@$(BIN)/python -m portal format && git diff --exit-code -- site/catalogue

preview: .venv/.ready node_modules/.desk ## which pages differ from those of another commit, and how: make preview (BASE=main)
	@git rev-parse --verify --quiet "$(or $(BASE),main)^{commit}" > /dev/null || { echo "BASE=$(or $(BASE),main): git no conoce ese nombre. Escriba una rama o una publicación."; exit 2; }
	@rm -rf build/base build/before && git worktree prune && git worktree add --quiet --detach build/base $(or $(BASE),main)
	@ln -s $(CURDIR)/node_modules build/base/node_modules
	@cd build/base && PYTHONPATH=site:functions:infra $(CURDIR)/$(BIN)/python -m portal build --to $(CURDIR)/build/before > /dev/null
	@$(BIN)/python -m portal build > /dev/null
	@$(BIN)/python -m portal changes build/before build/portal
	@git worktree remove --force build/base

format: .venv/.ready node_modules/.ready ## write catalogue, list of texts and code in their canonical form
	@$(BIN)/python -m portal format
	@$(BIN)/python -m portal strings
	@$(BIN)/mac openapi
	@$(BIN)/mac contract
	@$(BIN)/mac modules
	@$(BIN)/node node_modules/@biomejs/biome/bin/biome check --write
	@$(BIN)/mac picture
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

import: .venv/.ready ## say what a spreadsheet would change: make import KIND=centres FILE=list.csv (WRITE=yes writes it)
	@$(BIN)/python -m portal import $(call yes,WRITE,--write) $(call one,KIND) $(call one,FILE)

export: .venv/.ready ## export a spreadsheet: make export KIND=centres FILE=list.csv
	@$(BIN)/python -m portal export $(call one,KIND) $(call one,FILE)

clean: ## remove everything built and installed here (the local system's data stays in .state)
	@rm -rf build .aws-sam .venv .venv-sam .venv-runtime .venv-checkov .venv-uv node_modules tests/benchmarks/peers/node_modules

lock: .venv-uv/.ready ## resolve the locks again after a change of a version
	@$(UV) lock
