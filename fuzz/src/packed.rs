//! Packed files: a sound one is checked like what it holds, and any damage is an error or harmless.

use std::io::{self, Write as _};

use arbitrary::Unstructured;
use flate2::Compression;
use flate2::write::GzEncoder;
use tunelint::check::Silent;
use tunelint::input::Source;

use crate::drawn::{flag, number};
use crate::whole::{self, assert_same};

static LINTER: std::sync::LazyLock<tunelint::check::Linter> =
    std::sync::LazyLock::new(|| whole::linter(&["together"], None));

/// Packs bytes, damages them, and checks them; or checks them as they are, for a packed file.
pub fn run(bytes: &[u8]) {
    let mut head = Unstructured::new(bytes);
    let (as_they_are, gzip) = (flag(&mut head), flag(&mut head));
    let edits: Vec<(usize, u8)> = (0..number(&mut head, 3))
        .map(|_| (number(&mut head, 1 << 16), number(&mut head, 255) as u8))
        .collect();
    let content = head.take_rest();
    let mut packed = match (as_they_are, gzip) {
        (true, _) => content.to_vec(),
        (false, true) => gzipped(content).expect("it can be packed"),
        (false, false) => zstd::encode_all(content, 1).expect("it can be packed"),
    };
    for (at, byte) in &edits {
        let length = packed.len().max(1);
        if let Some(place) = packed.get_mut(at % length) {
            *place ^= byte;
        }
    }
    let whole = LINTER.check(&[Source::memory("data.jsonl", packed)], &mut Silent);
    assert!(whole.problems.len() <= 1);
    if !as_they_are && edits.iter().all(|(_, byte)| *byte == 0) {
        assert!(whole.problems.is_empty(), "{:?}", whole.problems);
        let plain = LINTER.check_slice("data.jsonl", content);
        assert_eq!(whole.report.bytes(), content.len() as u64);
        // That it is packed and its name does not say so is a finding of its own.
        if plain.counts() == whole.report.counts() {
            assert_same(&whole.report, &plain);
        }
    }
}

fn gzipped(content: &[u8]) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(content)?;
    packer.finish()
}
