//! For GitLab: a code quality report.

use std::io;

use serde::Serialize;

use super::consequences::told;
use super::fingerprint::Fingerprints;
use super::place::path;
use super::text::safe;
use super::wire;
use super::worst::Worst;
use super::{End, Out, RenderOptions, Renderer};
use crate::report::Report;
use crate::rules::Finding;
use crate::target::{Effect, Level};

/// Writes a JSON array of issues.
#[derive(Debug)]
pub(crate) struct Gitlab {
    worst: Worst,
}

impl Gitlab {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { worst: Worst::new(options.total) }
    }
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
    end: u64,
}

impl Place {
    fn new(name: &str, line: u64) -> Self {
        Self { path: path(name), lines: Lines { begin: line, end: line } }
    }
}

impl Renderer for Gitlab {
    fn finding(&mut self, finding: &Finding, _: &Report, _: Out<'_>) -> io::Result<()> {
        self.worst.offer(finding);
        Ok(())
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        let report = end.report;
        let mut prints = Fingerprints::default();
        let mut issues: Vec<Issue> = self
            .worst
            .iter()
            .map(|finding| issue(finding, report, prints.next(finding, report)))
            .collect();
        let remark = self.worst.remark(report.errors() + report.warnings());
        issues.extend(remark.map(|remark| left_out(remark, report)));
        wire::write(out, &issues, "\n")
    }
}

fn issue(finding: &Finding, report: &Report, fingerprint: String) -> Issue {
    let mut words = vec![finding.message.clone()];
    words.extend(told(finding, report));
    Issue {
        description: safe(&words.join(". "), true).into_owned(),
        check_name: finding.rule.to_string(),
        fingerprint,
        severity: severity(finding),
        location: Place::new(report.name(finding.location), finding.location.line),
    }
}

/// There is no other place to say it: the format is a list of issues and nothing else.
fn left_out(description: String, report: &Report) -> Issue {
    Issue {
        description,
        check_name: "tunelint/left-out".into(),
        fingerprint: "tunelint/left-out".into(),
        severity: "info",
        location: Place::new(report.files().first().map_or("", |file| &file.name), 1),
    }
}

/// One of GitLab's five severities. What is a warning is never worse than `major`, whatever it does:
/// the user has said so.
fn severity(finding: &Finding) -> &'static str {
    let worst = finding.effects.iter().max().copied().unwrap_or_default();
    match (finding.level, worst) {
        (Level::Error, Effect::Refuses) => "blocker",
        (Level::Error, _) => "critical",
        (_, Effect::Accepts | Effect::Unknown) => "info",
        (_, Effect::Ignores) => "minor",
        _ => "major",
    }
}
