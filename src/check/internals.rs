//! What benchmarks and fuzz targets reach into; no part of the library's face.
#![doc(hidden)]

use std::sync::Arc;

use super::batch::{Checker, Part, block_end};
use crate::record::scan::{Scanned, Scanner};
use crate::report::Report;
use crate::rules::Plan;

/// Scan every line of `bytes` that is UTF-8, and count the values.
pub fn scan(bytes: &[u8]) -> usize {
    let mut scanner = Scanner::default();
    let mut values = 0;
    let mut start = 0;
    while start < bytes.len() {
        let end = block_end(bytes, start);
        let block = &bytes[start..end];
        scanner.start(block);
        if scanner.is_utf8(block) {
            let mut at = 0;
            while at < block.len() {
                let (found, line_end) = scanner.line(block, at);
                values += usize::from(found == Scanned::Value);
                at = line_end + 1;
            }
        }
        start = end;
    }
    values
}

/// Compare what the scanner says of each line with what `serde_json` says, and panic if they differ.
#[cfg(fuzzing)]
pub fn judge_scan(bytes: &[u8]) {
    crate::record::scan::tests::check_block(bytes);
}

/// Check `bytes` as one batch.
pub fn check(plan: &Arc<Plan>, bytes: &[u8]) -> Report {
    let part = Part { first: true, last: true, is_file: false, misnamed: None };
    Checker::new(Arc::clone(plan), 5).check("bytes", bytes, part)
}
