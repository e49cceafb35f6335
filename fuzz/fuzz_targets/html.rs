#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| relance_fuzz::html(data));
