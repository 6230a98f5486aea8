# The commands of this project. Each sets up what it needs and leaves alone what is there already.
# Needed: Linux, Python 3.11 or newer, make, git, ca-certificates. `make` alone lists the commands.

PYTHON ?= python3
ARGS ?=
WAITERS = $(shell n=$$(($$(nproc) + 1)); [ $$n -le 4 ] && echo $$n || echo 4)
WITH := PATH="$(CURDIR)/.venv/bin:$(CURDIR)/.make/bin:$(CURDIR)/node_modules/.bin:$$PATH"
# A production's settings, for checks only: nothing is ever served with them.
SETTINGS := HELPLINE_PUBLIC_URL=https://helpline.example.org HELPLINE_EMAIL_URL=dummy:// \
	HELPLINE_SECRET_KEY=for-checks-only-and-long-enough-to-pass-as-a-real-secret-key \
	HELPLINE_FIELD_KEYS=Zm9yIGNoZWNrcyBvbmx5LCBub3QgYSByZWFsIGtleSE= HELPLINE_DATABASE_URL=sqlite://:memory:

.DEFAULT_GOAL := help
.PHONY: help demo test check fuzz bench build setup setup-dev clean \
	check-format check-lint check-templates check-types check-imports check-django check-migrations \
	check-translations check-browser check-deploy

help: ## List the commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: setup ## Start the whole helpline with demo data on http://localhost:8000 (ARGS=--closed: outside opening hours).
	@$(WITH) helpline demo $(ARGS)

test: setup-dev ## Run the tests and hold rules and services to full branch coverage (ARGS: more for pytest).
	@rm -f .coverage .coverage.*
	@# One more than there are processors: the tests of faults wait more than they work.
	@$(WITH) python -m pytest -n $(WAITERS) --dist worksteal -m "not browser" --cov --cov-report= $(ARGS)
	@# In processes of their own: a driven browser leaves an event loop running, which nobody else's tests can bear.
	@$(WITH) python -m pytest -n auto --maxprocesses 4 --dist worksteal -m browser tests/browser tests/canary $(ARGS)
	@echo 'Every branch of rules and services:'
	@$(WITH) python -m coverage report --fail-under=100 --show-missing --skip-covered --include='*/rules/*,*/rules.py,*/services/*,*/services.py'

check: check-format check-lint check-templates check-types check-imports check-django check-migrations check-translations check-browser check-deploy ## Check style, types, arrows, translations and deployment files (make -k check: all findings).
	@echo "All checks passed."

fuzz: setup-dev ## Run the tests marked fuzz with their large numbers; takes a while.
	@$(WITH) HELPLINE_FUZZ=1 python -m pytest -m fuzz $(ARGS)

bench: setup-dev ## Measure throughput, latency, memory and losses, each beside its control (ARGS: for tests.load).
	@$(WITH) python -m tests.load $(ARGS)

build: setup ## Bundle the browser modules and compile the translations.

setup: ## Install what the helpline itself needs.
	@$(PYTHON) .bootstrap.py run

setup-dev: ## Install what tests and checks need as well; make test and make check do so themselves.
	@$(PYTHON) .bootstrap.py dev

clean: ## Remove everything that was installed or built; demo data stays.
	rm -rf .make .venv node_modules build .mypy_cache .ruff_cache .import_linter_cache .coverage .coverage.*
	find locale -name '*.mo' -delete

check-format: setup-dev
	@$(WITH) ruff format --check --quiet .

check-lint: setup-dev
	@$(WITH) ruff check --quiet .

check-templates: setup-dev
	@$(WITH) djlint --quiet --lint templates

check-types: setup-dev
	@$(WITH) mypy

check-imports: setup-dev
	@$(WITH) lint-imports --no-cache --no-logo

check-django: setup-dev
	@$(WITH) $(SETTINGS) helpline check --deploy --fail-level WARNING

check-migrations: setup-dev
	@$(WITH) $(SETTINGS) helpline makemigrations --check --dry-run

check-translations: setup-dev
	@$(WITH) python -m tests.translations check

check-browser: setup-dev
	@$(WITH) tsc

check-deploy: setup-dev
	@$(WITH) check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
	@found=$$($(WITH) compose-lint --quiet --fail-on medium docker-compose.yml 2>&1) || { echo "$$found"; exit 1; }
	@$(WITH) hadolint Dockerfile
