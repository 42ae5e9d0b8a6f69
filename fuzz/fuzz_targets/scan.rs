#![no_main]

#[path = "../../tests/fuzz/scan.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run_long(data));
