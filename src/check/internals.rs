//! What benchmarks and fuzz targets reach into; no part of the library's face.
#![doc(hidden)]

use std::sync::Arc;

use super::batch::{Checker, Part};
use super::blocks::Blocks;
use crate::record::mould::Moulds;
use crate::record::scan::{Scanned, Scanner};
use crate::report::Report;
use crate::rules::Plan;

/// Scan every line of `bytes` that is UTF-8, and count the values.
pub fn scan(bytes: &[u8]) -> usize {
    let mut scanner = Scanner::default();
    let mut moulds = Moulds::<()>::default();
    let mut values = 0;
    let mut blocks = Blocks::of(bytes, 0);
    while let Some(block) = blocks.next(&mut scanner) {
        let block = block.lines;
        if scanner.is_utf8(block) {
            let mut at = 0;
            while at < block.len() {
                let line_end = if let Some(fit) = moulds.fit(&mut scanner, block, at) {
                    values += 1;
                    fit.end
                } else {
                    let (found, line_end) = scanner.line(block, at);
                    if found == Scanned::Value {
                        values += 1;
                        moulds.learn(&scanner, block, at, line_end);
                    }
                    line_end
                };
                at = line_end + 1;
            }
        }
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

/// Check `bytes` twice with a checker that remembers how records are put together, and panic if that
/// finds anything else than to read every record.
#[cfg(any(test, fuzzing))]
pub fn judge_skimming(plan: &Arc<Plan>, bytes: &[u8]) {
    let part = Part { first: true, last: true, is_file: false, misnamed: None };
    let checker = || {
        let limits = Arc::new(super::texts::Limits::of_much());
        Checker::new(Arc::clone(plan), 2).beside(&limits)
    };
    let read = checker().reading_all().check("bytes", bytes, part);
    let mut skimming = checker();
    for _ in 0..2 {
        let skimmed = skimming.check("bytes", bytes, part);
        assert_eq!(format!("{skimmed:?}"), format!("{read:?}"), "{}", bytes.escape_ascii());
    }
}
