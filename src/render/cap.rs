//! Which findings are shown, and what is said of the others.
//!
//! Only what is shown is capped, never what is counted.

use super::RenderOptions;
use super::paint::{Page, Style};
use super::text::{columns, safe};
use crate::report::Report;
use crate::rules::{ALL, Finding, RuleId};
use crate::words::{Number, count};

/// How many places of findings that are not shown are named.
const NAMED: usize = 3;

/// Counts what is shown.
#[derive(Debug)]
pub(crate) struct Cap {
    per_rule: u64,
    total: u64,
    shown: u64,
    of_rule: Vec<OfRule>,
}

#[derive(Debug, Clone, Default)]
struct OfRule {
    shown: u64,
    /// The file and line of the first findings that were not shown.
    next: Vec<(u32, u64)>,
}

impl Cap {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self {
            per_rule: options.per_rule.unwrap_or(u64::MAX),
            total: options.total.unwrap_or(u64::MAX),
            shown: 0,
            of_rule: vec![OfRule::default(); ALL.len()],
        }
    }

    /// Whether the finding is to be shown.
    pub(crate) fn admits(&mut self, finding: &Finding) -> bool {
        let of_rule = &mut self.of_rule[finding.rule.index()];
        let admitted = of_rule.shown < self.per_rule && self.shown < self.total;
        if admitted {
            of_rule.shown += 1;
            self.shown += 1;
        } else if of_rule.next.len() < NAMED {
            of_rule.next.push((finding.location.file, finding.location.line));
        }
        admitted
    }

    /// How many findings were shown.
    pub(crate) fn shown(&self) -> u64 {
        self.shown
    }

    /// Say what was not shown: a line for each rule that has too many findings, and one for what
    /// no more would fit in.
    pub(crate) fn write_rest(&self, report: &Report, page: &mut Page) {
        let mut found = vec![0; ALL.len()];
        for counted in report.counts() {
            found[counted.rule.index()] += counted.count;
        }
        let mut crowded_out = 0;
        let mut of_rules = Vec::new();
        for rule in RuleId::all() {
            let of_rule = &self.of_rule[rule.index()];
            let hidden = found[rule.index()].saturating_sub(of_rule.shown);
            if hidden == 0 {
                continue;
            }
            if of_rule.shown == self.per_rule || self.shown < self.total {
                self.write_rule(rule, hidden, report, page);
            } else {
                crowded_out += hidden;
                of_rules.push(rule);
            }
        }
        if crowded_out > 0 {
            let what = match of_rules.as_slice() {
                [rule] => rule.rule().name.to_owned(),
                rules => format!("of {}", count(rules.len() as u64, "rule")),
            };
            let text = format!(
                "... {} more {what} (--max-diagnostics none shows all)",
                Number(crowded_out)
            );
            page.paragraph(0, 4, &[(Style::Faint, &text)]);
        }
    }

    /// `... 12,431 more unknown-role (lines 17, 23, 31, ...; --max-per-rule none shows all)`, with
    /// as many places as there is room for.
    fn write_rule(&self, rule: RuleId, hidden: u64, report: &Report, page: &mut Page) {
        let of_rule = &self.of_rule[rule.index()];
        let one_file = report.files().len() < 2;
        let mut places: Vec<String> = of_rule
            .next
            .iter()
            .map(|(file, line)| match report.files().get(*file as usize) {
                Some(file) if !one_file => format!("{}:{line}", safe(&file.name, page.unicode)),
                _ => line.to_string(),
            })
            .collect();
        loop {
            let more = if places.len() as u64 == hidden { "" } else { ", ..." };
            let lines = match (places.len(), one_file) {
                (0, _) => String::new(),
                (1, true) if more.is_empty() => format!("line {}; ", places[0]),
                (_, true) => format!("lines {}{more}; ", places.join(", ")),
                (_, false) => format!("{}{more}; ", places.join(", ")),
            };
            let text = format!(
                "... {} more {} ({lines}--max-per-rule none shows all)",
                Number(hidden),
                rule.rule().name
            );
            if places.is_empty() || columns(&text) <= page.width {
                page.paragraph(0, 4, &[(Style::Faint, &text)]);
                return;
            }
            places.pop();
        }
    }
}
