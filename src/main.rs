//! The program: a few lines over `tunelint::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tunelint::cli::run(std::env::args_os())
}
