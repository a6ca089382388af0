# Everything a user needs: make run, make test. Both do all set-up.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
STAMP := .venv/.synced
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
UV := $(shell command -v uv || echo .make/uv/bin/uv)
SEEDS ?=

.PHONY: help run test lint bench chaos services clean

help: ## what there is to do
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

.make/uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; PYTHON=/path/to/python3.11 make … chooses one."; exit 1; }
	@$(PYTHON) -m venv .make/uv || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv."; exit 1; }
	@.make/uv/bin/pip install --quiet --disable-pip-version-check uv

$(STAMP): pyproject.toml uv.lock $(if $(filter .make/uv/bin/uv,$(UV)),.make/uv/bin/uv)
	$(UV) sync --quiet --frozen
	@touch $@

run: $(STAMP) ## set up and start the whole service on embedded defaults
	.venv/bin/liangtu serve

test: $(STAMP) services ## set up and pass the tests
	.venv/bin/pytest $(PYTEST_ARGS)

lint: $(STAMP) ## style, types and layers
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

bench: $(STAMP) services ## the measures, printed as tables
	.venv/bin/python -m tests.bench

chaos: $(STAMP) services ## live runs while everything is killed in turn, and files that attack; about 10 minutes
	.venv/bin/python -m tests.bench.chaos

services: ## Redis, PostgreSQL and Chromium for the tests, from Debian's packages where that is allowed
	@bash tests/services.sh

clean: ## remove what set-up made
	rm -rf .venv .make .liangtu
