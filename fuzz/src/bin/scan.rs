//! The scanner says of every line what `serde_json` says. The judge is that of the tests.

#![cfg_attr(feature = "libfuzzer", no_main)]

tunelint_fuzz::fuzz!(tunelint::check::internals::judge_scan);
