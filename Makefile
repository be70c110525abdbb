# The commands of this repository. `make` alone lists them; what each does is in Scripts/.

.DEFAULT_GOAL := help
.PHONY: help deps demo test typing matrix examples products docs lint format goldens bench bench-check clean

# Options of the benchmarks, see Benchmarks/README.md: make bench SUITE="--only 'ew.*' --backend reference"
SUITE ?=

# Examples to run, by folder name: make examples EXAMPLES="Digits". All of them when empty.
EXAMPLES ?=

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install the system packages that are missing (through sudo when not root)
	@bash Scripts/deps.sh

demo: deps ## Build in release and train a classifier of handwritten digits
	swift build -c release --product Digits
	@"$$(swift build -c release --show-bin-path)/Digits"

test: deps ## Build and run every test, with warnings as errors
	JACOBI_BACKEND=reference swift test -Xswiftc -warnings-as-errors

matrix: deps ## Print which rules exist for which primitive and dtype, and write the page of the documentation
	swift build --product RuleMatrix
	@"$$(swift build --show-bin-path)/RuleMatrix" Primitives/JacobiPrimitives/JacobiPrimitives.docc/RuleMatrix.md

typing: deps ## Check that expressions as users write them are type-checked quickly
	@bash Scripts/type-checking.sh

examples: deps ## Build and run every example
	@bash Scripts/run-examples.sh $(EXAMPLES)

products: deps ## Build every library product alone, and a client that depends on three of them
	@bash Scripts/standalone-products.sh

docs: deps ## Build the documentation of every library product, with warnings as errors
	@bash Scripts/docs.sh

lint: deps ## Check the formatting of every Swift file
	@bash Scripts/format.sh lint

format: deps ## Format every Swift file in place
	@bash Scripts/format.sh format

goldens: ## Compute the numbers that tests compare with again (needs Python 3.11 or later)
	@bash Scripts/goldens.sh

bench: deps ## Measure every workload of the suite, with JAX in turns where PYTHON (python3) has it
	@bash Scripts/bench.sh --output Benchmarks/Results $(SUITE)

bench-check: deps ## Compute the workloads of the suite once and compare checksums; nothing is timed
	@bash Scripts/bench.sh --check --limit 5 --total 110 $(SUITE)

clean: ## Remove everything that was built
	rm -rf .build Benchmarks/.build Examples/*/.build Scripts/StandaloneClient/.build
