#![cfg_attr(feature = "libfuzzer", no_main)]

tunelint_fuzz::fuzz!(tunelint_fuzz::baseline::run);
