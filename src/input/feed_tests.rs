//! Tests of the whole way from sources to batches: feed, work, batch, stream.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::thread;

use flate2::write::GzEncoder;
use proptest::prelude::*;
use tempfile::TempDir;

use super::super::stream::Bounds;
use super::*;

fn options(batch_bytes: usize, memory_map: bool, large_file: u64) -> FeedOptions {
    FeedOptions { batch_bytes, memory_map, large_file }
}

/// What a source gave: its batches, and the error that ended it.
#[derive(Debug, Default)]
struct Given {
    batches: Vec<Vec<u8>>,
    error: Option<InputError>,
    compression: Option<Compression>,
}

impl Given {
    fn whole(&self) -> Vec<u8> {
        assert!(self.error.is_none(), "{self:?}");
        self.batches.concat()
    }
}

/// Draws everything and checks what must always hold.
fn draw(sources: &[Source], options: &FeedOptions) -> Vec<Given> {
    let feed = Feed::new(sources, options.clone());
    let mut given: Vec<Given> = Vec::new();
    let mut ended = true;
    let mut sequence = 0;
    while let Some(work) = feed.next() {
        assert_eq!(work.part().sequence, sequence);
        sequence += 1;
        assert_eq!(work.part().first, ended);
        if ended {
            given.push(Given::default());
        }
        assert_eq!(work.part().source, given.len() - 1);
        ended = work.part().last;
        let this = given.last_mut().unwrap();
        match work.load() {
            Ok(batch) => {
                assert_eq!(batch.part().offset, this.batches.concat().len() as u64);
                assert_eq!(batch.part().last, ended);
                if !ended {
                    assert!(batch.ends_with(b"\n"), "cut inside a line");
                }
                assert!(!batch.is_empty() || (batch.part().first && batch.part().last));
                batch.verify().unwrap();
                this.compression = batch.part().compression;
                this.batches.push(batch.to_vec());
            }
            Err(error) => {
                assert!(ended && this.error.is_none());
                this.error = Some(error);
            }
        }
    }
    assert!(ended && feed.next().is_none());
    assert_eq!(given.len(), sources.len());
    given
}

fn file(directory: &TempDir, name: &str, content: &[u8]) -> Source {
    let path = directory.path().join(name);
    fs::write(&path, content).unwrap();
    Source::file(path)
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 1).unwrap()
}

fn lines(count: usize) -> Vec<u8> {
    (0..count).flat_map(|n| format!("{{\"n\": {n}}}\n").into_bytes()).collect()
}

