# Everything starts here, from nothing but make and python3 >= 3.11. `make` lists the targets.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON := $(BIN)/python
PIP    := $(PYTHON) -u -m pip --disable-pip-version-check
PAGE   := tools/sandbox/page
DESK   := tests/desk

# The first of these that is new enough and can make a virtual environment is taken. `make demo PYTHON3=...` names another,
# and makes an environment again that was made with a third.
PYTHON3 ?= python3 python3.13 python3.12 python3.11

# Stamps: what is installed is installed again only when its lock or the project's own description has changed. The
# environment itself is made again when any lock has changed: nothing of an earlier one stays behind.
MADE := $(VENV)/pyvenv.cfg
RUN  := $(VENV)/.installed-run
DEMO := $(VENV)/.installed-demo
DEV  := $(VENV)/.installed-dev
INSTALLED := node_modules/.package-lock.json
NODE := $(PAGE)/$(INSTALLED)

LOCKS = requirements-pip.lock requirements.lock requirements-demo.lock requirements-dev.lock
LOCK = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-header --no-emit-index-url \
	--python-version 3.11 $(UPGRADE)

# Installs locks, whatever was released since: they name every package, so pip looks for none itself (--no-deps), in the
# release of pip that is locked too. Its settings (pip.conf, PIP_INDEX_URL, ...) say where packages come from.
# $(1): the locks. Of what pip prints, people see how far it is; what goes wrong it prints elsewhere.
define install
	@cat $(1) | awk '/^[a-z]/ { n++ } END { print "Installing " n " packages from $(subst lock r,lock and r,$(1))" }'
	@{ $(PIP) install --no-input --progress-bar off --no-compile --no-deps --require-hashes \
		$(addprefix --requirement ,$(1)) || echo "failed"; } | awk '\
		/^Collecting / && ++n % 20 == 0 { print "  " n " fetched"; fflush() } \
		/^Installing collected / { print "  unpacking"; fflush() } \
		/^failed$$/ { bad = 1 } END { exit bad }'
	@echo "  compiling"; $(PYTHON) -m compileall -qq -j 0 $(VENV)/lib || true
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
endef

# Runs what follows as a machine with little on it would.
BARE := $(PYTHON) -m tests.bare

PURE := $(addprefix tests/,domain blocks export i18n pages)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: named help demo run manifest check test needs test-days test-bare bench growth backtest forecast-doc chaos effects mutants covered fuzz fleet soak flood wheels lock catalog components page page-check desk-check screenshots reference docs clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(DEMO) ## Try Baselib here: a local Slack and WeChat, no account needed; FLEET=3000 adds merchants
	@$(PYTHON) -m bot demo $(if $(FLEET),--fleet $(FLEET))

run: $(RUN) ## Run the bot against real Slack and WeChat, with the settings of .env
	@$(PYTHON) -m bot run

manifest: $(RUN) ## Print the Slack app's manifest, and a link that creates the app
	@$(PYTHON) -m bot manifest

# For the inner loop: no test of these waits, starts a process or opens a socket, and few examples are drawn.
check: $(DEV) ## Run the lints, the types and the tests of the pure code: what `make test` begins with, in half a minute
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	@$(BIN)/mypy & types=$$!; \
	$(BIN)/pytest -q -n 2 --hypothesis-profile=quick $(PURE) $(PYTEST_ARGS); tests=$$?; wait $$types && exit $$tests

# Workers and the processes that they start import the same modules: compiled once, not hundreds of times.
check test: export PYTHONDONTWRITEBYTECODE :=
test: needs $(DEV) ## Run every check and every test (REQUIRE_ALL=1: nothing may be missing)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	@# Side by side, since many tests wait: the types, the tests that only compute (their output comes last), the page,
	@# and the tests that start processes.
	@$(PYTHON) -m compileall -qq -j 0 bot handlers; mkdir -p build; $(BIN)/mypy & types=$$!; \
	$(BIN)/pytest --part computing $(PYTEST_ARGS) >build/computing.txt 2>&1 & computing=$$!; \
	if command -v npm >/dev/null || [ "$(REQUIRE_ALL)" = 1 ]; then $(MAKE) page-check desk-check; \
	else echo "page-check and desk-check skipped: npm is missing"; fi; page=$$?; \
	$(BIN)/pytest --part waiting -n 4 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS); waiting=$$?; \
	wait $$computing; computing=$$?; cat build/computing.txt; \
	wait $$types && [ "$$page" = 0 ] && case "$$waiting $$computing" in "0 0") ;; \
	"0 5" | "5 0") [ -n "$(PYTEST_ARGS)" ];; *) false;; esac # 5: PYTEST_ARGS chose no test of that part

# With REQUIRE_ALL=1 what is missing is said before anything is installed.
needs: $(MADE)
	@$(if $(filter 1,$(REQUIRE_ALL)),$(PYTHON) -m tests.needs)

