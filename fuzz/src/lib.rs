//! What must hold for any bytes, one module for each part of the program.
//!
//! Each has a function that takes the bytes of the fuzzer and panics if something does not hold, and
//! each has a program in `bin/` that gives it to the fuzzer.

pub mod baseline;
pub mod config;
mod drawn;
#[cfg(not(feature = "libfuzzer"))]
pub mod driver;
pub mod excerpt;
pub mod output;
pub mod packed;
pub mod restored;
#[path = "../../tests/sound/mod.rs"]
mod sound;
pub mod target;
mod terminal;
pub mod whole;

/// Makes a program of a function that takes bytes.
#[macro_export]
macro_rules! fuzz {
    ($function:path) => {
        #[cfg(feature = "libfuzzer")]
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $function(bytes));

        #[cfg(not(feature = "libfuzzer"))]
        fn main() -> std::process::ExitCode {
            $crate::driver::run($function)
        }
    };
}
