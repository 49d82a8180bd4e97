//! A piece of work and the batch of whole lines it becomes.
//!
//! `Work` comes from the feed, cheaply and under its lock. `Work::load` brings the bytes in, on
//! the thread that will check them, and gives a `Batch`: bytes, and where in the source they
//! stand. After the check, `Batch::verify` says whether the bytes were really those of the file.

use std::fmt;
use std::fs::File;
use std::io::{Read, Seek as _};
use std::mem;
use std::ops::{Deref, Range};
use std::path::Path;
use std::sync::Arc;

use super::buffer::{Buffer, Pool};
use super::map::Mapping;
use super::source::Source;
use super::{Compression, InputError};

/// What a small file that is packed under a plain name may unpack to. It is unpacked at once,
/// so there must be an end to it.
const LARGEST_SURPRISE: usize = 64 << 20;

/// Which piece of which source it is.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Part {
    /// The place in the order of all work, counted from zero without gaps.
    pub sequence: u64,
    /// The index of the source.
    pub source: usize,
    /// Whether this is where the source begins.
    pub first: bool,
    /// Whether nothing more comes of the source, also where it broke off.
    pub last: bool,
    /// The offset of the first byte in the source's content, unpacked if it was packed. In the
    /// last part, this and the length make the length of the whole.
    pub offset: u64,
    /// The compression that was read through, by the content's own mark and not by the name.
    pub compression: Option<Compression>,
}

/// What a piece of work has to bring in.
#[derive(Debug)]
pub(super) enum Task {
    /// A range of a mapped file.
    Mapped { mapping: Arc<Mapping>, range: Range<usize> },
    /// A range of bytes at hand.
    Memory { bytes: Arc<[u8]>, range: Range<usize> },
    /// What was read already.
    Block(Buffer),
    /// A small file, and how long it was when it was opened.
    Small { file: File, length: u64 },
    /// Nothing: the source is broken.
    Failed(InputError),
}

/// A piece of work: the promise of a batch.
#[derive(Debug)]
pub struct Work<'a> {
    part: Part,
    task: Task,
    source: &'a Source,
    pool: &'a Pool,
}

impl<'a> Work<'a> {
    pub(super) fn new(part: Part, task: Task, source: &'a Source, pool: &'a Pool) -> Self {
        Self { part, task, source, pool }
    }

    /// Which piece it is. What it is packed with is known for certain once it is loaded.
    pub fn part(&self) -> Part {
        self.part
    }

    /// Brings the bytes in.
    ///
    /// An error concerns the whole source, of which earlier batches may have been good. Several
    /// pieces of one source may report an error of the same cause; the first tells it all.
    pub fn load(self) -> Result<Batch<'a>, InputError> {
        let Self { mut part, task, source, pool } = self;
        let content = match task {
            Task::Mapped { mapping, range } => Content::Mapped { mapping, range },
            Task::Memory { bytes, range } => Content::Memory { bytes, range },
            Task::Block(buffer) => Content::Read(buffer),
            Task::Small { file, length } => {
                let (buffer, compression) = read_small(source, file, length, pool)?;
                part.compression = compression;
                Content::Read(buffer)
            }
            Task::Failed(error) => return Err(error),
        };
        Ok(Batch { part, content, name: source.name(), pool })
    }
}

/// Whole lines of one source: the bytes, and where they stand.
///
/// Only a source's last batch may end without a newline, and only its only batch may be empty.
pub struct Batch<'a> {
    part: Part,
    content: Content,
    name: &'a Path,
    pool: &'a Pool,
}

enum Content {
    Mapped { mapping: Arc<Mapping>, range: Range<usize> },
    Memory { bytes: Arc<[u8]>, range: Range<usize> },
    Read(Buffer),
}

