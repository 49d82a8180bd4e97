//! The two compressions that are read through: which one it is, and how to unpack it.
//!
//! In goes a reader of packed bytes, out comes a reader of the content. Both formats may be made
//! of several parts after one another (`cat a.gz b.gz`, what `pigz`, `bgzip` and `pzstd` write),
//! and all parts are read. Any other packing (zip, xz, ...) is a wrong container, not an input.

use std::fmt;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use super::InputError;
use super::gzip::Gzip;

/// A compression that is read through as if it were not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstd,
}

/// The largest window a zstd stream may ask for, as a power of two: what the `zstd` program grants
/// without being asked, and the most that one stream adds to the memory in use.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

impl Compression {
    /// How many first bytes tell the compression.
    pub const MAGIC_LENGTH: usize = 4;

    /// Recognises the compression by the first bytes of the content.
    pub fn from_magic(head: &[u8]) -> Option<Self> {
        match head {
            // The third byte is the method: there has never been another than deflate.
            [0x1F, 0x8B, 0x08, ..] => Some(Self::Gzip),
            // A frame, or a skippable frame, with which `pzstd` begins its files.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// Recognises the compression by the ending of the name, in upper or lower case.
    pub fn from_name(name: &Path) -> Option<Self> {
        // To take a path apart for its extension takes longer than to see that it cannot be one.
        if name
            .as_os_str()
            .as_encoded_bytes()
            .last()
            .is_some_and(|last| matches!(last, b'l' | b'L'))
        {
            return None;
        }
        let extension = name.extension()?;
        if extension.eq_ignore_ascii_case("gz") {
            Some(Self::Gzip)
        } else if extension.eq_ignore_ascii_case("zst") {
            Some(Self::Zstd)
        } else {
            None
        }
    }

    /// The ending of names, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Gzip => "gz",
            Self::Zstd => "zst",
        }
    }

    /// The program that packs and unpacks it, and tests a file with `-t`.
    pub(super) fn program(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// Unpacks as it is read: never more in memory than the format's window.
    pub(super) fn decoder<'a>(
        self,
        packed: impl BufRead + Send + 'a,
    ) -> io::Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Gzip => Box::new(Gzip::new(packed)),
            Self::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG_MAX)?;
                Box::new(decoder)
            }
        })
    }

    /// Says in words what a failure of `decoder` was, `offset` unpacked bytes into the content.
    pub(super) fn error(self, path: PathBuf, offset: u64, source: io::Error) -> InputError {
        if source.raw_os_error().is_some() || source.kind() == io::ErrorKind::OutOfMemory {
            // Not the stream is broken, but the disk beneath it, or there is no room for a line.
            return InputError::Read { path, offset, source };
        }
        if source.kind() == io::ErrorKind::UnexpectedEof {
            return InputError::CutOff { path, compression: self, offset };
        }
        // The crate passes on zstd's errors as words alone.
        if self == Self::Zstd && source.to_string().contains("too much memory") {
            return InputError::WindowTooLarge { path, limit: 1 << ZSTD_WINDOW_LOG_MAX };
        }
        InputError::Corrupt { path, compression: self, offset, source }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_magic_bytes_tell_the_compression() {
        for (name, expected) in [
            ("a.jsonl.gz", Some(Compression::Gzip)),
            ("a.JSONL.GZ", Some(Compression::Gzip)),
            ("a.zst", Some(Compression::Zstd)),
            ("a.jsonl", None),
            ("gz", None),
            ("", None),
        ] {
            assert_eq!(Compression::from_name(Path::new(name)), expected, "{name}");
        }
        assert_eq!(Compression::from_magic(b"\x1f\x8b\x08\x00"), Some(Compression::Gzip));
        assert_eq!(Compression::from_magic(b"\x1f\x8b"), None);
        assert_eq!(Compression::from_magic(b"\x28\xb5\x2f\xfd"), Some(Compression::Zstd));
        assert_eq!(Compression::from_magic(b"\x50\x2a\x4d\x18"), Some(Compression::Zstd));
        assert_eq!(Compression::from_magic(b"{\"a\""), None);
        assert_eq!(Compression::from_magic(b""), None);
    }
}
