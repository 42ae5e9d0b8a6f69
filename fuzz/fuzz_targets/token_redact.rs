#![no_main]

#[path = "../../tests/fuzz/token_redact.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
