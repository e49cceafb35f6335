.PHONY: run test lint bench pictures crash lambda deploy emulator watch

run:; cargo run --release
test:; scripts/test
lint:; cargo fmt --check && cargo clippy --workspace --all-targets -- -D warnings && scripts/python cfn-lint infra/template.yaml && scripts/modules.py
bench:; scripts/bench
pictures:; cargo build && scripts/pictures.py $${CARGO_TARGET_DIR:-target}/debug/relance docs/pictures
crash:; scripts/crash
lambda:; scripts/lambda $(ARCH)
deploy:; scripts/deploy $(PARAMETERS)
emulator:; scripts/with-postgres scripts/with-aws scripts/emulator
watch:; scripts/watch
