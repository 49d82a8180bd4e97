//! The feed hands out work: sources go in, batches of whole lines come out, to any number of
//! threads.
//!
//! `next` is called by every worker and gives out pieces of work in the order of the sources,
//! numbered without gaps, so that results can be put back in order. It holds a lock, therefore it
//! does as little as it can; what may take time is left for `Work::load`, on the worker:
//!
//! - A large regular file is mapped, and a piece of work is a range of it: finding the newline
//!   before the wanted end is all that `next` does.
//! - A small regular file is opened by `next`, which has to know how long it is, and read by `load`:
//!   to ask by its path first would have the system look for it twice (measured: 1 µs of 10 for a
//!   file of 10 KB). To map small files is slower than to read them (10,000 of them on two threads:
//!   0.05 s read, 0.38 s mapped).
//! - Everything else (pipes, standard input, what is packed) can only be read from front to end,
//!   by `next`, a block at a time. Checking one block goes on beside reading the next.
//!
//! No line is ever cut, whatever its length. Line numbers are not known here: they are counted in
//! the batches and added up in order.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use memchr::{memchr, memrchr};

use super::batch::{Part, Task, Work};
use super::buffer::Pool;
use super::map::Mapping;
use super::source::{Origin, Source};
use super::stream::{Block, Stream, peek};
use super::{Compression, InputError};

/// How the sources are read.
#[derive(Debug, Clone)]
pub struct FeedOptions {
    /// About how many bytes a batch has; a longer line makes a larger batch.
    pub batch_bytes: usize,
    /// Whether large files are mapped into memory. Without, they are read in blocks, which is
    /// somewhat slower and touches no signal handler: for a host process that wants none.
    pub memory_map: bool,
    /// The size in bytes from which on a file is mapped, or read in blocks, and not read at once.
    pub large_file: u64,
}

impl Default for FeedOptions {
    fn default() -> Self {
        Self { batch_bytes: 1 << 20, memory_map: true, large_file: 512 << 10 }
    }
}

/// Sources as a sequence of work, for many threads to draw from.
#[derive(Debug)]
pub struct Feed<'a> {
    sources: &'a [Source],
    options: FeedOptions,
    pool: Pool,
    done: Arc<AtomicU64>,
    total: OnceLock<Option<u64>>,
    position: Mutex<Position>,
}

/// How far the feed has come.
#[derive(Debug, Default)]
struct Position {
    sequence: u64,
    next_source: usize,
    /// The source before `next_source`, unless it is handed out to its end.
    open: Option<Open>,
}

/// A source of which something is left to hand out.
#[derive(Debug)]
enum Open {
    Mapped {
        mapping: Arc<Mapping>,
        start: usize,
    },
    Memory {
        bytes: Arc<[u8]>,
        start: usize,
    },
    Stream(Stream),
    /// To be read at once by the worker.
    Small {
        file: File,
        length: u64,
    },
    Failed(InputError),
}

impl<'a> Feed<'a> {
    /// A feed over the sources, in their order. Opens nothing yet.
    pub fn new(sources: &'a [Source], options: FeedOptions) -> Self {
        let pool = Pool::new(options.batch_bytes.saturating_mul(2).max(1 << 20));
        Self {
            sources,
            options,
            pool,
            done: Arc::default(),
            total: OnceLock::new(),
            position: Mutex::default(),
        }
    }

