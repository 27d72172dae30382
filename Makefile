# Every target says what it does after `##`; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
PYTHON := $(VENV)/bin/python
MANAGE := $(PYTHON) manage.py
ON_POSTGRES := $(PYTHON) scripts/postgres.py
SYSTEM_PYTHON := $(or $(shell command -v python3.11),python3)
export PORT ?= $(or $(shell sed -n 's/^PORT=//p' .env 2>/dev/null),8000)
export REDOCLY_TELEMETRY := off
export REDOCLY_SUPPRESS_UPDATE_NOTICE := true

# Arguments for pytest: make test ARGS="tests/orders -k pay"
ARGS ?=
PYTEST := $(PYTHON) -m pytest -n auto $(ARGS)

##@ Start

.PHONY: help
help: ## List the targets
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: export PUBLIC_URL ?= http://localhost:$(PORT)
run: export SANDBOX_GATEWAY ?= true
run: export DIALECTS ?= salesman,sylius,akinon,lunasoft,aplazame
run: export SYLIUS_PASSWORD_GRANT ?= true
run: export WEBHOOK_PRIVATE_NETWORKS ?= true
run: $(VENV)/base.stamp ## Start the service with demo data on SQLite: web server and worker (PORT=8000)
	@mkdir -p var
	@$(MANAGE) migrate --noinput --verbosity 0
	@$(MANAGE) load_demo --once --with-logins --orders 600
	@$(MANAGE) demo_info
	@$(PYTHON) scripts/serve.py

.PHONY: install
install: $(VENV)/dev.stamp node_modules/.stamp ## Install everything that development needs

.PHONY: clean
clean: ## Remove what was installed or built, and the demo database
	rm -rf $(VENV) node_modules var static_root .*_cache .hypothesis .schemathesis

##@ Test

.PHONY: test
test: test-sqlite test-postgres ## Run the tests on SQLite, then all on PostgreSQL (ARGS="tests/orders -k pay")

.PHONY: test-sqlite
test-sqlite: $(VENV)/dev.stamp ## Run the tests on SQLite; those in a browser run on PostgreSQL
	env -u DATABASE_URL $(PYTHON) -m pytest -n auto -m "not browser" $(ARGS)

.PHONY: test-postgres
test-postgres: $(VENV)/dev.stamp ## Run all tests on PostgreSQL: TEST_DATABASE_URL, or one started for it
	$(ON_POSTGRES) $(PYTEST)

.PHONY: bench
bench: $(VENV)/dev.stamp ## Measure the service against PostgreSQL (ARGS="--orders 100000")
	$(ON_POSTGRES) $(MANAGE) bench $(ARGS)

PEERS := var/peers

.PHONY: bench-peers
bench-peers: $(VENV)/dev.stamp $(PEERS)/.stamp ## Measure the service and django-salesman, installed apart
	$(ON_POSTGRES) $(MANAGE) bench_peers --python $(PEERS)/bin/python $(ARGS)

$(PEERS)/.stamp:
	$(SYSTEM_PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check django-salesman==1.3.0 'django<5.3' psycopg[binary] gunicorn
	@touch $@

##@ Check

.PHONY: check
check: format-check lint types contracts locks migrations deploy-check schema-check containers front test ## Do all checks, then all tests

.PHONY: format-check
format-check: $(VENV)/dev.stamp ## Is the code formatted?
	$(VENV)/bin/ruff format --check .

.PHONY: lint
lint: $(VENV)/dev.stamp ## Do the linter's rules hold?
	$(VENV)/bin/ruff check .

.PHONY: types
types: $(VENV)/dev.stamp ## Do the types fit?
	$(VENV)/bin/mypy

.PHONY: contracts
contracts: $(VENV)/dev.stamp ## Do imports only go where they may?
	PYTHONPATH=. $(VENV)/bin/lint-imports --no-cache

.PHONY: locks
locks: ## Are the locks free of addresses?
	! grep -n '://' requirements/*.lock
	! grep -n '"resolved"' package-lock.json

.PHONY: migrations
migrations: $(VENV)/dev.stamp ## Does every model have its migration?
	env DATABASE_URL=sqlite://:memory: $(MANAGE) makemigrations --check --dry-run

.PHONY: deploy-check
deploy-check: $(VENV)/dev.stamp ## Is a safe production configuration accepted, and an unsafe one refused?
	@env $(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	@! $(MANAGE) check --deploy 2>&1 | sed -n 's/.*(orders_service/refused as it should be: (orders_service/p'

.PHONY: schema-check
schema-check: $(VENV)/dev.stamp node_modules/.stamp ## Is docs/openapi.yaml what the code says, and well written?
	@mkdir -p var
	$(MANAGE) spectacular --validate --fail-on-warn --file var/openapi.yaml
	diff -u docs/openapi.yaml var/openapi.yaml || (echo 'Run `make schema`.'; exit 1)
	node_modules/.bin/redocly lint docs/openapi.yaml $(wildcard dialects/*/openapi.yaml)

