//! For code scanning: SARIF 2.1.0.
//!
//! Services take 5,000 results of a run, so no more are written unless that is asked for; the cut is
//! said in a notification.

use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use super::consequences::told;
use super::fingerprint::Fingerprints;
use super::place::uri;
use super::redact::how_to_fix;
use super::text::safe;
use super::wire::{self, Effects, VERSION};
use super::worst::Worst;
use super::{End, Out, RenderOptions, Renderer};
use crate::report::Report;
use crate::rules::{Finding, Location, RuleId};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Writes a SARIF log with one run.
#[derive(Debug)]
pub(crate) struct Sarif {
    worst: Worst,
}

impl Sarif {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { worst: Worst::new(options.total) }
    }
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Value; 1],
}

impl Renderer for Sarif {
    fn finding(&mut self, finding: &Finding, _: &Report, _: Out<'_>) -> io::Result<()> {
        self.worst.offer(finding);
        Ok(())
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        let report = end.report;
        let mut rules: Vec<RuleId> = self.worst.iter().map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let mut prints = Fingerprints::default();
        let results: Vec<Value> = self
            .worst
            .iter()
            .map(|finding| result(finding, report, &rules, &prints.next(finding, report)))
            .collect();
        // What a reader of the results must know beside them.
        let remark = self.worst.remark(report.errors() + report.warnings());
        let remark = remark.map(|text| json!({"level": "warning", "message": {"text": text}}));
        let run = json!({
            "tool": {"driver": {
                "name": "tunelint",
                "version": VERSION,
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(|rule| descriptor(*rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": remark.into_iter().collect::<Vec<_>>(),
            }],
        });
        wire::write(out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, "\n")
    }
}

/// What a rule is.
fn descriptor(id: RuleId) -> Value {
    let rule = id.rule();
    json!({
        "id": id.to_string(),
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": how_to_fix(rule), "markdown": rule.docs},
        "properties": {"tags": [rule.category.name()]},
    })
}

fn result(finding: &Finding, report: &Report, rules: &[RuleId], fingerprint: &str) -> Value {
    let mut message = vec![finding.message.clone()];
    message.extend(told(finding, report));
    let mut location = physical(finding.location, report);
    if let Some(path) = &finding.path {
        let path = safe(path, true);
        location["logicalLocations"] = json!([{"fullyQualifiedName": path, "kind": "member"}]);
    }
    let related = finding.related.iter().map(|related| {
        let mut location = physical(related.location, report);
        location["message"] = json!({"text": safe(&related.message, true)});
        location
    });
    json!({
        "ruleId": finding.rule.to_string(),
        "ruleIndex": rules.binary_search(&finding.rule).ok(),
        "level": finding.level.name(),
        "message": {"text": safe(&message.join(". "), true)},
        "locations": [location],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": {"tunelint/v1": fingerprint},
        "properties": {"effects": Effects::of(finding, report)},
    })
}

fn physical(location: Location, report: &Report) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(report.name(location))},
        "region": {
            "startLine": location.line,
            "startColumn": location.column,
            "endLine": location.line,
            "endColumn": location.end_column,
        },
    }})
}
