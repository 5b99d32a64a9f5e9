# All a fresh machine needs is Python 3.11 or newer (with venv) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := $(VENV)-peers
LOCKED := --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-emit-index-url \
  --no-annotate

.PHONY: run test check evaluate bench screenshots lock clean

run: $(VENV)/.ready  ## The bot: on Telegram with TELEGRAM_BOT_TOKEN, else the local Telegram
	@$(BIN)/python -m bot run

test: $(VENV)/.ready  ## Everything that has to hold, as the CI runs it
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@[ ! -x $(BIN)/biome ] || $(BIN)/biome lint --error-on-warnings bot/simulator/page/*.js
	$(BIN)/python -m bot check
	$(BIN)/python -m pytest -n 3 --dist worksteal --cov --cov-report=term

check: $(VENV)/.ready  ## The briefings: every problem with file, line and column
	@$(BIN)/python -m bot check

evaluate: $(VENV)/.ready  ## How well plain questions are answered: figures and chart
	@$(BIN)/python -m evaluation

bench: $(VENV)/.ready $(PEERS)/.ready  ## This bot beside others: the figures and chart of docs/performance.md
	@$(BIN)/python -m benchmarks.speed $(PEERS)/bin/python

screenshots: $(VENV)/.ready  ## The README's pictures, taken anew (needs Chromium)
	@$(BIN)/python -m docs.screenshots.take

lock:  ## Choose the versions anew (needs uv); the locks carry hashes and no address
	uv pip compile pyproject.toml --group dev $(LOCKED) --output-file requirements.lock
	uv pip compile pyproject.toml --constraint requirements.lock $(LOCKED) --output-file deploy/requirements.lock

clean:
	rm -rf $(VENV) $(PEERS)

$(PEERS)/.ready: benchmarks/speed/peers/requirements.lock
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, and '$(PYTHON)' is older or missing."; \
	    echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python has no venv. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
	@echo "Installing what requirements.lock names into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
