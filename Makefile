# Everything there is to run. A fresh machine needs Python 3.11 or later and make; the rest comes by itself.

VENV := .venv
RUN := $(VENV)/bin/python
SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: help install demo test lint bench pictures faults fuzz lock

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' $(firstword $(MAKEFILE_LIST))

install: $(VENV)/installed ## set everything up in .venv (the other commands do it by themselves)

demo: $(VENV)/installed ## a local Slack workspace with the bot in it, on one page
	@$(RUN) -m bot demo

test: lint ## lint, then every test
	@$(RUN) -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/installed ## style, types and the floors of the house
	@$(RUN) -m ruff check
	@$(RUN) -m ruff format --check --quiet
	@$(RUN) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

bench: $(VENV)/installed ## how fast it is here
	@$(RUN) -m bench

pictures: $(VENV)/installed ## take the pictures of the README and of docs/cards.md from the demo
	@$(RUN) -m docs.pictures

faults: $(VENV)/installed ## kill it many times at every step; takes hours, and goes on where it was stopped
	@$(RUN) -m tests.faults

fuzz: $(VENV)/installed ## 100,000 broken payloads of Slack; takes an hour on two cores, less on more
	@nice -n 10 $(RUN) -m tests.fuzz

lock: ## pin every dependency again (needs uv)
	uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --universal \
	  --python-version 3.11 --no-header --no-annotate -o requirements.lock

# The stamp is written last, so an install that broke off is done again. It is older than a changed lock.
$(VENV)/installed: requirements.lock $(RUN)
	@$(RUN) -m pip --version >/dev/null 2>&1 || { $(make_venv); }
	@echo "Installing the packages of requirements.lock into $(VENV): once, a minute or two."
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-input --no-deps --require-hashes -r $<
	@$(RUN) -c 'import pathlib, sysconfig; \
	  pathlib.Path(sysconfig.get_path("purelib"), "countersign.pth").write_text("$(CURDIR)\n")'
	@touch $@

$(RUN):
	@$(make_venv)

# The first Python that is new enough; looked for only when a venv is to be made.
define make_venv
for python in python3 python3.13 python3.12 python3.11; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; \
done; \
test -n "$$python" || { echo "Python 3.11 or later is needed, and no python3 here is." >&2; exit 1; }; \
"$$python" -m venv --clear $(VENV) >$(VENV).log 2>&1 && rm -f $(VENV).log || { \
  grep -q ensurepip $(VENV).log && echo "$$python cannot make a venv: run apt-get install python3-venv" >&2 \
  || cat $(VENV).log >&2; rm -rf $(VENV) $(VENV).log; exit 1; }
endef
