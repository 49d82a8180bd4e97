//! Reading what cannot be mapped: pipes, standard input, compressed files.
//!
//! In goes any reader, out come blocks of whole lines of about a wanted size. What is packed is
//! unpacked on the way. In memory are one block and the longest line, never the whole.
//!
//! What comes may have no end: `/dev/zero`, or a few kilobytes that unpack to terabytes. So there
//! are bounds, far beyond any dataset: [`Bounds`].

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memrchr;

use super::buffer::{Buffer, Pool};
use super::{Compression, InputError};

/// How much packed input is read at a time.
const PACKED_BLOCK: usize = 128 << 10;

/// From where on a stream is taken for something that is no dataset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// The most bytes of a line. It has to be in memory as a whole.
    pub(super) line: usize,
    /// How much may be unpacked from however little: a dataset of equal records packs well.
    pub(super) unpacked: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { line: 1 << 30, unpacked: 1 << 30 }
    }
}

/// How many times its size what is packed may unpack to, beyond what is granted to all. The most
/// that deflate reaches, with nothing but one byte over and over, is 1,032.
const LARGEST_RATIO: u64 = 1000;

/// A reader that is cut into blocks of whole lines.
pub(super) struct Stream {
    reader: Box<dyn Read + Send>,
    path: PathBuf,
    compression: Option<Compression>,
    bounds: Bounds,
    /// How many bytes were read, before they were unpacked.
    taken: Arc<AtomicU64>,
    /// How many bytes of content were handed out.
    offset: u64,
    /// What was read and not yet handed out: the beginning of a line.
    pending: Buffer,
    /// An error that was met behind good lines and waits for its turn.
    failure: Option<InputError>,
    /// The regular file that is read, and how long it was when it was opened.
    watched: Option<(File, u64)>,
}

/// The next part of a stream.
pub(super) enum Block {
    /// Whole lines; the last block of the stream may end without a newline, and may be empty.
    Lines { offset: u64, buffer: Buffer, last: bool },
    /// The stream broke here. Nothing comes after.
    Failed(InputError),
}

impl Stream {
    /// Opens a reader from which nothing was read yet.
    pub(super) fn new(
        mut reader: impl Read + Send + 'static,
        path: PathBuf,
        promised: Option<Compression>,
        done: Arc<AtomicU64>,
    ) -> Result<Self, InputError> {
        match peek(&mut reader) {
            Ok(head) => Self::after(head, reader, path, promised, done),
            Err(source) => Err(InputError::Read { path, offset: 0, source }),
        }
    }

    /// Opens a reader from which `head` was read by `peek`. The bytes read from it are counted
    /// in `done` as they come.
    pub(super) fn after(
        head: Vec<u8>,
        rest: impl Read + Send + 'static,
        path: PathBuf,
        promised: Option<Compression>,
        done: Arc<AtomicU64>,
    ) -> Result<Self, InputError> {
        let compression = Compression::from_magic(&head);
        // A file without a byte is empty, whatever its name: that says more than "not gzip".
        if let Some(expected) = promised
            && compression != promised
            && !head.is_empty()
        {
            return Err(InputError::NotCompressed { path, expected, found: compression });
        }
        let taken = Arc::new(AtomicU64::new(0));
        let counters = [done, taken.clone()];
        let reader = Counted { reader: Cursor::new(head).chain(rest), counters };
        let reader: Box<dyn Read + Send> = match compression {
            None => Box::new(reader),
            Some(compression) => {
                let packed = BufReader::with_capacity(PACKED_BLOCK, reader);
                match compression.decoder(packed) {
                    Ok(decoder) => decoder,
                    Err(source) => return Err(compression.error(path, 0, source)),
                }
            }
        };
        Ok(Self {
            reader,
            path,
            compression,
            bounds: Bounds::default(),
            taken,
            offset: 0,
            pending: Buffer::default(),
            failure: None,
            watched: None,
        })
    }

