//! What changed between two versions of a dataset, as text, JSON or Markdown.
//!
//! Nothing of the data is quoted but keys that stand in the path of a finding.

mod json;
mod markdown;
mod text;

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::str::FromStr;

use super::redact::without_unknown_keys;
use super::{Out, RenderOptions, UnknownOutputFormat};
use crate::diff::{Diff, Found, RecordCounts};
use crate::report::Forecast;
use crate::rules::RuleId;
use crate::target::Level;
use crate::words::count;

/// How many places of records are named.
const NAMED: usize = 3;

/// How a comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum DiffFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object.
    Json,
    /// For the page of a pull request.
    Markdown,
}

impl DiffFormat {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Text, Self::Json, Self::Markdown];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }

    /// The options that suit the format: what programs read is never cut short unasked, and what
    /// goes to a page holds no text of the dataset.
    pub const fn options(self) -> RenderOptions {
        let mut options = super::OutputFormat::Full.options();
        if matches!(self, Self::Json) {
            options.per_rule = None;
        }
        options.redact = matches!(self, Self::Markdown);
        options
    }
}

impl fmt::Display for DiffFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for DiffFormat {
    type Err = UnknownOutputFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let format = Self::ALL.iter().find(|format| format.name() == name);
        format.copied().ok_or_else(|| UnknownOutputFormat::named(name))
    }
}

/// Write what changed.
///
/// # Example
///
/// ```
/// use tunelint::diff::{Diff, Version};
/// use tunelint::input::Source;
/// use tunelint::render::{DiffFormat, write_diff};
///
/// let linter = tunelint::Linter::builder().target("together").build()?;
/// let [old, new] = ["old", "new"].map(|name| {
///     let file = Source::file(format!("fixtures/diff/{name}.jsonl"));
///     Version::read(&linter, &[file], |_, _| std::ops::ControlFlow::Continue(()))
/// });
/// let (format, mut page) = (DiffFormat::Markdown, Vec::new());
/// write_diff(&Diff::new(old, new), format, format.options(), &mut page)?;
/// assert!(String::from_utf8(page)?.contains("schema/unknown-role"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_diff(
    diff: &Diff,
    format: DiffFormat,
    options: RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        DiffFormat::Text => text::write(diff, &options, out),
        DiffFormat::Json => json::write(diff, &options, out),
        DiffFormat::Markdown => markdown::write(diff, &options, out),
    }
}

/// The findings of one version that the other has not, as far as they are shown: of each rule the
/// first ones, and how many more there are.
struct Shown<'a> {
    findings: Vec<Found<'a>>,
    left_out: Vec<(RuleId, u64)>,
}

impl<'a> Shown<'a> {
    fn of(findings: impl Iterator<Item = Found<'a>>, options: &RenderOptions) -> Self {
        let most = options.per_rule.unwrap_or(u64::MAX);
        let mut counts: Vec<(RuleId, u64)> = Vec::new();
        let shown = findings.filter(|finding| {
            let known = counts.iter().position(|(rule, _)| *rule == finding.rule);
            let at = known.unwrap_or_else(|| {
                counts.push((finding.rule, 0));
                counts.len() - 1
            });
            counts[at].1 += 1;
            counts[at].1 <= most
        });
        let findings = shown.collect();
        counts.retain_mut(|(_, count)| {
            *count = count.saturating_sub(most);
            *count > 0
        });
        Self { findings, left_out: counts }
    }
}

/// The path of a finding, as it may be shown.
fn path<'a>(finding: &Found<'a>, options: &RenderOptions) -> Option<Cow<'a, str>> {
    let path = finding.path.filter(|path| !path.is_empty())?;
    Some(if options.redact { without_unknown_keys(path).into() } else { path.into() })
}

/// What becomes of the records at each target, before and after.
fn forecasts(diff: &Diff) -> Vec<Forecast> {
    let versions = [(diff.old_version(), "before"), (diff.new_version(), "after")];
    let versions = versions.map(|(version, when)| (version.report().forecast(), when));
    let mut rows = Vec::new();
    for target in diff.new_version().report().plan().targets() {
        for (forecast, when) in &versions {
            let row = forecast.iter().find(|row| row.target == target.name);
            let target = format!("{} {when}", target.name);
            rows.extend(row.map(|row| Forecast { target, ..row.clone() }));
        }
    }
    rows
}

/// `22 records before, 24 after`.
fn totals(records: &RecordCounts) -> String {
    format!(
        "{} before, {} after",
        count(records.before, "record"),
        crate::words::Number(records.after)
    )
}

/// What it comes to: `2 new errors, 1 warning gone`.
fn outcome(diff: &Diff) -> String {
    let mut said = Vec::new();
    for (level, one) in [(Level::Error, "error"), (Level::Warning, "warning")] {
        let (new, gone) = (diff.new_of(level), diff.gone_of(level));
        said.extend((new > 0).then(|| count(new, &format!("new {one}"))));
        said.extend((gone > 0).then(|| format!("{} gone", count(gone, one))));
    }
    if said.is_empty() { "no finding is new or gone".to_owned() } else { said.join(", ") }
}
