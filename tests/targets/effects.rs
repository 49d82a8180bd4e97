//! Every effect that a target's definition knows is shown by one of its fixtures.

use std::collections::BTreeSet;

use tunelint::rules::PlanOptions;
use tunelint::target::{Effect, Target, builtin, names};

use crate::{check, fixtures};

/// Effects that no small file can show, by rule and case, at any target.
const TOO_LARGE: &[(&str, &str)] = &[
    ("file-too-large", ""),
    ("too-many-records", ""),
    ("too-many-records", "images"),
    ("too-many-records", "rft"),
    ("image-too-large", ""),
    ("oversized-line", ""),
    // What comes late comes after the first 10 MB.
    ("schema-drift", "late-key"),
    ("schema-drift", "late-type"),
    ("schema-drift", "late-text"),
    ("schema-drift", "late-digits"),
];

/// What can be said for certain of no record that a target takes, by target and rule: it is not known
/// what Fireworks writes around messages, and lists of tokens it does not take.
const NEVER_CERTAIN: &[(&str, &str)] = &[("fireworks", "too-short")];

/// Rules about the name of the chosen model, which no dataset shows.
const OF_THE_MODEL: &[&str] = &["unknown-model", "retired-model"];

/// What a definition says of one case: the rule, the effect, and the words for it.
type Said = (String, Effect, Option<String>, Option<String>);

/// All that a definition says happens, with the case or condition it says it of.
fn said(target: &Target) -> Vec<(String, Said)> {
    let mut all = Vec::new();
    for (rule, said) in &target.effects {
        let is_certain = !NEVER_CERTAIN.contains(&(target.name.as_str(), rule.as_str()));
        if OF_THE_MODEL.contains(&rule.as_str()) || !is_certain {
            continue;
        }
        let mut add = |of: &str, effect, error: &Option<String>, note: &Option<String>| {
            if effect > Effect::Unknown && !TOO_LARGE.contains(&(rule.as_str(), of)) {
                all.push((of.to_owned(), (rule.clone(), effect, error.clone(), note.clone())));
            }
        };
        add("", said.effect, &said.error, &said.note);
        for (case, said) in &said.cases {
            add(case, said.effect, &said.error, &said.note);
        }
        for (i, said) in said.when.iter().enumerate() {
            add(&format!("when {i}"), said.effect, &said.error, &said.note);
        }
    }
    all
}

/// The circumstances that an effect may depend on: a training method, a model that can do everything
/// or nothing, and one that takes little.
fn circumstances() -> Vec<PlanOptions> {
    let mut all = vec![PlanOptions::default()];
    for method in ["sft", "dpo", "rft"] {
        let mut options = PlanOptions::default();
        options.method = Some(method.to_owned());
        all.push(options);
    }
    for model in ["able", "unable"] {
        let mut options = PlanOptions::default();
        options.model = Some(model.to_owned());
        all.push(options);
    }
    // Its chat template has no place for tools.
    let mut options = PlanOptions::default();
    options.model = Some("gemma-3".to_owned());
    all.push(options);
    let mut options = PlanOptions::default();
    options.model = Some("llama-3".to_owned());
    options.max_tokens = Some(40);
    all.push(options);
    all
}

fn with_models(name: &str) -> Target {
    let mut target = builtin(name).unwrap();
    for model in ["id = 'able'\ncan = ['tools', 'vision', 'reasoning']", "id = 'unable'\ncan = []"]
    {
        target.models.push(toml::from_str(model).unwrap());
    }
    target
}

/// What the fixtures of a target show.
fn shown(name: &str) -> BTreeSet<Said> {
    let mut shown = BTreeSet::new();
    for options in circumstances() {
        let report = check(with_models(name), options, &fixtures(name, "invalid"));
        for finding in report.findings() {
            let (error, note) = report.plan().words(0, finding.rule, finding.case, finding.format);
            let effect = finding.effects[0];
            let rule = finding.rule.rule().name.to_owned();
            shown.insert((rule, effect, error.map(str::to_owned), note.map(str::to_owned)));
        }
    }
    shown
}

#[test]
fn every_effect_of_a_target_is_shown() {
    let mut missing = Vec::new();
    for name in names() {
        let shown = shown(name);
        let unshown =
            said(&builtin(name).unwrap()).into_iter().filter(|(_, said)| !shown.contains(said));
        missing.extend(unshown.map(|(of, (rule, effect, _, note))| {
            format!("{name}: {rule} ({of}) {effect}: {}", note.unwrap_or_default())
        }));
    }
    assert!(missing.is_empty(), "no fixture shows\n{}", missing.join("\n"));
}
