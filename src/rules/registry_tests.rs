//! What must hold for every rule: it is documented, named by the pattern, judged by every target,
//! and its fixtures show exactly it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{ALL, Plan, PlanOptions, Rule, RuleId};
use crate::check::{Linter, LinterOptions, Silent};
use crate::input::Source;
use crate::render::{Output, OutputFormat, Summary, tokens_in_words};
use crate::report::Report;
use crate::target::{Level, Target, builtin, names};

/// The examples in a rule's documentation: bad and good ones.
fn examples(rule: &Rule, kind: &str) -> Vec<String> {
    let fence = format!("```jsonl {kind}");
    let mut lines = rule.docs.lines();
    let mut found = Vec::new();
    while lines.by_ref().any(|line| line.starts_with(&fence)) {
        let example: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        found.push(example.join("\n") + "\n");
    }
    found
}

/// A target at which a rule says something: one made for it, which lies beside its fixtures, where
/// the defect is more than a small fixture can show; `generic` where it does, or `together`; where
/// neither is known to mind the defect, one that might, or does for some model, or `generic` as if
/// it minded it.
///
/// A rule about the chosen model has a file `model` with its name beside the fixtures, and one
/// `model-valid` where it is the model that makes the difference.
fn telling_target(rule: RuleId, word: &str) -> Plan {
    let folder = fixtures().join(rule.rule().name);
    let model = [format!("model-{word}"), "model".to_owned()]
        .iter()
        .find_map(|name| std::fs::read_to_string(folder.join(name)).ok());
    let model = model.map(|model| model.trim().to_owned());
    let made = std::fs::read_to_string(folder.join("target.toml")).ok();
    if made.is_some() || model.is_some() {
        let together = || builtin("together").unwrap();
        let target = made.map_or_else(together, |text| toml::from_str(&text).unwrap());
        let options = PlanOptions { model, ..PlanOptions::default() };
        return Plan::new(vec![target], options).unwrap();
    }
    // The others take fewer formats than the examples are written in.
    let targets = ["generic", "together"];
    // As a warning what is not established, of this rule only.
    let curious = vec![(rule, Level::Warning)];
    let ways = [Vec::new(), curious].into_iter().flat_map(|levels| {
        let options = PlanOptions { levels, ..PlanOptions::default() };
        targets.iter().map(move |name| (*name, options.clone()))
    });
    let plan = |target, options| Plan::new(vec![target], options).unwrap();
    ways.map(|(name, options)| plan(builtin(name).unwrap(), options))
        .chain(targets.iter().map(|name| {
            let model = Some("any".to_owned());
            plan(with_able_model(name), PlanOptions { model, ..PlanOptions::default() })
        }))
        .find(|plan| plan.looks_for(rule))
        .unwrap_or_else(|| plan(minding(rule), PlanOptions::default()))
}

/// A target with a model, `any`, that can do everything.
fn with_able_model(name: &str) -> Target {
    let mut target = builtin(name).unwrap();
    let model = "id = 'any'\nsft = 8192\ndpo = 8192\ncan = ['tools', 'vision', 'reasoning']";
    target.models.push(toml::from_str(model).unwrap());
    target
}

/// `generic`, if it refused every case of a rule's defect.
fn minding(rule: RuleId) -> Target {
    let mut target = builtin("generic").unwrap();
    let effect = toml::from_str("effect = 'refuses'").unwrap();
    target.effects.insert(rule.rule().name.to_owned(), effect);
    target
}

fn check(plan: Plan, source: Source) -> Report {
    Linter::new(plan, LinterOptions::default()).check(&[source], &mut Silent).report
}

fn found(report: &Report) -> HashSet<&'static str> {
    report.counts().iter().map(|count| count.rule.rule().name).collect()
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules")
}

/// The fixtures of a rule that start with a word: `invalid.jsonl` and, since a file has one format,
/// `invalid-preference.jsonl` and the like; packed where they would be too large.
fn fixtures_of(rule: &Rule, word: &str) -> Vec<PathBuf> {
    let folder = fixtures().join(rule.name);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|_| panic!("no {}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    let starts = |path: &PathBuf| {
        path.file_name().unwrap().to_str().unwrap().split(['.', '-']).next() == Some(word)
    };
    paths.retain(starts);
    paths.sort();
    assert!(!paths.is_empty(), "{} has no fixture {word}.jsonl", rule.name);
    paths
}

/// A fixture as a source; what is packed only for its size is unpacked, name and all.
fn source(path: &Path) -> Source {
    let is_packed = path.extension().is_some_and(|end| end == "gz");
    if !is_packed || path.parent().is_some_and(|folder| folder.ends_with("wrong-extension")) {
        return Source::file(path);
    }
    let packed = std::fs::File::open(path).unwrap();
    let mut bytes = Vec::new();
    std::io::copy(&mut flate2::read::GzDecoder::new(packed), &mut bytes).unwrap();
    Source::memory(path.with_extension(""), bytes)
}

