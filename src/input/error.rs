//! What can go wrong between a path and its bytes, each with a hint for the way out.
//!
//! An error concerns one source; the others go on. Findings *in* the data (a broken line, a wrong
//! container) are no errors: the rules say those. An error says what it is in one line without the
//! words of the system, which stand in its `source()`, and `hint()` says what to do, where there
//! is something to do.

use std::io;
use std::path::{Path, PathBuf};

use super::{Compression, Container};

/// Why a source could not be found, opened or read to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// There is nothing at this path.
    #[error("{}: no such file or directory", path.display())]
    NotFound {
        /// The path as it was given.
        path: PathBuf,
    },

    /// The path exists and cannot be opened.
    #[error("{}: cannot be opened", path.display())]
    Open {
        /// The path as it was given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// A directory stands where a file was expected: it took the file's place after the search.
    #[error("{}: is a directory", path.display())]
    IsDirectory {
        /// The path as it was given.
        path: PathBuf,
    },

    /// A part of a directory could not be searched.
    #[error("{}: cannot be searched", path.display())]
    Walk {
        /// The directory that was given.
        path: PathBuf,
        /// What the walk said; it names the place.
        source: ignore::Error,
    },

    /// A directory was searched and held no dataset.
    #[error("{}: no datasets found in this directory", path.display())]
    NoDatasets {
        /// The directory that was given.
        path: PathBuf,
        /// A dataset that would have been found but for an ignore file.
        ignored: Option<PathBuf>,
        /// A dataset that would have been found but for the exclude patterns.
        excluded: Option<PathBuf>,
    },

    /// A pattern for including or excluding files is not a glob.
    #[error("`{pattern}` is not a valid glob")]
    BadPattern {
        /// The pattern as it was given.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },

    /// The system failed to read on.
    #[error("{}: reading failed after {offset} bytes", path.display())]
    Read {
        /// The source's name.
        path: PathBuf,
        /// How many bytes of content came before.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },

    /// The name promises compressed content, the content is not.
    #[error("{}: the name says {expected}, the content is not", path.display())]
    NotCompressed {
        /// The source's name.
        path: PathBuf,
        /// What the name promises.
        expected: Compression,
        /// What the content is instead, if it is compressed at all.
        found: Option<Compression>,
    },

    /// The content is laid out in another way than one object a line; the target may take it, but its
    /// records were not looked at.
    #[error("{}: its records were not looked at: {}", path.display(), container.message())]
    NotLines {
        /// The source's name.
        path: PathBuf,
        /// What the content is.
        container: Container,
    },

    /// A small file is compressed though its name does not say so, and unpacks to very much.
    #[error("{}: this is {compression} data under a name that does not say so", path.display())]
    Misnamed {
        /// The source's name.
        path: PathBuf,
        /// What the content is.
        compression: Compression,
    },

    /// A compressed stream is damaged.
    #[error("{}: the {compression} data is damaged after {offset} unpacked bytes", path.display())]
    Corrupt {
        /// The source's name.
        path: PathBuf,
        /// How it is compressed.
        compression: Compression,
        /// How many bytes could be unpacked.
        offset: u64,
        /// What the decoder said.
        source: io::Error,
    },

    /// A compressed stream ends before its end.
    #[error("{}: the {compression} data is cut off after {offset} unpacked bytes", path.display())]
    CutOff {
        /// The source's name.
        path: PathBuf,
        /// How it is compressed.
        compression: Compression,
        /// How many bytes could be unpacked.
        offset: u64,
    },

    /// A zstd stream wants more memory to be unpacked than is granted.
    #[error("{}: unpacking this zstd data takes a window above {} MiB", path.display(), limit >> 20)]
    WindowTooLarge {
        /// The source's name.
        path: PathBuf,
        /// The largest window, in bytes.
        limit: u64,
    },

    /// A compressed stream unpacks to far more than any dataset would.
    #[error(
        "{}: {packed} bytes of {compression} data unpack to more than {unpacked}",
        path.display()
    )]
    Bomb {
        /// The source's name.
        path: PathBuf,
        /// How it is compressed.
        compression: Compression,
        /// How many bytes were read.
        packed: u64,
        /// How many bytes they made so far.
        unpacked: u64,
    },

    /// A line is so long that it cannot be held in memory.
    #[error("{}: there is a line of more than {} MiB", path.display(), limit >> 20)]
    LongLine {
        /// The source's name.
        path: PathBuf,
        /// The most bytes of a line.
        limit: u64,
    },

    /// The file became shorter while it was read.
    #[error(
        "{}: the file shrank while it was read, from {expected} to {found} bytes",
        path.display()
    )]
    Shrunk {
        /// The source's name.
        path: PathBuf,
        /// How long the file was when it was opened.
        expected: u64,
        /// How long it was found to be.
        found: u64,
    },
}