test-days: $(DEV) ## Run the tests at eight other moments (MOMENT=n: at one), without those that start the bot
	@for moment in $(or $(MOMENT),1 2 3 4 5 6 7 8); do echo "moment $$moment, see tests/clock.py"; \
	$(BIN)/pytest -q -n 2 --dist loadfile --moment $$moment -m "not e2e and not browser" $(PYTEST_ARGS) || exit 1; done

test-bare: $(DEV) ## Run `make test` as a machine with little on it sees it (MOMENT=n: at a moment, and what starts the bot)
ifdef MOMENT
	$(BARE) $(MAKE) test-days MOMENT=$(MOMENT)
	$(BARE) $(BIN)/pytest -q -n 4 --dist loadfile --no-loadscope-reorder -m e2e $(PYTEST_ARGS)
else
	$(BARE) $(MAKE) test
endif

bench: $(DEV) ## Measure on a quiet machine (DOCUMENT=1: renew docs/develop/performance.*; OF=<folder>: beside its code), and print one JSON object
	@$(PYTHON) -m $(if $(OF),bench.beside "$(OF)",bench $(if $(DOCUMENT),--document docs/develop))

growth: $(DEV) ## Measure fleets of 1,000, 10,000 and 100,000 programs (SIZES="..."), and print one JSON object
	@$(PYTHON) -m bench.growth $(if $(SIZES),--sizes $(SIZES))

backtest: $(DEV) ## Hold forecasts against what came, look for simulated breaks (DATA=<csv> PLATFORM=<name> FROM=<date> TO=<date> SEED=...), and print one JSON object
	@$(PYTHON) -m bench.backtest $(if $(DATA),--data "$(DATA)") $(if $(PLATFORM),--platform "$(PLATFORM)") \
		$(if $(FROM),--from "$(FROM)") $(if $(TO),--to "$(TO)") $(if $(SEED),--seed "$(SEED)")

forecast-doc: $(DEV) ## Renew the figures, the tables and the chart of docs/develop/forecast.md
	@$(PYTHON) -m bench.backtest --document docs/develop

chaos: $(DEV) ## Kill the bot 1,700 times, count what arrives and what is set (SEED=... repeats it), and print one JSON object
	@$(BIN)/pytest --whole -q tests/chaos tests/e2e/test_platform_replicas.py tests/wechat/tokens tests/storage/fleet tests/oracle >&2
	@$(PYTHON) -m tools.chaos $(if $(SEED),--seed "$(SEED)")

# A part takes up to forty minutes; what the file has already is not run again.
effects: $(DEV) ## Kill, stop and cut replicas that set minimums (SEED=..., RUNS=..., FIRST=...), and judge them from outside
	@mkdir -p build; $(PYTHON) -m tools.chaos.effects --seed $(or $(SEED),effects) --first $(or $(FIRST),0) \
		--runs $(or $(RUNS),275) --out build/effects.jsonl
	@$(PYTHON) -m tools.chaos.effects --seed $(or $(SEED),effects) --out build/effects.jsonl --summary \
		$(if $(DOCUMENT),--document)

# What the file has already is not run again; with WIDE=1 what survived is held against more tests.
mutants: SEED ?= $(shell git rev-parse HEAD^)
mutants: $(DEV) ## Change 60 places of the code, one at a time (COUNT=..., PARTS="bot/domain/numbers ...", SEED=..., WIDE=1), and print which changes no test notices
	@mkdir -p build; $(PYTHON) -m tools.mutants --seed "$(SEED)" --out "build/mutants-$(SEED).jsonl" \
		--count $(or $(COUNT),60) --parts $(PARTS) --pure $(PURE) $(if $(WIDE),--wide) \
		$(if $(COVERED),--covered "$(COVERED)")

covered: $(DEV) ## Note which tests run which line, in ten minutes: make mutants COVERED=build/covered then takes seconds for each change
	@mkdir -p build; COVERAGE_FILE=build/covered $(BIN)/pytest -q -n 2 --hypothesis-profile=quick --cov --cov-context=test \
		--cov-report= -m "not e2e and not browser and not postgres" \
		$(addprefix tests/,domain usecases blocks handlers export storage contracts cli mcp pages wiring i18n)

fuzz: $(DEV) ## Feed a million random inputs (INPUTS=..., SEED=..., KIND=..., AT=... repeats one), and print one JSON object
	@$(PYTHON) -m tools.fuzz $(if $(INPUTS),--inputs "$(INPUTS)") $(if $(SEED),--seed "$(SEED)") \
		$(if $(KIND),--kind "$(KIND)") $(if $(AT),--at "$(AT)")

fleet: $(DEV) ## Let ten thousand merchants in, sweep and search them as the third-party platform, and print one JSON object
	@$(PYTHON) -m tools.fleet

soak: $(DEV) ## Hold 200 commands a second while Slack and WeChat fail (MINUTES=10), and print one JSON object
	@$(PYTHON) -m bench.soak $(if $(MINUTES),--minutes "$(MINUTES)")

flood: $(DEV) ## Let 300 people's agents call 50 and 500 times a second (LASTS=20), and print one JSON object
	@$(PYTHON) -m bench.flood $(if $(LASTS),--seconds "$(LASTS)")