impl Batch<'_> {
    /// The lines. The same as dereferencing.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Mapped { mapping, range } => {
                mapping.bytes().get(range.clone()).unwrap_or_default()
            }
            Content::Memory { bytes, range } => bytes.get(range.clone()).unwrap_or_default(),
            Content::Read(buffer) => buffer.filled(),
        }
    }

    /// Which piece it is.
    pub fn part(&self) -> Part {
        self.part
    }

    /// Whether the bytes were really those of the file: to be asked when the work on the batch is
    /// done and before its result is used. If somebody cut the file meanwhile, part of the bytes
    /// may have been zeros, and the result means nothing.
    pub fn verify(&self) -> Result<(), InputError> {
        match &self.content {
            Content::Mapped { mapping, .. } => mapping.check(self.name),
            Content::Memory { .. } | Content::Read(_) => Ok(()),
        }
    }
}

impl Deref for Batch<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes()
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        match &mut self.content {
            Content::Read(buffer) => self.pool.give_back(mem::take(buffer)),
            Content::Mapped { mapping, range } => mapping.release_behind(range.clone()),
            Content::Memory { .. } => {}
        }
    }
}

/// Without the bytes, which may be many.
impl fmt::Debug for Batch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Batch")
            .field("part", &self.part)
            .field("length", &self.len())
            .finish_non_exhaustive()
    }
}

/// Reads a small file at once.
fn read_small(
    source: &Source,
    mut file: File,
    length: u64,
    pool: &Pool,
) -> Result<(Buffer, Option<Compression>), InputError> {
    let path = source.name();
    let mut buffer = pool.take();
    // One that is as long as it was need not be asked again. That there is no more of it is seen by
    // a read of more.
    let wanted = usize::try_from(length).unwrap_or(usize::MAX);
    let whole = buffer.read_once(&mut file, wanted.saturating_add(1)) == Some(wanted);
    if !whole {
        buffer.clear();
        read_changed(source, &mut file, &mut buffer)?;
    }
    match Compression::from_magic(buffer.filled()) {
        None => Ok((buffer, None)),
        Some(compression) => {
            let unpacked = unpack(path, compression, buffer.filled(), pool)?;
            pool.give_back(buffer);
            Ok((unpacked, Some(compression)))
        }
    }
}

/// Reads a file that is not as long as it was when it was opened, to where it ends by now.
fn read_changed(source: &Source, file: &mut File, buffer: &mut Buffer) -> Result<(), InputError> {
    let path = source.name();
    let expected = file.metadata().map_err(|error| source.open_error(error))?.len();
    let (count, result) = match file.rewind() {
        Ok(()) => buffer.read_from(file, usize::try_from(expected).unwrap_or(usize::MAX)),
        Err(error) => (0, Err(error)),
    };
    let found = count as u64;
    if let Err(source) = result {
        return Err(InputError::Read { path: path.into(), offset: found, source });
    }
    if found < expected
        // Asked again, because there are files (in /sys) that never were as long as they say.
        && let Ok(metadata) = file.metadata()
        && metadata.len() < expected
    {
        return Err(InputError::Shrunk { path: path.into(), expected, found });
    }
    Ok(())
}

fn unpack(
    path: &Path,
    compression: Compression,
    packed: &[u8],
    pool: &Pool,
) -> Result<Buffer, InputError> {
    let mut unpacked = pool.take();
    let broken = |offset: usize, error| compression.error(path.into(), offset as u64, error);
    let mut decoder = compression.decoder(packed).map_err(|error| broken(0, error))?;
    loop {
        let length = unpacked.filled().len();
        if length > LARGEST_SURPRISE {
            return Err(InputError::Misnamed { path: path.into(), compression });
        }
        let wanted = length.max(packed.len()).min(LARGEST_SURPRISE + 1 - length);
        match unpacked.read_from(&mut *decoder as &mut dyn Read, wanted) {
            (_, Err(error)) => return Err(broken(unpacked.filled().len(), error)),
            (count, Ok(())) if count < wanted => return Ok(unpacked),
            (_, Ok(())) => {}
        }
    }
}