#[test]
fn rules_are_named_by_the_pattern_and_documented() {
    let mut seen = HashSet::new();
    for rule in ALL {
        let name = rule.name;
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(plain && !name.starts_with("no-no-"), "{name}");
        for name in rule.aliases.iter().chain([&rule.name]) {
            assert!(seen.insert(*name), "{name} is there twice");
        }
        assert!(rule.docs.len() > 200, "{name} is not documented");
        assert!(rule.docs.contains("## How to fix it"), "{name} does not say how to fix it");
        assert!(
            !rule.summary.ends_with('.') && rule.summary.len() < 90,
            "{name}: {}",
            rule.summary
        );
        assert_eq!(RuleId::named(name).map(RuleId::rule).map(|rule| rule.name), Some(name));
        let cases: HashSet<_> = rule.cases.iter().collect();
        assert_eq!(cases.len(), rule.cases.len(), "{name} has a case twice");
    }
}

#[test]
fn every_target_says_what_every_rule_means_there() {
    for name in names() {
        let target = builtin(name).unwrap();
        let said: HashSet<&str> = target.effects.keys().map(String::as_str).collect();
        let missing: Vec<_> =
            ALL.iter().map(|rule| rule.name).filter(|rule| !said.contains(rule)).collect();
        assert!(missing.is_empty(), "{name} says nothing about {missing:?}");
        for (rule, effect) in &target.effects {
            for source in &effect.source {
                assert!(
                    target.sources.contains_key(source),
                    "{name}: {rule}: there is no source {source:?}"
                );
            }
        }
    }
}

#[test]
fn the_examples_in_the_documentation_are_true() {
    for id in RuleId::all() {
        let rule = id.rule();
        for example in examples(rule, "bad") {
            let source = Source::memory("bad", example.as_bytes());
            let report = check(telling_target(id, "invalid"), source);
            assert_eq!(found(&report), HashSet::from([rule.name]), "{}:\n{example}", rule.name);
        }
        for example in examples(rule, "good") {
            let source = Source::memory("good", example.as_bytes());
            let report = check(telling_target(id, "valid"), source);
            assert_eq!(found(&report), HashSet::new(), "{}:\n{example}", rule.name);
        }
    }
}

/// Rules whose defect cannot stand in an example: it is in the bytes, in the name or in the size of
/// the file, or it is that of the chosen model.
const WITHOUT_EXAMPLES: &[&str] = &[
    "byte-order-mark",
    "file-too-large",
    "image-too-large",
    "injected-system-prompt",
    "invalid-utf8",
    "oversized-line",
    "retired-model",
    "too-few-records",
    "too-many-records",
    "too-many-tools",
    "unknown-model",
    "wrong-extension",
];

#[test]
fn every_rule_has_a_bad_and_a_good_example() {
    for rule in ALL.iter().filter(|rule| !WITHOUT_EXAMPLES.contains(&rule.name)) {
        for kind in ["bad", "good"] {
            assert!(!examples(rule, kind).is_empty(), "{} has no {kind} example", rule.name);
        }
    }
}

#[test]
fn the_fixtures_of_a_rule_show_it_and_nothing_else() {
    for id in RuleId::all() {
        let rule = id.rule();
        for path in fixtures_of(rule, "invalid") {
            let report = check(telling_target(id, "invalid"), source(&path));
            assert_eq!(found(&report), HashSet::from([rule.name]), "{}", path.display());
        }
        for path in fixtures_of(rule, "valid") {
            let report = check(telling_target(id, "valid"), source(&path));
            assert_eq!(found(&report), HashSet::new(), "{}", path.display());
            assert!(report.records() > 0, "{} is empty", path.display());
        }
    }
}

/// Everything that people are told of the fixtures of a rule, kept beside them.
#[test]
fn what_people_are_told_is_as_it_was() {
    for id in RuleId::all() {
        let rule = id.rule();
        let mut told = String::new();
        for path in fixtures_of(rule, "invalid") {
            let source = source(&path).named(path.file_name().unwrap());
            let report = check(telling_target(id, "invalid"), source);
            let mut options = OutputFormat::Full.options();
            (options.width, options.total) = (100, None);
            let mut output = Output::new(OutputFormat::Full, options);
            let mut bytes = Vec::new();
            for finding in report.findings() {
                output.finding(&finding, &report, &mut bytes).unwrap();
            }
            output.finish(&report, &Summary::default(), &mut bytes).unwrap();
            // How many tokens there are is nothing that a rule says.
            let tokens = tokens_in_words(&report).map(|words| words + "\n").unwrap_or_default();
            told.push_str(&String::from_utf8(bytes).unwrap().replacen(&tokens, "", 1));
        }
        insta::with_settings!({
            snapshot_path => fixtures().join(rule.name),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!("told", told) });
    }
}

#[test]
fn there_is_no_fixture_of_a_rule_that_is_gone() {
    for entry in std::fs::read_dir(fixtures()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(ALL.iter().any(|rule| rule.name == name), "there is no rule {name}");
    }
}

#[test]
fn words_are_whole_and_short() {
    for id in RuleId::all() {
        let paths = fixtures_of(id.rule(), "invalid").into_iter();
        let reports: Vec<_> =
            paths.map(|path| check(telling_target(id, "invalid"), source(&path))).collect();
        for finding in reports.iter().flat_map(Report::findings) {
            let name = id.rule().name;
            assert!(!finding.message.is_empty(), "{name}");
            assert!(!finding.message.ends_with('.'), "{name}: {}", finding.message);
            assert!(finding.message.len() < 300, "{name}: {}", finding.message);
            assert!(!finding.message.contains(char::is_control), "{name}: {}", finding.message);
            assert!(finding.help.is_some(), "{name} does not say what to do");
            assert_ne!(finding.level, Level::Off);
        }
    }
}