    /// The same with other bounds, which take no gigabytes to be reached.
    #[cfg(test)]
    pub(super) fn within(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Has the end of the stream be an error if the file is then shorter than it was. What is
    /// packed needs no watching, it tells of its end itself.
    pub(super) fn watching(mut self, file: Option<File>, length: u64) -> Self {
        self.watched = file.filter(|_| self.compression.is_none()).map(|file| (file, length));
        self
    }

    pub(super) fn compression(&self) -> Option<Compression> {
        self.compression
    }

    /// Reads about `target` bytes, cut at a newline; more only where a line is longer.
    ///
    /// Whether a block is the last is known when it is handed out: where a block ends with the
    /// end of a line, one byte more is read to see whether anything follows.
    pub(super) fn next_block(&mut self, target: usize, pool: &Pool) -> Block {
        if let Some(error) = self.failure.take() {
            return Block::Failed(error);
        }
        let mut buffer = std::mem::take(&mut self.pending);
        let mut searched = 0;
        loop {
            let length = buffer.filled().len();
            let wanted = if length < target { target - length } else { target.max(1) };
            let (count, result) = buffer.read_from(&mut *self.reader, wanted);
            match result {
                Ok(()) if count < wanted => match self.shrunk() {
                    None => return self.lines(buffer, true),
                    shrunk => self.failure = shrunk,
                },
                Ok(()) => {}
                Err(error) => self.failure = Some(self.error(buffer.filled().len(), error)),
            }
            if self.failure.is_none() {
                self.failure = self.beyond_ratio(buffer.filled().len());
            }
            let fresh = buffer.filled().get(searched..).unwrap_or_default();
            let Some(newline) = memrchr(b'\n', fresh) else {
                if let Some(error) = self.failure.take() {
                    return Block::Failed(error);
                }
                // Only what is new is searched again, so a line of any length is searched once.
                searched = buffer.filled().len();
                if searched > self.bounds.line {
                    let limit = self.bounds.line as u64;
                    return Block::Failed(InputError::LongLine { path: self.path.clone(), limit });
                }
                continue;
            };
            let end = searched + newline + 1;
            if self.failure.is_some() {
                // The line that the error tore apart is not judged: the error says enough.
                buffer.truncate(end);
                return self.lines(buffer, false);
            }
            self.pending = pool.take();
            self.pending.extend(buffer.filled().get(end..).unwrap_or_default());
            buffer.truncate(end);
            let mut last = false;
            if self.pending.filled().is_empty() {
                match self.pending.read_from(&mut *self.reader, 1) {
                    (_, Err(error)) => self.failure = Some(self.error(end, error)),
                    (0, Ok(())) => {
                        self.failure = self.shrunk();
                        last = self.failure.is_none();
                    }
                    (_, Ok(())) => {}
                }
            }
            return self.lines(buffer, last);
        }
    }

    fn lines(&mut self, buffer: Buffer, last: bool) -> Block {
        let offset = self.offset;
        self.offset += buffer.filled().len() as u64;
        Block::Lines { offset, buffer, last }
    }

    /// An error, if with `unhanded` bytes more it has unpacked to too much for what was read.
    fn beyond_ratio(&self, unhanded: usize) -> Option<InputError> {
        let compression = self.compression?;
        let unpacked = self.offset + unhanded as u64;
        let packed = self.taken.load(Ordering::Relaxed);
        let granted = self.bounds.unpacked.saturating_add(packed.saturating_mul(LARGEST_RATIO));
        (unpacked > granted).then(|| InputError::Bomb {
            path: self.path.clone(),
            compression,
            packed,
            unpacked,
        })
    }

    fn shrunk(&self) -> Option<InputError> {
        let (file, expected) = self.watched.as_ref()?;
        let found = file.metadata().ok()?.len();
        (found < *expected).then(|| InputError::Shrunk {
            path: self.path.clone(),
            expected: *expected,
            found,
        })
    }

    fn error(&self, unhanded: usize, source: io::Error) -> InputError {
        let offset = self.offset + unhanded as u64;
        let path = self.path.clone();
        match self.compression {
            Some(compression) => compression.error(path, offset, source),
            None => InputError::Read { path, offset, source },
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Stream")
            .field("path", &self.path)
            .field("compression", &self.compression)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}

/// Reads the first bytes, as many as tell the compression, fewer only where there are no more.
pub(super) fn peek(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(Compression::MAGIC_LENGTH);
    reader.by_ref().take(Compression::MAGIC_LENGTH as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Counts what passes through.
struct Counted<R> {
    reader: R,
    counters: [Arc<AtomicU64>; 2],
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(space)?;
        for counter in &self.counters {
            counter.fetch_add(count as u64, Ordering::Relaxed);
        }
        Ok(count)
    }
}
