//! Writes a file so that there is always a whole one: the old or the new.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Put a file with this content in the place of the one that is there, if there is one. Where that
/// fails the old one is as it was.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut new = Replacement::start(path)?;
    new.write_all(content)?;
    new.finish()
}

/// A file that is written beside the one whose place it takes in the end.
#[derive(Debug)]
pub(crate) struct Replacement(Place);

/// Where the bytes go.
#[derive(Debug)]
enum Place {
    /// Beside a regular file. What was there before is kept if anything goes wrong.
    Beside { file: BufWriter<NamedTempFile>, target: PathBuf },
    /// Into something that must not be replaced: a pipe or a device.
    Into(BufWriter<File>),
}

impl Replacement {
    /// Start to write. Whether that is allowed is known from now on.
    pub(crate) fn start(path: &Path) -> io::Result<Self> {
        // The file that a link leads to is replaced, and not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let old = fs::metadata(&target).ok();
        match &old {
            Some(old) if old.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Some(old) if !old.is_file() => {
                let file = OpenOptions::new().write(true).open(&target)?;
                return Ok(Self(Place::Into(BufWriter::new(file))));
            }
            // What may not be written may not be replaced.
            Some(_) => drop(OpenOptions::new().write(true).open(&target)?),
            None => {}
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".tunelint-");
        // Like any file that is new here; of an old one its permissions are kept.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        if let Some(old) = old {
            file.as_file().set_permissions(old.permissions())?;
        }
        Ok(Self(Place::Beside { file: BufWriter::with_capacity(64 << 10, file), target }))
    }

    /// Put what was written in its place.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self.0 {
            Place::Beside { file, target } => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                // A full disk may be noticed only now.
                file.as_file().sync_all()?;
                file.persist(target)?;
                Ok(())
            }
            Place::Into(mut file) => file.flush(),
        }
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Place::Beside { file, .. } => file.write(bytes),
            Place::Into(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Place::Beside { file, .. } => file.flush(),
            Place::Into(file) => file.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_survives_a_failure() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("file");
        replace(&path, b"old").unwrap();
        replace(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let left = || fs::read_dir(place.path()).unwrap().count();
        assert_eq!(left(), 1, "nothing is left beside it");
        // One that is given up.
        let mut given_up = Replacement::start(&path).unwrap();
        given_up.write_all(&vec![0; 100_000]).unwrap();
        assert_eq!(left(), 2);
        drop(given_up);
        assert_eq!((fs::read(&path).unwrap(), left()), (b"new".to_vec(), 1));

        // A directory cannot be replaced by a file, and is still there.
        let directory = place.path().join("directory");
        fs::create_dir(&directory).unwrap();
        fs::write(directory.join("inside"), "x").unwrap();
        replace(&directory, b"new").unwrap_err();
        assert_eq!(fs::read(directory.join("inside")).unwrap(), b"x");
        assert_eq!(left(), 2);
    }
}
