//! Files that are read as a whole because people name them: configurations, baselines, lists of
//! paths, tokenizers. One that has no end is an error, and not the end of all memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// No such file is as long.
const MOST: u64 = 1 << 30;

/// The content of a file, or of anything else that a path opens.
pub(crate) fn read_whole(path: &Path) -> io::Result<Vec<u8>> {
    read_all(File::open(path)?)
}

/// The same of a file that is to be text.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let bytes = read_whole(path)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// All that there is to read.
pub(crate) fn read_all(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is longer than 1 GiB"));
    }
    Ok(bytes)
}