wheels: $(RUN) ## Build the wheels of Baselib and of scan alone, into build/wheels
	$(PYTHON) -m hatchling build -t wheel -d $(CURDIR)/build/wheels
	cd ci/package && $(abspath $(PYTHON)) -m hatchling build -t wheel -d $(CURDIR)/build/wheels

lock: $(DEV) ## Renew the lock files from pyproject.toml (UPGRADE=--upgrade: to the newest versions)
	$(LOCK) --group pyproject.toml:pip --output-file requirements-pip.lock
	$(LOCK) --group build --output-file requirements.lock pyproject.toml
	$(LOCK) --group pyproject.toml:demo --constraints requirements.lock --output-file requirements-demo.lock
	$(LOCK) --group build --group demo --group dev --constraints requirements.lock --constraints requirements-demo.lock \
		--output-file requirements-dev.lock pyproject.toml
	@echo "Looking up whether they hold all that any Python and platform asks for"
	@$(PYTHON) -m tools.locks

catalog: $(DEV) ## Renew what WeChat documents of its APIs, from its newest published typings and the table of components
	@$(PYTHON) -m tools.catalog.generate

components: $(DEV) ## Read WeChat's component pages again (then: make catalog)
	@$(PYTHON) -m tools.catalog.pages $$(date -u +%F)

page: $(NODE) ## Build the sandbox's page
	cd $(PAGE) && npm run --silent build

page-check: $(NODE) ## Prove that the page's built files are what its sources build to
	cd $(PAGE) && npm run --silent build -- --outDir dist-check --emptyOutDir --logLevel warn
	@diff -r $(PAGE)/dist $(PAGE)/dist-check >/dev/null || { \
		echo "$(PAGE)/dist is not what the sources build to. Run \`make page\` and commit the result."; exit 1; }
	@rm -rf $(PAGE)/dist-check

desk-check: $(DEV) $(DESK)/$(INSTALLED) ## Prove that ESLint and TypeScript take what `baselib eslint` and `baselib typings` write
	@mkdir -p build/desk; node $(DESK)/check.mjs build/desk $(PYTHON) $(SOURCES)

screenshots: $(DEV) ## Take the pictures in docs/ again
	$(PYTHON) -m tools.screenshots

reference: $(DEV) ## Renew the pages of docs/reference/ from the code
	@$(PYTHON) -m tools.reference

docs: $(DEV) ## Build docs/ as a site, into build/docs; a warning is an error
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --config-file docs/site/mkdocs.yml
	@echo "Open build/docs/index.html"

clean: ## Remove what make has built; settings and data stay
	rm -rf $(VENV) build *.egg-info $(PAGE)/node_modules $(PAGE)/dist-check $(DESK)/node_modules
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	find bot handlers tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(RUN): pyproject.toml $(MADE)
	$(call install,requirements.lock)
	@touch $@

$(DEMO): pyproject.toml $(MADE)
	$(call install,requirements.lock requirements-demo.lock)
	@touch $@ $(RUN)

# The test environment holds the other two.
$(DEV): pyproject.toml $(MADE)
	$(call install,requirements-dev.lock)
	@touch $@ $(DEMO) $(RUN)

# Runs at each call that names a Python, and leaves the environment alone when it is of that one and the locks are older.
$(MADE): $(LOCKS) $(if $(filter file,$(origin PYTHON3)),,named)
	@old=; bare=; chosen=; \
	for python in $(PYTHON3); do \
		"$$python" -c '' 2>/dev/null || continue; \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { old="$$old $$python"; continue; }; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || { bare="$$bare $$python"; continue; }; \
		chosen="$$python"; break; \
	done; \
	if [ -n "$$chosen" ] && [ -z "$(filter $(LOCKS),$?)" ] && \
		[ "$$(awk -F ' = ' '$$1 == "executable" { print $$2 }' $@ 2>/dev/null)" = \
		"$$("$$chosen" -c 'import os, sys; print(os.path.realpath(sys.executable))')" ]; then :; \
	elif [ -n "$$chosen" ]; then \
		echo "Making $(VENV) with $$("$$chosen" --version)"; \
		"$$chosen" -m venv --clear $(VENV) && \
		echo "Installing pip from requirements-pip.lock" && \
		$(PIP) install --quiet --no-compile --no-deps --require-hashes --requirement requirements-pip.lock \
		|| { rm -rf $(VENV); exit 1; }; \
	elif [ -n "$$bare" ]; then \
		echo "Python has no venv module here (tried:$$bare). On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	elif [ -n "$$old" ]; then \
		echo "Baselib needs Python 3.11 or newer; found only older ones:$$old" >&2; exit 1; \
	else \
		echo "Baselib needs Python 3.11 or newer; found none of: $(PYTHON3)" >&2; exit 1; \
	fi

%/$(INSTALLED): %/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing. On Debian and Ubuntu: apt-get install nodejs npm" >&2; exit 1; }
	cd $* && npm ci --no-progress --loglevel=error
	@touch $@
