//! For GitHub Actions: annotations, which it shows beside the files, and then the report in full.
//!
//! GitHub shows ten errors and ten warnings of a step, whichever come first. So these are chosen:
//! one of each rule before any rule has its second.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;

use super::consequences::told;
use super::place::path;
use super::text::{QUOTE, push_visible, safe};
use super::worst::without_excerpts;
use super::{End, Out, Output, OutputFormat, RenderOptions, Renderer};
use crate::report::Report;
use crate::rules::{Finding, RuleId};
use crate::target::Level;

/// How many annotations of a level GitHub shows for a step.
pub(crate) const MOST_OF_A_LEVEL: usize = 10;

/// Writes annotations and the report in full.
pub(crate) struct Github {
    errors: Chosen,
    warnings: Chosen,
    full: Output,
    /// What is written of the report in full. It comes last, so it has to wait.
    text: Vec<u8>,
}

/// The findings of a level that are annotated.
#[derive(Debug, Default)]
struct Chosen {
    rules: HashSet<RuleId>,
    /// The first finding of each rule.
    first: Vec<Finding>,
    repeats: Vec<Finding>,
}

impl Chosen {
    fn offer(&mut self, finding: &Finding) {
        let list =
            if self.rules.insert(finding.rule) { &mut self.first } else { &mut self.repeats };
        if list.len() < MOST_OF_A_LEVEL {
            list.push(without_excerpts(finding));
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.first.iter().chain(&self.repeats).take(MOST_OF_A_LEVEL)
    }
}

impl Github {
    pub(crate) fn new(options: RenderOptions) -> Self {
        Self {
            errors: Chosen::default(),
            warnings: Chosen::default(),
            full: Output::new(OutputFormat::Full, options),
            text: Vec::new(),
        }
    }
}

impl Renderer for Github {
    fn finding(&mut self, finding: &Finding, report: &Report, _: Out<'_>) -> io::Result<()> {
        match finding.level {
            Level::Error => self.errors.offer(finding),
            _ => self.warnings.offer(finding),
        }
        self.full.finding(finding, report, &mut self.text)
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        for finding in self.errors.iter().chain(self.warnings.iter()) {
            annotate(finding, end.report, out)?;
        }
        self.full.finish(end.report, end.summary, &mut self.text)?;
        // What looks like a command in the report is none.
        let token = token_beside(&self.text);
        writeln!(out, "::stop-commands::{token}")?;
        out.write_all(&self.text)?;
        writeln!(out, "::{token}::")
    }
}

/// A word that ends the text in which commands are not heeded: none that stands in it.
fn token_beside(text: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    loop {
        text.hash(&mut hasher);
        let token = format!("tunelint-{:016x}", hasher.finish());
        if memchr::memmem::find(text, token.as_bytes()).is_none() {
            return token;
        }
    }
}

/// `::error file=train.jsonl,line=8,endLine=8,col=3,endColumn=9,title=...::unknown role "asistant"`.
fn annotate(finding: &Finding, report: &Report, out: Out<'_>) -> io::Result<()> {
    let at = finding.location;
    let title = safe(&finding.message, true);
    let title: String = title.chars().take(2 * QUOTE).collect();
    let mut message = vec![format!("{} [{}]", safe(&finding.message, true), finding.rule)];
    message.extend(told(finding, report));
    writeln!(
        out,
        "::{} file={},line={},endLine={},col={},endColumn={},title={}::{}",
        finding.level,
        property(&path(report.name(at))),
        at.line,
        // A finding never spans lines; otherwise there could be no columns.
        at.line,
        at.column,
        at.end_column,
        property(&title),
        data(&message.join("\n")),
    )
}

/// What stands after the second `::`, escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, escaped; what might harm a terminal is made visible, though GitHub then
/// does not find a file of such a name.
fn property(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\r' | '\n' => visible.push(character),
            other => push_visible(&mut visible, other, true),
        }
    }
    data(&visible).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_none_of_the_text() {
        let token = token_beside(b"abc");
        assert_ne!(token_beside(token.as_bytes()), token);
        assert_eq!(token_beside(b"abc"), token);
    }
}
