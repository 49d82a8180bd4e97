//! The datasets that a run is about: those that are named, and those found in directories.

use std::io;
use std::path::{Path, PathBuf};

use super::arguments::{CheckArguments, FileArguments};
use super::console::Console;
use super::failure::Failure;
use super::settings::Settings;
use crate::input::{
    DiscoverOptions, Discovery, Origin, Patterns, Source, discover, read_all, read_whole,
};

/// The datasets to check, and whether something that was named is missing.
pub(super) fn find(
    arguments: &CheckArguments,
    settings: &Settings,
    console: &Console,
) -> Result<(Vec<Source>, bool), Failure> {
    let mut paths = arguments.paths.clone();
    if let Some(list) = &arguments.files_from {
        paths.extend(listed(list)?);
    } else if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let found = in_paths(&paths, &arguments.datasets, settings)?;
    for problem in &found.problems {
        console.problem(problem);
    }
    let mut sources = found.sources;
    if let Some(name) = &arguments.stdin_filename {
        for source in &mut sources {
            if matches!(source.origin(), Origin::Stdin) {
                *source = Source::stdin().named(name);
            }
        }
    }
    // All that was named may have been left out on purpose.
    let left_out = arguments.datasets.force_exclude && !arguments.paths.is_empty();
    if sources.is_empty() && found.problems.is_empty() && !left_out {
        return Err(Failure::NothingChecked);
    }
    if arguments.verbose {
        for source in &sources {
            Console::note(&format!("checking {source}"));
        }
    }
    Ok((sources, !found.problems.is_empty()))
}

/// The datasets in some paths.
pub(super) fn in_paths(
    paths: &[PathBuf],
    arguments: &FileArguments,
    settings: &Settings,
) -> Result<Discovery, Failure> {
    let (include, exclude) = (&settings.run.include, &settings.run.exclude);
    let mut options = DiscoverOptions::default();
    options.exclude = Patterns::new(&arguments.exclude)?.and(exclude.clone().unwrap_or_default());
    options.include = if arguments.include.is_empty() {
        include.clone().unwrap_or_default()
    } else {
        Patterns::new(&arguments.include)?
    };
    options.force_exclude = arguments.force_exclude;
    options.no_ignore = arguments.no_ignore;
    Ok(discover(paths, &options))
}

/// The paths in a list: one on a line, or each with a zero byte after it.
fn listed(list: &Path) -> Result<Vec<PathBuf>, Failure> {
    let read =
        if list.as_os_str() == "-" { read_all(io::stdin().lock()) } else { read_whole(list) };
    let bytes = read.map_err(|source| Failure::Unreadable { path: list.to_owned(), source })?;
    let end = if bytes.contains(&0) { 0 } else { b'\n' };
    let lines = bytes.split(|byte| *byte == end);
    let lines = lines.map(|line| line.strip_suffix(b"\r").filter(|_| end != 0).unwrap_or(line));
    Ok(lines.filter(|line| !line.is_empty()).map(path).collect())
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}