/// The same content in every way it can be read.
fn in_all_ways(directory: &TempDir, content: &[u8]) -> Vec<Source> {
    vec![
        file(directory, "plain.jsonl", content),
        Source::memory("memory", content),
        file(directory, "a.jsonl.gz", &gzip(content)),
        file(directory, "a.jsonl.zst", &zstd(content)),
        Source::memory("packed", gzip(content)),
        file(directory, "misnamed.jsonl", &zstd(content)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn lines_come_out_as_they_went_in(
        content in "[ab\r\n]{0,200}",
        batch_bytes in 0_usize..70,
        memory_map: bool,
        large_file in prop_oneof![Just(0_u64), Just(1_000_000)],
    ) {
        let directory = TempDir::new().unwrap();
        let sources = in_all_ways(&directory, content.as_bytes());
        for (given, source) in
            draw(&sources, &options(batch_bytes, memory_map, large_file)).iter().zip(&sources)
        {
            prop_assert_eq!(given.whole(), content.as_bytes(), "{}", source);
        }
    }
}

#[test]
fn every_length_and_every_block_size_keeps_the_lines() {
    let directory = TempDir::new().unwrap();
    let whole = b"a\n\nbcd\r\ne\n\n\nfghijklmnop\nq\r\n\nrs";
    for length in 0..=whole.len() {
        let content = &whole[..length];
        let sources = [
            file(&directory, "a.jsonl", content),
            file(&directory, "a.jsonl.gz", &gzip(content)),
            Source::memory("memory", content),
        ];
        for batch_bytes in 1..=whole.len() + 1 {
            for memory_map in [true, false] {
                for given in draw(&sources, &options(batch_bytes, memory_map, 0)) {
                    assert_eq!(given.whole(), content, "{length} {batch_bytes} {memory_map}");
                }
            }
        }
    }
}

#[test]
fn batches_are_about_as_large_as_wanted() {
    let directory = TempDir::new().unwrap();
    let content = lines(10_000);
    let sources = in_all_ways(&directory, &content);
    for given in &draw(&sources, &options(1000, true, 0)) {
        assert!(given.batches.len() < content.len() / 900);
        assert!(given.batches.iter().all(|batch| batch.len() <= 1000));
    }
}

#[test]
fn an_empty_source_is_one_empty_batch() {
    let directory = TempDir::new().unwrap();
    let sources = [
        file(&directory, "a.jsonl", b""),
        file(&directory, "a.jsonl.gz", b""),
        file(&directory, "b.jsonl.gz", &gzip(b"")),
        Source::memory("memory", *b""),
    ];
    for given in draw(&sources, &FeedOptions::default()) {
        assert_eq!(given.batches, [b""]);
    }
    assert!(draw(&[], &FeedOptions::default()).is_empty());
}

#[test]
fn a_long_line_is_a_batch_of_its_own_size() {
    let directory = TempDir::new().unwrap();
    let long = vec![b'x'; 20 << 20];
    let content = [b"{}\n".as_slice(), &long, b"\n{}\n"].concat();
    let sources =
        [file(&directory, "a.jsonl", &content), file(&directory, "a.jsonl.zst", &zstd(&content))];
    for memory_map in [true, false] {
        for given in &draw(&sources, &FeedOptions { memory_map, ..FeedOptions::default() }) {
            assert!(given.whole() == content);
            assert!(given.batches.len() >= 2);
        }
    }
}

#[test]
fn packed_content_may_have_many_parts() {
    let directory = TempDir::new().unwrap();
    let parts: [&[u8]; 4] = [b"{\"a\":1}\n{\"b\"", b":2}\n", b"", b"{\"c\":3}"];
    let skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip";
    let sources = [
        file(&directory, "a.jsonl.gz", &parts.map(gzip).concat()),
        file(&directory, "a.jsonl.zst", &parts.map(zstd).concat()),
        file(
            &directory,
            "b.jsonl.zst",
            &[skippable.as_slice(), &parts.map(zstd).concat()].concat(),
        ),
    ];
    for given in &draw(&sources, &options(4, true, 0)) {
        assert_eq!(given.whole(), parts.concat());
        assert!(given.compression.is_some());
    }
}

#[test]
fn damaged_packing_gives_the_good_lines_and_then_an_error() {
    let directory = TempDir::new().unwrap();
    let content = lines(20_000);
    for pack in [gzip, zstd] {
        let name = if pack(b"")[0] == 0x1F { "a.jsonl.gz" } else { "a.jsonl.zst" };
        let packed = pack(&content);

        let cut_off = file(&directory, name, &packed[..packed.len() / 2]);
        let given = draw(&[cut_off], &options(1000, true, 0)).remove(0);
        let good = given.batches.concat();
        assert!(content.starts_with(&good));
        match given.error.unwrap() {
            InputError::CutOff { offset, .. } => {
                assert!(offset >= good.len() as u64 && offset < content.len() as u64);
            }
            other => panic!("{other:?}"),
        }

        let garbage = file(&directory, name, &[packed.as_slice(), b"not packed at all"].concat());
        let given = draw(&[garbage], &options(1000, true, 0)).remove(0);
        assert!(content.starts_with(&given.batches.concat()));
        assert!(matches!(given.error, Some(InputError::Corrupt { .. })), "{:?}", given.error);

        let mut flipped = packed.clone();
        let middle = flipped.len() / 2;
        flipped[middle..middle + 8].fill(0xFF);
        let flipped = file(&directory, name, &flipped);
        let given = draw(&[flipped], &options(1000, true, 0)).remove(0);
        assert!(matches!(given.error, Some(InputError::Corrupt { .. })), "{:?}", given.error);
    }
}

#[test]
fn a_zstd_window_beyond_the_limit_is_refused_in_words() {
    // A frame header that asks for a window of 2^31 bytes, and the beginning of a block.
    let frame = b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00abcdefgh";
    let given = draw(&[Source::memory("a", *frame)], &FeedOptions::default()).remove(0);
    match given.error.unwrap() {
        error @ InputError::WindowTooLarge { .. } => {
            assert!(error.to_string().contains("128 MiB"), "{error}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_that_promises_packing_must_keep_it() {
    let directory = TempDir::new().unwrap();
    let sources = [
        file(&directory, "plain.jsonl.gz", b"{}\n"),
        file(&directory, "zstd.jsonl.gz", &zstd(b"{}\n")),
        file(&directory, "good.jsonl", b"{}\n"),
    ];
    let given = draw(&sources, &FeedOptions::default());
    assert!(matches!(given[0].error, Some(InputError::NotCompressed { found: None, .. })));
    assert!(matches!(
        given[1].error,
        Some(InputError::NotCompressed { found: Some(Compression::Zstd), .. })
    ));
    assert_eq!(given[2].whole(), b"{}\n");
}

#[test]
fn a_small_file_that_unpacks_to_very_much_is_an_error() {
    let directory = TempDir::new().unwrap();
    let bomb = zstd(&vec![b'x'; 80 << 20]);
    assert!(bomb.len() < 100_000);
    let sources = [file(&directory, "a.jsonl", &bomb), file(&directory, "b.jsonl", b"{}\n")];
    let given = draw(&sources, &FeedOptions::default());
    assert!(matches!(given[0].error, Some(InputError::Misnamed { .. })));
    assert_eq!(given[1].whole(), b"{}\n");
}

/// What a stream of these bytes gives within bounds: how much, and the error.
fn bounded(content: Vec<u8>, bounds: Bounds) -> (usize, Option<InputError>) {
    let reader = io::Cursor::new(content);
    let stream = Stream::new(reader, PathBuf::from("x"), None, Arc::default()).unwrap();
    let mut stream = stream.within(bounds);
    let pool = Pool::new(0);
    let mut length = 0;
    loop {
        match stream.next_block(1000, &pool) {
            Block::Lines { buffer, last, .. } => {
                length += buffer.filled().len();
                if last {
                    return (length, None);
                }
            }
            Block::Failed(error) => return (length, Some(error)),
        }
    }
}

#[test]
fn a_line_without_end_is_an_error_behind_the_lines_before_it() {
    let bounds = Bounds { line: 50_000, unpacked: u64::MAX };
    let content = |length: usize| [&b"{}\n{}\n"[..], &vec![0; length]].concat();
    assert!(matches!(bounded(content(40_000), bounds), (40_006, None)));
    for packed in [false, true] {
        let content = content(60_000);
        let content = if packed { gzip(&content) } else { content };
        let (length, error) = bounded(content, bounds);
        assert_eq!(length, 6);
        assert!(matches!(error, Some(InputError::LongLine { limit: 50_000, .. })), "{error:?}");
    }
}

#[test]
fn what_unpacks_to_very_much_is_an_error_and_a_dataset_is_not() {
    let bounds = Bounds { line: 1 << 20, unpacked: 1 << 20 };
    let line = b"{\"messages\": []}\n";
    let bomb = line.repeat(5_000_000 / line.len());
    let (length, error) = bounded(zstd(&bomb), bounds);
    assert!(length < bomb.len());
    match error.unwrap() {
        InputError::Bomb { packed, unpacked, .. } => {
            assert!(unpacked > (1 << 20) + packed * 1000);
        }
        other => panic!("{other:?}"),
    }
    // However much there is of it.
    let data = lines(300_000);
    assert!(data.len() > 3 << 20);
    for packed in [gzip(&data), zstd(&data)] {
        assert!(matches!(bounded(packed, bounds), (length, None) if length == data.len()));
    }
    // What is not packed may be as long as it likes.
    assert!(matches!(bounded(bomb.clone(), bounds), (length, None) if length == bomb.len()));
}

#[test]
fn what_cannot_be_opened_is_an_error_of_its_own() {
    let directory = TempDir::new().unwrap();
    let sources = [
        Source::file(directory.path().join("missing")),
        Source::file(directory.path()),
        file(&directory, "good.jsonl", b"{}\n"),
    ];
    let given = draw(&sources, &FeedOptions::default());
    assert!(matches!(given[0].error, Some(InputError::NotFound { .. })));
    assert!(matches!(given[1].error, Some(InputError::IsDirectory { .. })));
    assert_eq!(given[2].whole(), b"{}\n");
}

/// Gives its bytes, then fails.
struct Failing(io::Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        match self.0.read(space)? {
            0 => Err(io::Error::other("unplugged")),
            count => Ok(count),
        }
    }
}

#[test]
fn a_reader_that_fails_gives_its_whole_lines_first() {
    let content = b"one\ntwo\nthree";
    for length in 0..=content.len() {
        for target in 1..20 {
            let reader = Failing(io::Cursor::new(content[..length].to_vec()));
            let pool = Pool::new(100);
            // Fails in the peek where there is not enough to be peeked at.
            let stream = Stream::new(reader, PathBuf::from("x"), None, Arc::default());
            let Ok(mut stream) = stream else {
                assert!(length < Compression::MAGIC_LENGTH);
                continue;
            };
            let mut lines = Vec::new();
            let error = loop {
                match stream.next_block(target, &pool) {
                    Block::Lines { buffer, last, .. } => {
                        assert!(!last);
                        lines.extend_from_slice(buffer.filled());
                    }
                    Block::Failed(error) => break error,
                }
            };
            let whole = memrchr(b'\n', &content[..length]).map_or(0, |newline| newline + 1);
            assert_eq!(lines, &content[..whole], "{length} {target}");
            assert!(matches!(error, InputError::Read { offset, .. } if offset == length as u64));
        }
    }
}

#[test]
fn many_threads_draw_everything_once() {
    let mut directories = Vec::new();
    let mut expected = BTreeMap::new();
    let mut sources = Vec::new();
    for (index, count) in [2000, 0, 1, 3000, 10, 4000].into_iter().enumerate() {
        let directory = TempDir::new().unwrap();
        let content = lines(count);
        sources.push(in_all_ways(&directory, &content).remove(index));
        expected.insert(index, content);
        directories.push(directory);
    }
    let feed = Feed::new(&sources, options(100, true, 5000));
    let pieces = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some(work) = feed.next() {
                    let batch = work.load().unwrap();
                    let piece = (batch.part().source, batch.to_vec());
                    assert!(pieces.lock().unwrap().insert(batch.part().sequence, piece).is_none());
                }
            });
        }
    });
    let pieces = pieces.into_inner().unwrap();
    assert_eq!(pieces.keys().copied().max(), Some(pieces.len() as u64 - 1));
    let mut given: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    for (source, bytes) in pieces.into_values() {
        given.entry(source).or_default().extend(bytes);
    }
    assert!(given == expected);
    assert_eq!(Some(feed.done()), feed.total());
}

