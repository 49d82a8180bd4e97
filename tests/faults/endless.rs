//! More than there is room for: inputs without end, large ones, little memory, few descriptors.

use std::fs::File;
use std::io::Write as _;

use crate::place::{BAD, GOOD, Place};
use crate::{by_shell, instructions};

#[test]
fn a_line_without_end_is_an_error_where_memory_ends() {
    // What the error says where memory does not end is tested with smaller bounds, beside the code.
    let place = Place::new();
    let (code, out, err) = by_shell(&place, "ulimit -v 600000; exec \"$0\" /dev/zero");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("/dev/zero: reading failed") && err.contains("out of memory"), "{err}");
    assert!(err.contains("does not fit into memory"), "{err}");
}

/// A zstd frame of 4 GiB of one byte, in 131 KB.
fn bomb() -> Vec<u8> {
    // The magic, no checksum and no size, a window of 1 MiB.
    let mut frame = b"\x28\xB5\x2F\xFD\x00\x50".to_vec();
    // Blocks of 128 KiB of the byte `x`: the size, the type 1, and whether it is the last.
    for left in (0..32_768_u32).rev() {
        let header: u32 = (128 << 10) << 3 | 1 << 1 | u32::from(left == 0);
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(b'x');
    }
    frame
}

#[test]
fn damaged_and_endless_packing_is_said_and_the_rest_is_checked() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for i in 0..50_000 {
        writeln!(gzip, "{{\"prompt\": \"{i}\", \"completion\": \"b\"}}").unwrap();
    }
    let gzip = gzip.finish().unwrap();
    let mut flipped = gzip.clone();
    flipped[gzip.len() / 2..][..8].fill(0xFF);
    let place = Place::new()
        .with("bad.jsonl", BAD)
        .with("bomb.jsonl.zst", bomb())
        .with("cut.jsonl.gz", &gzip[..gzip.len() / 2])
        .with("flipped.jsonl.gz", &flipped)
        .with("plain.jsonl.gz", GOOD);
    let script = "ulimit -v 600000; exec \"$0\" . --target generic --output-format concise";
    let (code, out, err) = by_shell(&place, script);
    assert_eq!(code, 2);
    assert!(out.contains("bad.jsonl:1:59: error"), "{out}");
    for words in [
        "bomb.jsonl.zst: reading failed",
        "cut.jsonl.gz: the gzip data is cut off after",
        "flipped.jsonl.gz: the gzip data is damaged after",
        "plain.jsonl.gz: the name says gzip, the content is not",
    ] {
        assert!(err.contains(words), "{err}");
    }
}

#[test]
fn few_file_descriptors_are_enough_for_many_files() {
    let mut place = Place::new();
    let large = instructions(20_000);
    for i in 0..200 {
        place = place.with(&format!("{i}.jsonl"), format!("{GOOD}\n"));
    }
    for i in 0..20 {
        place = place.with(&format!("large{i}.jsonl"), &large);
    }
    let run = |most: u32| by_shell(&place, &format!("ulimit -n {most}; exec \"$0\" --threads 8 ."));
    let (code, out, err) = run(32);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("400,200 records of 220 files"), "{out}");
    // With too few, it says so.
    let (code, _, err) = run(5);
    assert!(code == 0 || err.contains("Too many open files"), "{code}: {err}");
}

/// Check a file of so many MiB, mostly holes: zeros that take no disk. There is so much memory, in KiB.
fn large(lines: u64, memory: u64) {
    let place = Place::new();
    let file = File::create(place.path().join("train.jsonl")).unwrap();
    for line in 0..lines {
        use std::os::unix::fs::FileExt as _;
        file.write_all_at(b"\n{}\n", line << 20).unwrap();
    }
    let arguments = "train.jsonl --threads 2 --output-format jsonl -q";
    let script = format!("ulimit -v {memory}; exec \"$0\" {arguments}");
    let (code, out, err) = by_shell(&place, &script);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.lines().count() as u64 > lines, "{out}");
}

#[test]
fn a_file_beyond_the_memory_there_may_be_is_read_all_the_same() {
    large(400, 300_000);
}

#[test]
#[ignore = "it takes a minute where nothing is optimised"]
fn a_file_of_4_gib_is_read_with_512_mib() {
    large(4096, 512 << 10);
}
