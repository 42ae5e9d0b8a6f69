#![no_main]

#[path = "../../tests/fuzz/render.rs"]
mod body;
#[path = "../../tests/fuzz/sanitise.rs"]
mod sanitise;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
