.PHONY: up start stop restart sync migrate site test test-unit test-site test-browser bench lint

up: ## from a bare machine to a running site with the demo company
	@bash scripts/up

start stop restart: ## web, worker, scheduler and socketio of the bench
	@bash scripts/processes $@

sync: ## copy this checkout into the bench
	@bash scripts/sync

migrate: sync ## copy, then bring SITE's tables up to date
	@bash scripts/bench --site $${SITE:-aftersales.localhost} migrate

site: ## a further site: make site NAME=second.localhost
	@bash scripts/site $(NAME)

test: ## unit, site and browser tests
	@bash scripts/test

test-unit test-site test-browser: ## one kind of tests; ARGS goes to pytest
	@bash scripts/test $(@:test-%=%) $(ARGS)

bench: ## the speed figures, as ratios
	@bash scripts/bench-figures

lint: ## what CI checks before the tests
	@bash scripts/lint
