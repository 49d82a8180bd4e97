//! Why a command could not do its work, with a hint for the way out.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::config::ConfigError;
use crate::input::InputError;
use crate::render::OutputFormat;
use crate::rules::{ALL, PlanError, similar};
use crate::target::{TargetError, unknown_word};
use crate::tokens::file::TokenizerFileError;

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
    #[error("the report {} would replace a file of this very run", .0.display())]
    ReportInTheWay(PathBuf),
    #[error("the output format {0} has no statistics")]
    NoStatistics(OutputFormat),
}

impl Failure {
    /// What to do about it.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::Input(error) => error.hint(),
            Self::Target(TargetError::Unknown(_)) => {
                let names: Vec<_> = crate::target::names().collect();
                Some(format!("the targets are {}", names.join(", ")))
            }
            Self::Config(ConfigError::Target(TargetError::Unknown(name))) => {
                let known = || crate::target::names();
                Some(match similar(name, known()) {
                    Some(meant) => format!("did you mean {meant:?}?"),
                    None => format!("the targets are {}", known().collect::<Vec<_>>().join(", ")),
                })
            }
            Self::Config(ConfigError::Unreadable { path, .. })
                if path.extension().is_some_and(|end| end == "json") =>
            {
                Some("`--write-baseline` writes one".into())
            }
            Self::Exists { .. } => Some("change it, or remove it first".into()),
            Self::Report { source, .. } => match source.kind() {
                io::ErrorKind::NotFound => Some("its folder has to be there".into()),
                _ => Some("what was there before is unchanged".into()),
            },
            Self::ReportInTheWay(_) => {
                Some("give it a name of its own, outside of what is checked".into())
            }
            Self::NoStatistics(_) => Some(
                "full, concise, grouped, json and jsonl have; `--report` writes another".into(),
            ),
            Self::Config(ConfigError::UnknownTokenizer(_)) => Some(format!(
                "the families are {}; or give the path of a tokenizer.json",
                crate::tokens::family_names().collect::<Vec<_>>().join(", ")
            )),
            Self::Config(ConfigError::Tokenizer(error)) => Some(
                match error {
                    TokenizerFileError::Unreadable { .. } => {
                        "give the path of a tokenizer.json, or of the directory it is in"
                    }
                    _ => {
                        "give the tokenizer.json of the model as Hugging Face has it, or a family \
                         such as llama3"
                    }
                }
                .into(),
            ),
            Self::Target(error) | Self::Config(ConfigError::Target(error)) => unknown_in(error),
            Self::Plan(PlanError::UnknownRule { rule, .. })
            | Self::Config(ConfigError::Plan(PlanError::UnknownRule { rule, .. })) => {
                let meant = similar(rule, ALL.iter().map(|rule| rule.name));
                meant.map(|meant| format!("did you mean {meant:?}?"))
            }
            Self::Config(_)
            | Self::Plan(_)
            | Self::Output(_)
            | Self::StdinTwice
            | Self::Unreadable { .. } => None,
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

/// What was meant by a word in the definition of a target that is not known.
fn unknown_in(error: &TargetError) -> Option<String> {
    let TargetError::Invalid { source, .. } = error else { return None };
    let (word, known) = unknown_word(&source.message)?;
    similar(word, known).map(|meant| format!("did you mean {meant:?}?"))
}
