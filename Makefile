.PHONY: run test lint bench pictures crash fuzz mutants soak lambda deploy emulator watch

run:; cargo run --locked --release
test:; scripts/test
lint:; scripts/lint
bench:; scripts/bench
pictures:; cargo build --locked && scripts/pictures.py $${CARGO_TARGET_DIR:-target}/debug/relance docs/pictures
crash:; scripts/crash
fuzz:; scripts/fuzz $(or $(SECONDS),60) $(TARGETS)
mutants:; scripts/mutants $(MODULES)
soak:; scripts/soak $(or $(MINUTES),20)
lambda:; scripts/lambda $(ARCH)
deploy:; scripts/deploy $(PARAMETERS)
emulator:; scripts/with-postgres scripts/with-aws scripts/emulator
watch:; scripts/watch
