//! A mistake in a configuration: what is wrong, where, and what was probably meant.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::rules::quote::harmless;
use crate::rules::similar;

/// A text that is read: a file, or an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) text: Arc<str>,
}

/// A mistake, or something else to say about a place in a configuration.
///
/// # Example
///
/// ```
/// use tunelint::config::{ConfigError, fragment};
///
/// let Err(ConfigError::Mistakes(mistakes)) = fragment("pedantc = true") else { panic!() };
/// assert_eq!(mistakes[0].position(), (1, 1));
/// assert_eq!(mistakes[0].label.as_deref(), Some("did you mean \"pedantic\"?"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mistake {
    /// What is wrong, in one line.
    pub message: String,
    /// A few words for the place itself.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The name of the file, or the argument.
    pub file: String,
    /// All of its text.
    pub text: Arc<str>,
    /// The place in the text, in bytes.
    pub span: Range<usize>,
}

impl Mistake {
    pub(super) fn new(document: &Document, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            // It may quote anything, such as two lines.
            message: harmless(&message.into()),
            label: None,
            help: None,
            file: document.name.clone(),
            text: Arc::clone(&document.text),
            span,
        }
    }

    /// The same with the word that was probably meant, or all that there are if they are few.
    pub(super) fn or_one_of<'a>(
        mut self,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        if let Some(meant) = similar(word, known.iter().copied()) {
            self.label = Some(format!("did you mean {meant:?}?"));
            self.help = Some(format!("write {meant:?} instead"));
        } else if known.len() <= 24 {
            self.help = Some(format!("there are {}", known.join(", ")));
        }
        self
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Line and column of the place, both from 1; columns count characters.
    pub fn position(&self) -> (u64, u64) {
        let before = self.text.get(..self.span.start).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        (line as u64, before[line_start..].chars().count() as u64 + 1)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position();
        write!(f, "{}:{line}:{column}: {}", self.file, self.message)
    }
}

/// Why there is no configuration.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("{}: the configuration cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something in it is wrong.
    #[error("{}", told(.0))]
    Mistakes(Vec<Mistake>),
    /// A baseline cannot be read.
    #[error("{}: the baseline cannot be read", path.display())]
    UnreadableBaseline {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A baseline is none.
    #[error("{}: this is no baseline", path.display())]
    NoBaseline {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A baseline was written by another version.
    #[error("{}: this baseline has the form {found:?}, and this version reads {wanted:?}", path.display())]
    OtherBaseline {
        /// The file.
        path: PathBuf,
        /// Its form.
        found: String,
        /// The form that can be read.
        wanted: &'static str,
    },
    /// A file cannot be written; what was there before is still there.
    #[error("{}: cannot be written", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Two configurations of a run mean different targets by one name.
    #[error("two configurations of this run define the target {0:?} differently")]
    TwoTargets(String),
    /// There are more different settings than a run can tell apart.
    #[error("the datasets of this run have too many different settings")]
    TooManyProfiles,
    /// The plan cannot be made.
    #[error(transparent)]
    Plan(#[from] crate::rules::PlanError),
    /// A target is none.
    #[error(transparent)]
    Target(#[from] crate::target::TargetError),
    /// A file with a tokenizer is of no use.
    #[error(transparent)]
    Tokenizer(#[from] crate::tokens::file::TokenizerFileError),
    /// What is to be counted with is neither a family nor a file.
    #[error("there is no tokenizer {0:?}: it is no family of models, and no file")]
    UnknownTokenizer(String),
    /// A pattern is no glob.
    #[error(transparent)]
    Pattern(#[from] crate::input::InputError),
}

/// The mistakes in a line.
fn told(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl From<Mistake> for ConfigError {
    fn from(mistake: Mistake) -> Self {
        Self::Mistakes(vec![mistake])
    }
}
