# Two commands matter: `make demo` shows the whole main job, `make test` proves it.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
export UV_PYTHON_DOWNLOADS = never
export UV_COMPILE_BYTECODE = 1
export PYTHONDONTWRITEBYTECODE =  # what was compiled once is kept, whatever the surroundings say

.PHONY: install demo serve test quick lint lock clean

install: $(VENV)/.installed

$(VENV)/bin/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Huzhu needs Python 3.11 or later; say PYTHON=/path/to/python3 make ..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.installed: $(VENV)/bin/uv requirements/huzhu.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/huzhu.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

demo: install
	$(BIN)/huzhu demo --serve --port $(PORT)

serve: install
	$(BIN)/huzhu serve --port $(PORT)

IN_PARALLEL := -n auto --dist loadfile --no-loadscope-reorder --durations 25
# The whole suite on SQLite, then every folder that touches the database once more on PostgreSQL. What is slow is slow by
# what it computes or by how many pages it opens, not by what the database does; the faults bring a database of their own.
WITHOUT_DATABASE := __pycache__ effects readings browser cli demo story faults
ON_POSTGRES := $(filter-out $(WITHOUT_DATABASE:%=tests/%/),$(wildcard tests/*/)) tests/test_work.py
test: $(VENV)/.installed-dev
	$(BIN)/pytest $(IN_PARALLEL)
	tests/postgres.sh $(BIN)/pytest $(IN_PARALLEL) -m "not slow" $(ON_POSTGRES)

quick: $(VENV)/.installed-dev
	$(BIN)/pytest $(IN_PARALLEL) -m "not browser and not slow"

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks

# After a change to pyproject.toml: both files at once, so that they never disagree.
LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet
lock: $(VENV)/bin/uv
	$(LOCK) requirements/uv.in -o requirements/uv.txt
	$(LOCK) pyproject.toml requirements/build.in --extra paper -o requirements/huzhu.txt
	$(LOCK) pyproject.toml requirements/build.in --extra paper --extra dev -c requirements/huzhu.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) .huzhu
