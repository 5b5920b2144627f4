# make run [PORT=8001]   the site with its demo course, at http://localhost:8000
# make test              the whole test suite, on SQLite or where DATABASE_URL says
# make pictures          every page in every state, at three widths, in light and dark
# make lighthouse        what Lighthouse says of the site that `make run` shows
# make bench             what the site takes and reaches, see bench/README.md; SIZES="189 1000000"
# make postgres          a throwaway PostgreSQL to work with
# make lint              what CI checks besides the tests
# make lock              requirements*.txt anew from pyproject.toml

PYTHON ?= python3
PORT ?= 8000
IN_VENV := .venv/bin/python
NPM_INSTALL := npm install --silent --no-save --no-package-lock --prefix .venv/tools
HTML_CHECKER := vnu-jar@26.9.27

run: .venv/ready-to-run
	@$(IN_VENV) manage.py serve --port $(PORT)

test: .venv/ready-to-check
	@$(IN_VENV) -m pytest -n auto $(TESTS)

pictures: .venv/ready-to-test
	@$(IN_VENV) -m pytest -q -n auto tests/browser/pictures.py
	@echo "They are in var/pictures."

lighthouse: .venv/ready-to-check
	@$(NPM_INSTALL) $(HTML_CHECKER) lighthouse@13.5.0
	@$(IN_VENV) -m bench.lighthouse http://localhost:$(PORT)

bench: .venv/ready-to-run
	@DATA_DIR=var/bench DURABLE=var/bench/postgres .ci/postgres $(IN_VENV) -m bench.goals $(SIZES)

postgres:
	@.ci/postgres

# Settings as in production, so that the deployment check has something to check.
PRODUCTION := SITE_URL=https://board.example.org TRUSTED_PROXIES=1 SECRET_KEY=$$(head -c 48 /dev/urandom | base64 | tr -d '\n')

lint: .venv/ready-to-test
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(IN_VENV) manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(IN_VENV) manage.py check --deploy --fail-level WARNING

lock: .venv/ready-to-run
	.venv/bin/pip install --quiet uv
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" pyproject.toml --output-file requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command "make lock" --extra dev --constraint requirements.txt \
		pyproject.toml --output-file requirements-dev.txt

.venv/ready-to-run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Colloquy needs Python 3.11 or newer; this is %d.%d. Name another: make PYTHON=python3.12" % sys.version_info[:2])'
	@echo "Installing what Colloquy needs into .venv (once; a minute or so) …"
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/ready-to-test: requirements-dev.txt .venv/ready-to-run
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# The checker of HTML, which is no Python. Where there is no npm, its tests are left out.
.venv/ready-to-check: .venv/ready-to-test
	@if command -v npm >/dev/null; then \
		$(NPM_INSTALL) $(HTML_CHECKER); \
	else echo "Without npm and java, pages are not checked for valid HTML."; fi
	@touch $@

.PHONY: run test pictures lighthouse bench postgres lint lock
