//! Memory that the system can put away: a mapped file without a name.
//!
//! What grows with the size of a dataset and cannot be thrown away (the table of records seen so
//! far) lives here once it is large. It is as fast as any memory while there is enough, and goes
//! to the disk when there is not; it never counts as memory that a process holds on to.

#![allow(unsafe_code, reason = "a writable mapping cannot be had without")]

use std::fs::File;
use std::io;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;

use memmap2::{MmapMut, MmapOptions};

/// Zeroed memory in a file that is gone when this is.
#[derive(Debug)]
pub(crate) struct Scratch {
    map: MmapMut,
}

impl Scratch {
    /// So many zero bytes. None where there is no disk for them, or no such mapping; then ordinary
    /// memory must do.
    pub(crate) fn new(bytes: usize) -> Option<Self> {
        let file = directories().find_map(|directory| tempfile::tempfile_in(directory).ok())?;
        reserve(&file, bytes).ok()?;
        // SAFETY: the file has no name, so no other process can open it, and nothing here keeps
        // it: its bytes change only through this mapping. Its blocks are reserved, so a write
        // finds its place on the disk.
        let map = unsafe { MmapOptions::new().len(bytes).map_mut(&file) }.ok()?;
        Some(Self { map })
    }
}

impl Deref for Scratch {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.map
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.map
    }
}

/// Where the file may lie, the best place first: `/var/tmp` is on a disk where `/tmp` may not be.
fn directories() -> impl Iterator<Item = PathBuf> {
    let chosen = std::env::var_os("TMPDIR").map(PathBuf::from);
    chosen.into_iter().chain(["/var/tmp".into(), std::env::temp_dir()])
}

/// Make the file so long and have blocks for all of it: a write to a mapped page for which there
/// is no room on the disk would kill the process.
#[cfg(target_os = "linux")]
fn reserve(file: &File, bytes: usize) -> io::Result<()> {
    use std::os::fd::AsRawFd as _;

    let length = libc::off_t::try_from(bytes).map_err(io::Error::other)?;
    // Where files may not become so long (`ulimit -f`), to try would end the process by a signal.
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the structure that is written to is alive.
    let known = unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit) } == 0;
    if !known || limit.rlim_cur < bytes as libc::rlim_t {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    // SAFETY: the descriptor is that of an open file; nothing else is passed.
    match unsafe { libc::posix_fallocate(file.as_raw_fd(), 0, length) } {
        0 => Ok(()),
        error => Err(io::Error::from_raw_os_error(error)),
    }
}

#[cfg(not(target_os = "linux"))]
fn reserve(_: &File, _: usize) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn it_is_zeroed_and_holds_what_is_written() {
        let mut scratch = Scratch::new(1 << 20).unwrap();
        assert!(scratch.iter().all(|byte| *byte == 0));
        scratch[777_777] = 7;
        assert_eq!(scratch.iter().position(|byte| *byte != 0), Some(777_777));
    }

    #[test]
    fn more_than_the_disk_holds_is_refused() {
        assert!(Scratch::new(usize::MAX >> 4).is_none());
    }
}