impl InputError {
    /// The path or name this is about; none for a pattern.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::NotFound { path }
            | Self::Open { path, .. }
            | Self::IsDirectory { path }
            | Self::Walk { path, .. }
            | Self::NoDatasets { path, .. }
            | Self::Read { path, .. }
            | Self::NotCompressed { path, .. }
            | Self::NotLines { path, .. }
            | Self::Misnamed { path, .. }
            | Self::Corrupt { path, .. }
            | Self::CutOff { path, .. }
            | Self::WindowTooLarge { path, .. }
            | Self::Bomb { path, .. }
            | Self::LongLine { path, .. }
            | Self::Shrunk { path, .. } => Some(path),
            Self::BadPattern { .. } => None,
        }
    }

    /// What the user can do about it, if there is anything to be said.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotFound { path } => {
                let text = path.to_string_lossy();
                if text.contains(['*', '?']) {
                    "the shell found no file for this pattern; give the directory instead, and \
                     choose in it with `--include`"
                        .to_owned()
                } else if path.is_relative() {
                    "relative paths start at the current directory; is this the right one?"
                        .to_owned()
                } else {
                    return None;
                }
            }
            Self::Open { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => {
                    "you may not read it; check its owner and permissions".to_owned()
                }
                _ => return None,
            },
            Self::IsDirectory { .. } => {
                "it was a file a moment ago; run again when nothing changes it".to_owned()
            }
            Self::Walk { source, .. } => match source.io_error().map(io::Error::kind) {
                Some(io::ErrorKind::PermissionDenied) => {
                    "the rest was searched; make the directory readable, or exclude it".to_owned()
                }
                _ => "the rest was searched".to_owned(),
            },
            Self::NoDatasets { ignored: Some(example), .. } => format!(
                "ignore files such as .gitignore leave out `{}`; use `--no-ignore` to check it",
                example.display()
            ),
            Self::NoDatasets { excluded: Some(example), .. } => format!(
                "the exclude patterns leave out `{}`; name it outright to check it",
                example.display()
            ),
            Self::NoDatasets { .. } => {
                "datasets are found by their endings .jsonl and .ndjson, also with .gz or .zst; a \
                 file named outright is checked whatever its name"
                    .to_owned()
            }
            Self::BadPattern { .. } => {
                "patterns look like `*.jsonl`, `eval/**` or `**/old`".to_owned()
            }
            Self::Read { source, .. } if source.kind() == io::ErrorKind::OutOfMemory => {
                "a line of it does not fit into memory; is every record on a line of its own?"
                    .to_owned()
            }
            Self::Read { .. } => return None,
            Self::NotCompressed { path, found: Some(found), .. } => {
                format!("it is {found} data; rename it to end in `.{}`", found.extension())
                    + &renamed(path, Some(*found))
            }
            Self::NotCompressed { path, expected, found: None } => {
                format!("if it is plain text, rename it without `.{}`", expected.extension())
                    + &renamed(path, None)
            }
            Self::NotLines { path, container } => container.way_out(path),
            Self::Misnamed { path, compression } => {
                format!("rename it to end in `.{}`", compression.extension())
                    + &renamed(path, Some(*compression))
            }
            Self::Corrupt { compression, .. } => format!(
                "`{} -t` on the file tells whether the copy is broken; fetch or pack it again",
                compression.program()
            ),
            Self::CutOff { .. } => {
                "a download or a writing program stopped half-way; fetch or pack it again"
                    .to_owned()
            }
            Self::WindowTooLarge { .. } => {
                "unpack it with `zstd -d --long=31`, or pack it again without `--long`".to_owned()
            }
            Self::Bomb { .. } => {
                "no dataset packs so well; if this one does, unpack it and check the plain file"
                    .to_owned()
            }
            Self::LongLine { .. } => {
                "every record stands on a line of its own: is this a dataset?".to_owned()
            }
            Self::Shrunk { .. } => {
                "the file was cut while it was read: run again when nothing writes to it".to_owned()
            }
        })
    }
}

/// Puts the better name in brackets behind a hint, where the path has a name to better.
fn renamed(path: &Path, compression: Option<Compression>) -> String {
    let Some(name) = path.file_name() else { return String::new() };
    let mut better = match Compression::from_name(path) {
        Some(_) => PathBuf::from(name).with_extension("").into_os_string(),
        None => name.to_owned(),
    };
    if let Some(compression) = compression {
        better.push(".");
        better.push(compression.extension());
    }
    format!(" (`{}`)", better.display())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_message_names_the_path_and_a_hint_says_what_to_do() {
        let error = InputError::NotCompressed {
            path: "data/train.jsonl.gz".into(),
            expected: Compression::Gzip,
            found: Some(Compression::Zstd),
        };
        assert_eq!(
            error.to_string(),
            "data/train.jsonl.gz: the name says gzip, the content is not"
        );
        assert_eq!(
            error.hint().unwrap(),
            "it is zstd data; rename it to end in `.zst` (`train.jsonl.zst`)"
        );

        let error = InputError::NotCompressed {
            path: "train.jsonl.zst".into(),
            expected: Compression::Zstd,
            found: None,
        };
        assert_eq!(
            error.hint().unwrap(),
            "if it is plain text, rename it without `.zst` (`train.jsonl`)"
        );

        let error = InputError::Shrunk { path: "a.jsonl".into(), expected: 10, found: 3 };
        assert_eq!(
            error.to_string(),
            "a.jsonl: the file shrank while it was read, from 10 to 3 bytes"
        );
        assert!(error.hint().unwrap().contains("run again when nothing writes to it"));
    }

    #[test]
    fn an_unexpanded_glob_gets_a_hint_of_its_own() {
        let hint = |path: &str| InputError::NotFound { path: path.into() }.hint();
        assert!(hint("data/*.jsonl").unwrap().contains("pattern"));
        assert!(hint("data/train.jsonl").unwrap().contains("current directory"));
        assert_eq!(hint("/data/train.jsonl").is_some(), cfg!(windows));
    }
}
