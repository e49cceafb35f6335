.PHONY: run test lint bench

run:; cargo run --release
test:; scripts/test
lint:; cargo fmt --check && cargo clippy --workspace --all-targets -- -D warnings
bench:; scripts/bench
