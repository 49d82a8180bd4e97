//! The program: a few lines over `tunelint::cli`.

fn main() {}
