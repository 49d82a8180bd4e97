//! The formats there are, and how a report is to look.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// How a report is written.
///
/// # Example
///
/// ```
/// use tunelint::render::OutputFormat;
///
/// let format: OutputFormat = "sarif".parse()?;
/// assert!(format.options().redact && !format.is_for_people());
/// assert!("pdf".parse::<OutputFormat>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OutputFormat {
    /// For people: each finding with an excerpt, what it does and what to do.
    #[default]
    Full,
    /// For people and editors: a line for each finding.
    Concise,
    /// For people: a line for each finding, under the name of its file.
    Grouped,
    /// For programs: one JSON object.
    Json,
    /// For programs: a JSON object on a line for each finding, and one at the end.
    Jsonl,
    /// For GitHub Actions: annotations, and the report in full.
    Github,
    /// For GitLab: a code quality report.
    Gitlab,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For test reports: `JUnit` XML, a suite for each file.
    Junit,
}

impl OutputFormat {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Full,
        Self::Concise,
        Self::Grouped,
        Self::Json,
        Self::Jsonl,
        Self::Github,
        Self::Gitlab,
        Self::Sarif,
        Self::Junit,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Grouped => "grouped",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
        }
    }

    /// Whether people read it.
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Full | Self::Concise | Self::Grouped | Self::Github)
    }

    /// Whether it can be written with [`RenderOptions::statistics`].
    pub const fn has_statistics(self) -> bool {
        !self.chooses()
    }

    /// Whether it has room for so many findings only, and chooses the worst itself.
    pub(super) const fn chooses(self) -> bool {
        matches!(self, Self::Github | Self::Gitlab | Self::Sarif | Self::Junit)
    }

    /// The options that suit the format. What programs read is never cut short unasked, unless the
    /// service that reads it has its own limit; what goes to services holds no text of the dataset.
    pub const fn options(self) -> RenderOptions {
        let (per_rule, total) = match self {
            Self::Full | Self::Concise | Self::Grouped | Self::Github => (Some(5), Some(50)),
            Self::Json | Self::Jsonl => (None, None),
            Self::Gitlab | Self::Sarif | Self::Junit => (None, Some(5000)),
        };
        let redact = matches!(self, Self::Github | Self::Sarif);
        RenderOptions {
            color: false,
            width: 80,
            unicode: true,
            per_rule,
            total,
            quiet: false,
            redact,
            statistics: false,
        }
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no output format of this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no output format {0:?}")]
pub struct UnknownOutputFormat(String);

impl UnknownOutputFormat {
    pub(super) fn named(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl FromStr for OutputFormat {
    type Err = UnknownOutputFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let format = Self::ALL.iter().find(|format| format.name() == name);
        format.copied().ok_or_else(|| UnknownOutputFormat::named(name))
    }
}

/// How a report is to look. Start from [`OutputFormat::options`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RenderOptions {
    /// Colour it.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
    /// Draw with characters beyond ASCII. The data is shown as it is in either case.
    pub unicode: bool,
    /// How many findings of a rule are shown; all if `None`.
    pub per_rule: Option<u64>,
    /// How many findings are shown altogether; all if `None`.
    pub total: Option<u64>,
    /// Write the findings and nothing about the run as a whole.
    pub quiet: bool,
    /// Write no text of the dataset: neither its words nor keys that no format knows.
    pub redact: bool,
    /// Write how often each rule found something, and no finding.
    pub statistics: bool,
}