#[test]
fn ten_thousand_small_files_are_fed() {
    let directory = TempDir::new().unwrap();
    let sources: Vec<_> =
        (0..10_000).map(|n| file(&directory, &format!("{n}.jsonl"), b"{\"a\": 1}\n{}")).collect();
    let feed = Feed::new(&sources, FeedOptions::default());
    let bytes = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(work) = feed.next() {
                    assert!(work.part().first && work.part().last);
                    let batch = work.load().unwrap();
                    bytes.fetch_add(batch.len() as u64, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(bytes.into_inner(), 110_000);
    assert_eq!((feed.done(), feed.total()), (110_000, Some(110_000)));
    assert!(feed.has_more_than(109_999) && !feed.has_more_than(110_000));
}

#[test]
fn the_total_is_unknown_with_a_pipe_among_the_sources() {
    let sources = [Source::memory("a", *b"{}\n"), Source::stdin()];
    let feed = Feed::new(&sources, FeedOptions::default());
    assert_eq!((feed.done(), feed.total()), (0, None));
    assert!(feed.has_more_than(2) && !feed.has_more_than(3));
    assert_eq!(Feed::new(&sources[..1], FeedOptions::default()).total(), Some(3));
}

#[cfg(unix)]
#[test]
fn a_fifo_is_read_to_its_end() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let content = lines(50_000);
    let writer = thread::spawn({
        let (path, content) = (path.clone(), content.clone());
        move || File::options().write(true).open(path).unwrap().write_all(&content).unwrap()
    });
    let given = draw(&[Source::file(path)], &FeedOptions::default()).remove(0);
    writer.join().unwrap();
    assert!(given.whole() == content);
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_say_they_have_no_bytes_are_read_all_the_same() {
    let given = draw(&[Source::file("/proc/self/status")], &FeedOptions::default()).remove(0);
    assert!(given.whole().starts_with(b"Name:"));
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn a_file_cut_while_it_is_checked_fails_and_the_next_is_read() {
    let directory = TempDir::new().unwrap();
    let content = lines(200_000);
    let sources =
        [file(&directory, "cut.jsonl", &content), file(&directory, "next.jsonl", &content)];
    let feed = Feed::new(&sources, FeedOptions::default());

    let first = feed.next().unwrap().load().unwrap();
    let second = feed.next().unwrap();
    assert_eq!(first.to_vec(), content[..first.len()]);
    first.verify().unwrap();
    File::options().write(true).open(sources[0].path().unwrap()).unwrap().set_len(100).unwrap();

    // The bytes are gone, and touching them is survived.
    let second = second.load().unwrap();
    assert!(second.iter().all(|&byte| byte == 0));
    let expected_length = content.len() as u64;
    assert!(matches!(
        second.verify(),
        Err(InputError::Shrunk { expected, found: 100, .. }) if expected == expected_length
    ));
    // What is known to be broken is not handed out further.
    let third = feed.next().unwrap();
    assert!(third.part().source == 0 && third.part().last);
    assert!(matches!(third.load(), Err(InputError::Shrunk { .. })));

    let mut rest = Vec::new();
    while let Some(work) = feed.next() {
        assert_eq!(work.part().source, 1);
        rest.extend_from_slice(&work.load().unwrap());
    }
    assert!(rest == content);
}

#[test]
fn a_file_cut_while_it_is_read_in_blocks_fails_behind_its_whole_lines() {
    let directory = TempDir::new().unwrap();
    let content = lines(1000);
    let behind_a_line = 1 + memrchr(b'\n', &content[..5000]).unwrap();
    for cut in [behind_a_line + 3, behind_a_line, 10] {
        let sources = [file(&directory, "a.jsonl", &content)];
        let feed = Feed::new(&sources, options(1000, false, 0));
        let mut lines = feed.next().unwrap().load().unwrap().to_vec();
        let other = File::options().write(true).open(sources[0].path().unwrap()).unwrap();
        other.set_len(cut as u64).unwrap();
        let error = loop {
            let work = feed.next().unwrap();
            let last = work.part().last;
            match work.load() {
                Ok(batch) => {
                    assert!(!last);
                    lines.extend_from_slice(&batch);
                }
                Err(error) => break error,
            }
        };
        assert!(content.starts_with(&lines) && lines.ends_with(b"\n"));
        assert!(matches!(error, InputError::Shrunk { found, .. } if found == cut as u64));
        assert!(feed.next().is_none());
    }
}

#[test]
fn a_small_file_cut_before_it_is_loaded_is_read_as_it_is() {
    let directory = TempDir::new().unwrap();
    let sources = [file(&directory, "a.jsonl", b"{}\n{}\n")];
    let feed = Feed::new(&sources, FeedOptions::default());
    let work = feed.next().unwrap();
    fs::write(sources[0].path().unwrap(), "{}\n").unwrap();
    assert_eq!(&*work.load().unwrap(), b"{}\n");
}

#[test]
fn a_small_file_is_open_from_when_it_is_handed_out() {
    let directory = TempDir::new().unwrap();
    let sources = [file(&directory, "a.jsonl", b"{}\n{}\n")];
    let feed = Feed::new(&sources, FeedOptions::default());
    let work = feed.next().unwrap();
    fs::remove_file(sources[0].path().unwrap()).unwrap();
    assert_eq!(&*work.load().unwrap(), b"{}\n{}\n");
    let feed = Feed::new(&sources, FeedOptions::default());
    let work = feed.next().unwrap();
    assert!(matches!(work.load(), Err(InputError::NotFound { .. })));
}

#[test]
fn a_small_file_that_grew_before_it_is_loaded_is_read_as_it_is() {
    let directory = TempDir::new().unwrap();
    let sources = [file(&directory, "growing", b"{\"a\": 1}\n")];
    let feed = Feed::new(&sources, FeedOptions::default());
    let work = feed.next().unwrap();
    let grown = lines(100);
    fs::write(directory.path().join("growing"), &grown).unwrap();
    assert_eq!(&*work.load().unwrap(), grown);
}
