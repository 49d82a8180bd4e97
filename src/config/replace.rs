//! Writes a file so that there is always a whole one: the old or the new.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Put a file with this content in the place of the one that is there, if there is one. Where that
/// fails the old one is as it was.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    // What a link leads to is replaced, and not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    // Like any file that is new here; of an old one its permissions are kept.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    if let Ok(metadata) = fs::metadata(&path) {
        builder.permissions(metadata.permissions());
    }
    let mut file = builder.tempfile_in(directory.unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
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
        let names = fs::read_dir(place.path()).unwrap().count();
        assert_eq!(names, 1, "nothing is left beside it");

        // A directory cannot be replaced by a file, and is still there.
        let directory = place.path().join("directory");
        fs::create_dir(&directory).unwrap();
        fs::write(directory.join("inside"), "x").unwrap();
        replace(&directory, b"new").unwrap_err();
        assert_eq!(fs::read(directory.join("inside")).unwrap(), b"x");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
    }
}
