//! What to do about a configuration that is none.

use super::mistake::ConfigError;
use crate::rules::similar;
use crate::target::{TargetError, names, unknown_word};
use crate::tokens::file::TokenizerFileError;

impl ConfigError {
    /// What to do about it. Mistakes have help of their own.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnreadableBaseline { .. } => Some("`--write-baseline` writes one".into()),
            Self::UnknownTokenizer(_) => Some(format!(
                "the families are {}; or give the path of a tokenizer.json",
                crate::tokens::family_names().collect::<Vec<_>>().join(", ")
            )),
            Self::Tokenizer(TokenizerFileError::Unreadable { .. }) => {
                Some("give the path of a tokenizer.json, or of the directory it is in".into())
            }
            Self::Tokenizer(_) => Some(
                "give the tokenizer.json of the model as Hugging Face has it, or a family such as \
                 llama3"
                    .into(),
            ),
            Self::Target(error) => of_target(error),
            Self::Plan(error) => error.hint(),
            Self::Pattern(error) => error.hint(),
            _ => None,
        }
    }
}

/// What to do about a target that is none.
pub(crate) fn of_target(error: &TargetError) -> Option<String> {
    let meant = |meant: &str| format!("did you mean {meant:?}?");
    match error {
        TargetError::Unknown(name) => Some(match similar(name, names()) {
            Some(known) => meant(known),
            None => format!("the targets are {}", names().collect::<Vec<_>>().join(", ")),
        }),
        TargetError::Invalid { source, .. } => {
            let (word, known) = unknown_word(&source.message)?;
            similar(word, known).map(meant)
        }
        _ => None,
    }
}