    /// The next piece of work; none when everything is handed out.
    ///
    /// Every source makes at least one piece, and exactly one piece of it is its last.
    pub fn next(&self) -> Option<Work<'_>> {
        let mut position = self.position.lock().unwrap_or_else(PoisonError::into_inner);
        let (first, open) = if let Some(open) = position.open.take() {
            (false, open)
        } else {
            let source = self.sources.get(position.next_source)?;
            position.next_source += 1;
            (true, self.open(source).unwrap_or_else(Open::Failed))
        };
        let index = position.next_source - 1;
        let source = self.sources.get(index)?;
        let compression = match &open {
            Open::Stream(stream) => stream.compression(),
            _ => None,
        };
        let (offset, task, rest) = self.advance(open, source);
        let part = Part {
            sequence: position.sequence,
            source: index,
            first,
            last: rest.is_none(),
            offset,
            compression,
        };
        position.open = rest;
        position.sequence += 1;
        Some(Work::new(part, task, source, &self.pool))
    }

    /// How many bytes were handed out. What is packed counts as it lies on the disk.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// How many bytes there are to be handed out; not known when there are pipes among the sources.
    ///
    /// It is added up at the first call, on the thread that wants to show it: of many small files
    /// that takes a tenth of the run.
    pub fn total(&self) -> Option<u64> {
        *self.total.get_or_init(|| self.sizes().sum())
    }

    /// Whether it is known that there are more bytes than this.
    pub(crate) fn has_more_than(&self, bytes: u64) -> bool {
        let mut sum: u64 = 0;
        self.sizes().map_while(|size| size).any(|size| {
            sum = sum.saturating_add(size);
            sum > bytes
        })
    }

    /// The sizes of the sources, as far as they are known.
    fn sizes(&self) -> impl Iterator<Item = Option<u64>> {
        self.sources.iter().map(|source| match source.origin() {
            Origin::File(path) => match fs::metadata(path) {
                Ok(metadata) if metadata.is_file() => Some(metadata.len()),
                Ok(_) => None,
                // It will fail as a piece of work, and add nothing.
                Err(_) => Some(0),
            },
            Origin::Stdin => None,
            Origin::Memory(bytes) => Some(bytes.len() as u64),
        })
    }

    fn open(&self, source: &Source) -> Result<Open, InputError> {
        let name = || source.name().to_owned();
        match source.origin() {
            Origin::File(path) => self.open_file(source, path),
            Origin::Stdin => {
                Stream::new(io::stdin(), name(), None, self.done.clone()).map(Open::Stream)
            }
            Origin::Memory(bytes) if Compression::from_magic(bytes).is_some() => {
                let reader = io::Cursor::new(bytes.clone());
                Stream::new(reader, name(), None, self.done.clone()).map(Open::Stream)
            }
            Origin::Memory(bytes) => Ok(Open::Memory { bytes: bytes.clone(), start: 0 }),
        }
    }

    fn open_file(&self, source: &Source, path: &Path) -> Result<Open, InputError> {
        let promised = source.promised_compression();
        let (mut file, metadata) = source.open_file(path)?;
        // Files of zero bytes are looked into as well: those in /proc say so of themselves.
        let small = metadata.is_file() && (1..self.options.large_file).contains(&metadata.len());
        if small && promised.is_none() {
            return Ok(Open::Small { file, length: metadata.len() });
        }
        let name = source.name().to_owned();
        let head = match peek(&mut file) {
            Ok(head) => head,
            Err(error) => return Err(InputError::Read { path: name, offset: 0, source: error }),
        };
        let plain = promised.is_none() && Compression::from_magic(&head).is_none();
        if plain && self.options.memory_map && metadata.is_file() {
            match Mapping::new(file, metadata.len()) {
                Ok(mapping) => {
                    return Ok(Open::Mapped { mapping: Arc::new(mapping), start: 0 });
                }
                Err(unmapped) => file = unmapped,
            }
        }
        let watched = if metadata.is_file() { file.try_clone().ok() } else { None };
        let stream = Stream::after(head, file, name, promised, self.done.clone())?;
        Ok(Open::Stream(stream.watching(watched, metadata.len())))
    }

    /// Takes the next part off what is open: its offset, the task, and what is then left.
    fn advance(&self, open: Open, source: &Source) -> (u64, Task, Option<Open>) {
        match open {
            Open::Mapped { mapping, start } => {
                if mapping.is_damaged()
                    && let Err(error) = mapping.check(source.name())
                {
                    return (start as u64, Task::Failed(error), None);
                }
                let end = cut(mapping.bytes(), start, self.options.batch_bytes);
                let rest = (end < mapping.bytes().len())
                    .then(|| Open::Mapped { mapping: mapping.clone(), start: end });
                self.count((end - start) as u64);
                (start as u64, Task::Mapped { mapping, range: start..end }, rest)
            }
            Open::Memory { bytes, start } => {
                let end = cut(&bytes, start, self.options.batch_bytes);
                let rest =
                    (end < bytes.len()).then(|| Open::Memory { bytes: bytes.clone(), start: end });
                self.count((end - start) as u64);
                (start as u64, Task::Memory { bytes, range: start..end }, rest)
            }
            Open::Stream(mut stream) => {
                match stream.next_block(self.options.batch_bytes, &self.pool) {
                    Block::Lines { offset, buffer, last } => {
                        (offset, Task::Block(buffer), (!last).then_some(Open::Stream(stream)))
                    }
                    Block::Failed(error) => (0, Task::Failed(error), None),
                }
            }
            Open::Small { file, length } => {
                self.count(length);
                (0, Task::Small { file, length }, None)
            }
            Open::Failed(error) => (0, Task::Failed(error), None),
        }
    }

    fn count(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Where to cut, so that about `target` bytes from `start` are whole lines: behind the last
/// newline before the target, or the first one after it, or at the end.
fn cut(bytes: &[u8], start: usize, target: usize) -> usize {
    let goal = start.saturating_add(target.max(1));
    if goal >= bytes.len() {
        return bytes.len();
    }
    let (before, after) = bytes.split_at(goal);
    match memrchr(b'\n', before.get(start..).unwrap_or_default()) {
        Some(newline) => start + newline + 1,
        None => memchr(b'\n', after).map_or(bytes.len(), |newline| goal + newline + 1),
    }
}

#[cfg(test)]
#[path = "feed_tests.rs"]
mod tests;
