//! Reading what cannot be mapped: pipes, standard input, compressed files.
//!
//! In goes any reader, out come blocks of whole lines of about a wanted size. What is packed is
//! unpacked on the way. In memory are one block and the longest line, never the whole.

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

/// A reader that is cut into blocks of whole lines.
pub(super) struct Stream {
    reader: Box<dyn Read + Send>,
    path: PathBuf,
    compression: Option<Compression>,
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
        let reader = Counted { reader: Cursor::new(head).chain(rest), done };
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
        let pending = Buffer::default();
        Ok(Self { reader, path, compression, offset: 0, pending, failure: None, watched: None })
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
            let fresh = buffer.filled().get(searched..).unwrap_or_default();
            let Some(newline) = memrchr(b'\n', fresh) else {
                if let Some(error) = self.failure.take() {
                    return Block::Failed(error);
                }
                // Only what is new is searched again, so a line of any length is searched once.
                searched = buffer.filled().len();
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

/// Counts what passes through, for the progress.
struct Counted<R> {
    reader: R,
    done: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(space)?;
        self.done.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
