//! Buffers that are read into, and the pool they go back to.
//!
//! A batch that was read (not mapped) owns its buffer while it is checked; dropping the batch
//! gives the buffer back, so a long run allocates a handful of buffers in all. A buffer's bytes
//! are zeroed once when it grows and then overwritten again and again.

use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

/// Bytes of which the first `filled` are content and the rest is left from earlier use.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    filled: usize,
}

impl Buffer {
    pub(super) fn filled(&self) -> &[u8] {
        self.bytes.get(..self.filled).unwrap_or_default()
    }

    pub(super) fn clear(&mut self) {
        self.filled = 0;
    }

    /// Forgets what is filled after the first `length` bytes.
    pub(super) fn truncate(&mut self, length: usize) {
        self.filled = self.filled.min(length);
    }

    pub(super) fn extend(&mut self, content: &[u8]) {
        self.bytes.truncate(self.filled);
        self.bytes.extend_from_slice(content);
        self.filled = self.bytes.len();
    }

    /// Asks the reader once for so many bytes more, and says how many came; nothing at an error.
    pub(super) fn read_once(&mut self, reader: &mut impl Read, wanted: usize) -> Option<usize> {
        let end = self.filled.saturating_add(wanted);
        if !self.make_room(end) {
            return None;
        }
        let count = reader.read(self.bytes.get_mut(self.filled..end)?).ok()?;
        self.filled = end.min(self.filled.saturating_add(count));
        Some(count)
    }

    /// Grows to so many bytes; no, if there is no memory.
    fn make_room(&mut self, end: usize) -> bool {
        if self.bytes.len() < end {
            // Doubles what is allocated where it must grow, so a line of any length costs
            // linear time.
            if self.bytes.try_reserve(end - self.bytes.len()).is_err() {
                return false;
            }
            self.bytes.resize(end, 0);
        }
        true
    }

    /// Reads `wanted` bytes more, fewer only at the end of the reader or at an error, and says
    /// how many came. What was read before an error stays. That there is no memory is an error, too.
    pub(super) fn read_from(
        &mut self,
        reader: &mut (impl Read + ?Sized),
        wanted: usize,
    ) -> (usize, io::Result<()>) {
        let end = self.filled.saturating_add(wanted);
        if !self.make_room(end) {
            return (0, Err(io::ErrorKind::OutOfMemory.into()));
        }
        let before = self.filled;
        let mut result = Ok(());
        while let Some(space @ [_, ..]) = self.bytes.get_mut(self.filled..end) {
            match reader.read(space) {
                Ok(0) => break,
                Ok(count) => self.filled += count.min(space.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        (self.filled - before, result)
    }
}

/// Buffers that wait to be used again.
#[derive(Debug)]
pub(super) struct Pool {
    buffers: Mutex<Vec<Buffer>>,
    /// Buffers above this size grew for one long line and are let go after it.
    largest_kept: usize,
}

/// More batches than this are never in flight for long; more buffers are not kept.
const MOST_KEPT: usize = 64;

impl Pool {
    pub(super) fn new(largest_kept: usize) -> Self {
        Self { buffers: Mutex::new(Vec::new()), largest_kept }
    }

    /// An empty buffer.
    pub(super) fn take(&self) -> Buffer {
        let mut buffers = self.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        buffers.pop().unwrap_or_default()
    }

    pub(super) fn give_back(&self, mut buffer: Buffer) {
        if buffer.bytes.capacity() > self.largest_kept {
            return;
        }
        buffer.clear();
        let mut buffers = self.buffers.lock().unwrap_or_else(PoisonError::into_inner);
        if buffers.len() < MOST_KEPT {
            buffers.push(buffer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes one at a time, with an interruption before each.
    struct Stutter<'a>(&'a [u8], bool);

    impl Read for Stutter<'_> {
        fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let count = self.0.len().min(space.len()).min(1);
            space[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn short_reads_and_interruptions_are_read_through() {
        let mut reader = Stutter(b"hello world", false);
        let mut buffer = Buffer::default();
        assert!(matches!(buffer.read_from(&mut reader, 5), (5, Ok(()))));
        assert_eq!(buffer.filled(), b"hello");
        assert!(matches!(buffer.read_from(&mut reader, 50), (6, Ok(()))));
        assert_eq!(buffer.filled(), b"hello world");
        assert!(matches!(buffer.read_from(&mut reader, 50), (0, Ok(()))));
        buffer.truncate(5);
        buffer.extend(b"!");
        assert_eq!(buffer.filled(), b"hello!");
        buffer.clear();
        assert_eq!(buffer.filled(), b"");
    }

    #[test]
    fn no_memory_is_an_error() {
        let mut buffer = Buffer::default();
        buffer.extend(b"hello");
        let (count, result) = buffer.read_from(&mut io::empty(), isize::MAX.cast_unsigned());
        assert_eq!(count, 0);
        assert!(result.is_err_and(|error| error.kind() == io::ErrorKind::OutOfMemory));
        assert_eq!(buffer.filled(), b"hello");
    }

    #[test]
    fn a_buffer_grown_for_a_long_line_is_not_kept() {
        let pool = Pool::new(100);
        let mut buffer = pool.take();
        buffer.extend(&[1; 50]);
        pool.give_back(buffer);
        let mut buffer = pool.take();
        assert!(buffer.bytes.capacity() >= 50 && buffer.filled().is_empty());
        buffer.extend(&[1; 500]);
        pool.give_back(buffer);
        assert_eq!(pool.take().bytes.capacity(), 0);
    }
}
