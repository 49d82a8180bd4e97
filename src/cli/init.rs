//! `tunelint init`: a first configuration for the datasets that are here.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::Exit;
use super::arguments::InitArguments;
use super::console::Console;
use super::failure::Failure;
use crate::check::{Linter, LinterOptions};
use crate::config::starter;
use crate::input::{DiscoverOptions, discover};
use crate::record::Format;
use crate::report::FileReport;
use crate::rules::{Plan, PlanOptions};
use crate::target::builtin;

/// How much of a dataset is looked at to tell its format.
const HEAD: u64 = 1 << 20;

pub(super) fn run(arguments: &InitArguments) -> Result<Exit, Failure> {
    let directory = arguments.directory.clone().unwrap_or_else(|| PathBuf::from("."));
    let path = directory.join("tunelint.toml");
    let shown = path.strip_prefix(".").unwrap_or(&path).to_owned();
    let linter = Linter::new(
        Plan::new(vec![builtin("generic")?], PlanOptions::default())?,
        LinterOptions::default(),
    );
    let found = discover(std::slice::from_ref(&directory), &DiscoverOptions::default());
    let datasets = found.sources.iter().map(|source| {
        let format = source.path().and_then(|path| format_of(path, &linter)).unwrap_or_default();
        let name = source.name();
        (name.strip_prefix(&directory).unwrap_or(name).display().to_string(), format)
    });
    let datasets: Vec<(String, Format)> = datasets.collect();
    let text = starter(&datasets);
    // Made anew or not at all: what is there may be somebody's work.
    let mut file = File::create_new(&path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Exists { path: shown.clone() },
        _ => crate::config::ConfigError::Unwritable { path: shown.clone(), source: error }.into(),
    })?;
    if let Err(error) = file.write_all(text.as_bytes()) {
        // Half a configuration is worse than none.
        let _ = fs::remove_file(&path);
        return Err(crate::config::ConfigError::Unwritable { path: shown, source: error }.into());
    }
    let what = match datasets.len() {
        1 => "1 dataset".to_owned(),
        number => format!("{number} datasets"),
    };
    Console::note(&format!("wrote {} for {what}", shown.display()));
    Ok(Exit::Clean)
}

/// The format of a dataset, by its first lines.
fn format_of(path: &Path, linter: &Linter) -> Option<Format> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    // A line that is cut off says nothing.
    let end = head.iter().rposition(|byte| *byte == b'\n').map_or(head.len(), |at| at + 1);
    let report = linter.check_slice("head", head.get(..end)?);
    report.files().first().map(FileReport::format)
}