.PHONY: containers
containers: $(VENV)/dev.stamp ## Are Dockerfile and docker-compose.yml well written?
	$(VENV)/bin/hadolint Dockerfile
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

.PHONY: front
front: $(VENV)/dev.stamp ## Is front/nginx.conf well written? (Needs nginx.)
	$(PYTHON) scripts/front.py --check

.PHONY: docker-commands
docker-commands: $(VENV)/dev.stamp ## Run the very commands of docker-compose.yml here, without Docker
	$(ON_POSTGRES) $(PYTHON) -m pytest tests/deployment/test_containers.py $(ARGS)

.PHONY: audit
audit: $(VENV)/dev.stamp ## Is a weakness known of what is installed? (Asks the registries.)
	$(PYTHON) scripts/audit.py

##@ Write

.PHONY: sbom
sbom: $(VENV)/dev.stamp ## Write what the service is made of to var/sbom.json (CycloneDX)
	@mkdir -p var
	$(VENV)/bin/cyclonedx-py requirements requirements/base.lock --pyproject pyproject.toml --output-reproducible -o var/sbom.json

.PHONY: format
format: $(VENV)/dev.stamp ## Format the code
	$(VENV)/bin/ruff check --fix --silent . || true
	$(VENV)/bin/ruff format .

.PHONY: schema
schema: $(VENV)/dev.stamp ## Write docs/openapi.yaml
	$(MANAGE) spectacular --validate --fail-on-warn --file docs/openapi.yaml

.PHONY: docs
docs: schema ## Write every page that is made from the code
	$(MANAGE) write_states
	$(MANAGE) write_errors

.PHONY: screenshots
screenshots: $(VENV)/dev.stamp ## Renew the pictures in docs/screenshots (needs chromium)
	$(PYTHON) scripts/screenshots.py

.PHONY: translations
translations: $(VENV)/dev.stamp ## Collect the texts to translate in locale, and compile them (needs gettext)
	$(MANAGE) makemessages --locale tr --add-location never --no-obsolete --no-wrap $(foreach folder,$(UNTRANSLATED),--ignore $(folder))
	$(MANAGE) compilemessages --locale tr --ignore $(VENV) --ignore var

UNTRANSLATED := node_modules var static_root tests scripts

.PHONY: examples
examples: $(VENV)/dev.stamp ## Send the examples of docs/api and rewrite their answers (tests/contracts)
	$(PYTHON) -m tests.contracts.pages
	REWRITE_EXAMPLES=1 $(PYTHON) -m pytest -n 0 tests/contracts

.PHONY: lock
lock: $(VENV)/dev.stamp ## Choose the newest versions that requirements/*.in and package.json allow
	cd requirements && $(COMPILE) base.in -o base.lock && $(COMPILE) -c base.lock dev.in -o dev.lock
	npm update --package-lock-only --ignore-scripts

COMPILE := ../$(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

# A safe environment, to check settings with; the one of `make run` is not.
PRODUCTION := SECRET_KEY=$(shell $(SYSTEM_PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DATABASE_URL=postgres://orders@postgres/orders ALLOWED_HOSTS=orders.example \
	PUBLIC_URL=https://orders.example HTTPS_ONLY=true HSTS_SECONDS=31536000 TRUSTED_PROXIES=1 \
	EMAIL_URL=smtp://mail.example:25

# A stamp is as new as the lock that was installed last.

$(VENV)/base.stamp: requirements/base.lock
	$(call install,base)

$(VENV)/dev.stamp: requirements/dev.lock
	$(call install,dev)
	@touch $(VENV)/base.stamp

define install
	@echo "Installing requirements/$(1).lock …"
	@test -x $(PYTHON) || $(SYSTEM_PYTHON) -m venv $(VENV)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/$(1).lock
	@touch $@
endef

node_modules/.stamp: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
