//! Why a command could not do its work, with a hint for the way out.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::config::{ConfigError, target_hint};
use crate::input::InputError;
use crate::render::OutputFormat;
use crate::rules::PlanError;
use crate::target::TargetError;

/// Why a command could not do its work.
#[derive(Debug, Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Target(#[from] TargetError),
    #[error("there is no rule {name:?}")]
    UnknownRule { name: String, similar: Option<String> },
    #[error("no target that is known tunes {name:?}")]
    UnknownModel { name: String, meant: Option<String> },
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("{}: cannot be read", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: is there already", path.display())]
    Exists { path: PathBuf },
    #[error("nothing was checked")]
    NothingChecked,
    #[error("standard input cannot be both versions")]
    StdinTwice,
    #[error("the output could not be written")]
    Output(#[source] io::Error),
    #[error("the report {} could not be written", path.display())]
    Report { path: PathBuf, source: io::Error },
    #[error("{} would replace a file of this very run", .0.display())]
    InTheWay(PathBuf),
    #[error("the output format {0} has no statistics")]
    NoStatistics(OutputFormat),
}

impl Failure {
    /// What to do about it.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Input(error) => error.hint(),
            Self::Config(error) => error.hint(),
            Self::Target(error) => target_hint(error),
            Self::Plan(error) => error.hint(),
            Self::Exists { .. } => Some("change it, or remove it first".into()),
            Self::Report { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => Some("its folder has to be there".into()),
                _ => Some("what was there before is unchanged".into()),
            },
            Self::InTheWay(_) => {
                Some("give it a name of its own, outside of what is checked".into())
            }
            Self::NoStatistics(_) => Some(
                "full, concise, grouped, json and jsonl have; `--report` writes another".into(),
            ),
            Self::Output(_) | Self::StdinTwice | Self::Unreadable { .. } => None,
            Self::UnknownModel { meant: Some(meant), .. } => {
                Some(format!("did you mean {meant:?}?"))
            }
            Self::UnknownModel { .. } => Some("`tunelint models` lists them all".into()),
            Self::UnknownRule { similar: Some(similar), .. } => {
                Some(format!("did you mean {similar:?}?"))
            }
            Self::UnknownRule { .. } => Some("`tunelint rules` lists them all".into()),
            Self::NothingChecked => {
                Some("name a file, a directory with .jsonl files, or - for standard input".into())
            }
        }
    }

    pub(super) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
