//! What a finding does at the targets, in sentences: `together refuses the file: roles are ...`.

use super::text::{MESSAGE, clip};
use crate::report::Report;
use crate::rules::Finding;
use crate::target::Effect;

/// What a finding does at some targets that all do the same.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Consequence<'a> {
    pub(crate) effect: Effect,
    /// The targets' own words for it, or ours; empty if nothing is said.
    pub(crate) reason: String,
    pub(crate) targets: Vec<&'a str>,
}

/// What a finding does, the worst first. That nothing is known of a target is said only where that
/// is all there is to say.
pub(crate) fn consequences<'a>(finding: &Finding, report: &'a Report) -> Vec<Consequence<'a>> {
    let plan = report.plan_of(finding.location.file);
    let worst = finding.effects.iter().max().copied().unwrap_or_default();
    let least = if worst == Effect::Unknown { Effect::Unknown } else { Effect::Ignores };
    let mut consequences: Vec<Consequence<'a>> = Vec::new();
    for (position, target) in plan.targets().iter().enumerate() {
        let effect = finding.effects.get(position).copied().unwrap_or_default();
        if effect < least {
            continue;
        }
        let (error, note) = plan.words(position, finding.rule, finding.case, finding.format);
        let reason = fill_in(error.or(note).unwrap_or_default(), finding);
        let same = consequences.iter_mut().find(|c| c.effect == effect && c.reason == reason);
        match same {
            Some(same) => same.targets.push(&target.name),
            None => consequences.push(Consequence { effect, reason, targets: vec![&target.name] }),
        }
    }
    consequences.sort_by_key(|consequence| std::cmp::Reverse(consequence.effect));
    consequences
}

/// What a finding says beside its message, a line each: where in the record it is, what it does at
/// the targets, what to do.
pub(crate) fn told(finding: &Finding, report: &Report) -> Vec<String> {
    let at = finding.path.iter().map(|path| format!("at {path}"));
    let done = consequences(finding, report).into_iter().map(|consequence| consequence.sentence());
    let help = finding.help.iter().map(|help| format!("help: {help}"));
    at.chain(done).chain(help).map(|line| clip(&line, MESSAGE, true).into_owned()).collect()
}

impl Consequence<'_> {
    /// All of it in a sentence, without a period.
    fn sentence(&self) -> String {
        let names = self.names();
        let said = match self.effect {
            Effect::Unknown => format!("{} for {names}", self.deed()),
            _ => format!("{names} {}", self.deed()),
        };
        if self.reason.is_empty() { said } else { format!("{said}: {}", self.reason) }
    }

    /// What is done, as a verb with its object.
    pub(crate) fn deed(&self) -> &'static str {
        let one = self.targets.len() == 1;
        match self.effect {
            Effect::Refuses if one => "refuses the file",
            Effect::Refuses => "refuse the file",
            Effect::Drops if one => "drops this record without a word",
            Effect::Drops => "drop this record without a word",
            Effect::Truncates if one => "cuts this record",
            Effect::Truncates => "cut this record",
            Effect::Mistrains if one => "trains this otherwise than meant",
            Effect::Mistrains => "train this otherwise than meant",
            Effect::Ignores if one => "ignores this",
            Effect::Ignores => "ignore this",
            Effect::Unknown => "not established",
            Effect::Accepts if one => "accepts this",
            Effect::Accepts => "accept this",
        }
    }

    /// The names of the targets: `together, openai`.
    pub(crate) fn names(&self) -> String {
        self.targets.join(", ")
    }
}

/// What a target says, in one line, with the place that it would name.
fn fill_in(words: &str, finding: &Finding) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if !words.contains('{') {
        return words;
    }
    words
        .replace("{line}", &finding.location.line.to_string())
        .replace("{record}", &finding.location.record.to_string())
        .replace("{path}", finding.path.as_deref().unwrap_or("the record"))
}
