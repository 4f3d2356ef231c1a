# Each target works as the first and only command in a fresh clone; `make` alone lists them.
# The interpreter can be named: make app PYTHON=python3.12

PYTHON ?= python3
# Test files that run at a time: many wait for a browser or a process, and each worker keeps its own models (1.5 GB).
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
INPUTS := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help app test lint pytest bench clean

help:
	@echo "make app     install what is missing and serve the page"
	@echo "make test    install what is missing, then lint and run every test"
	@echo "make lint    style, types and import directions"
	@echo "make bench   speed of reading, encoding, searching and answering"
	@echo "make clean   remove what was installed and cached; the knowledge base in var/ stays"

app: $(VENV)/app.stamp
	$(PY) app.py

# One after the other; `make -j 2 test` runs both at once, and fails where either does.
test: lint pytest

pytest: $(VENV)/dev.stamp
	$(PY) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports

bench: $(VENV)/dev.stamp
	$(PY) -m eval.bench

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are younger than pyproject.toml and constraints.txt as long as nothing has to be installed.
$(VENV)/app.stamp: $(INPUTS) | $(PY)
	@echo "Installing what policy-kb needs; the first time this takes some minutes."
	@$(call install,.[ocr])
	@touch $@

$(VENV)/dev.stamp: $(INPUTS) | $(PY)
	@echo "Installing what policy-kb and its tests need; the first time this takes some minutes."
	@$(call install,.[dev])
	@touch $(VENV)/app.stamp $@

define install
$(PY) -m pip install $(if $(CI),--quiet) --disable-pip-version-check -c constraints.txt -e '$(1)' || \
{ echo "make: pip could not install the packages (see above): check the network, the free disk space (4 GB) and pip's settings, then run this again." >&2; exit 1; }
endef

# A half-made environment would be taken for a whole one by the next run, so it is removed.
$(PY):
	@command -v $(PYTHON) >/dev/null 2>&1 || \
	{ echo "make: $(PYTHON) is missing: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "make: Python 3.11 or newer is needed, and $(PYTHON) is `$(PYTHON) --version 2>&1`: install it, or name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	{ echo "make: $(PYTHON) lacks the modules venv and ensurepip: on Debian and Ubuntu, apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	{ rm -rf $(VENV); echo "make: $(PYTHON) could not make the virtual environment $(VENV) (see above)." >&2; exit 1; }
