//! `github`, `gitlab`, `sarif` and `junit`: what other programs on other machines read.

use insta::assert_snapshot;
use serde_json::Value;

use super::samples::*;
use crate::render::OutputFormat::{Github, Gitlab, Junit, Sarif};
use crate::render::{OutputFormat, RenderOptions};
use crate::rules::Finding;

const SERVICES: [OutputFormat; 4] = [Github, Gitlab, Sarif, Junit];

/// With the data quoted, which not all of them do unasked.
fn quoting(format: OutputFormat) -> RenderOptions {
    RenderOptions { redact: false, ..format.options() }
}

fn samples() -> [Finding; 4] {
    [unknown_role(), duplicate_key(""), duplicate_record(), hostile()]
}

/// What is written of ordinary findings and of a hostile one, in a file with a hostile name.
fn of_samples(format: OutputFormat) -> String {
    let report = with_file(report(HOSTILE_NAME, 3, 1), "eval.jsonl", 1);
    written(format, quoting(format), &samples(), &report)
}

fn schema(name: &str) -> Value {
    let path = format!("{}/tests/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
    object(&std::fs::read_to_string(path).unwrap())
}

/// JSON for the eyes, without what they would be deceived by.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap().replace('\u{202e}', "<RLO>")
}

#[test]
fn github() {
    let text = of_samples(Github);
    assert_snapshot!(text.replace('\x1b', "␛"));
    // A line is a command or stands where commands are not heeded.
    let mut lines = text.lines();
    let end = lines.by_ref().find_map(|line| {
        assert!(line.starts_with("::"), "{line}");
        line.strip_prefix("::stop-commands::")
    });
    let end = format!("::{}::", end.unwrap());
    let rest: Vec<&str> = lines.collect();
    assert_eq!(rest.iter().position(|line| *line == end), Some(rest.len() - 1));
}

#[test]
fn github_annotates_one_of_each_rule_before_repeats() {
    let report = report("train.jsonl", 100, 100);
    let mut findings = vec![unknown_role(); 60];
    findings.extend(vec![duplicate_record(); 3]);
    findings.push(empty_file());
    let text = written(Github, Github.options(), &findings, &report);
    let of = |start: &str| text.lines().filter(|line| line.starts_with(start)).collect::<Vec<_>>();
    let errors = of("::error ");
    assert_eq!(errors.len(), 10);
    assert!(errors[0].contains("mixed-formats") && errors[1].contains("empty-file"));
    assert_eq!(of("::warning ").len(), 3);
    let annotations = of("::").len() - 2;
    assert_eq!(annotations, 13, "errors first, then warnings, then the report");
    assert!(text.find("::warning ") > text.rfind("::error "));
}

#[test]
fn gitlab() {
    let text = of_samples(Gitlab);
    let issues = object(&text);
    assert_conforms(&schema("gitlab-code-quality"), &issues);
    assert_snapshot!(pretty(&issues));
}

/// The official schema, without a pattern in it that is no regular expression: of languages, which
/// are not written here.
fn sarif_schema() -> Value {
    let mut schema = schema("sarif-2.1.0");
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"];
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    schema
}

#[test]
fn sarif() {
    let log = object(&of_samples(Sarif));
    assert_conforms(&sarif_schema(), &log);
    assert_snapshot!(pretty(&log));
}

#[test]
fn junit() {
    let text = of_samples(Junit);
    assert_snapshot!(text);
    let document = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(document.root_element().tag_name().name(), "testsuites");
    assert_junit(document.root_element());
}

/// The element is as in the schema that Jenkins has for such reports (junit-10.xsd of its xUnit
/// plugin), with no more attributes and children than are used here.
fn assert_junit(element: roxmltree::Node<'_, '_>) {
    let (required, optional, children): (&[&str], &[&str], &[&str]) =
        match element.tag_name().name() {
            "testsuites" => (&[], &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
            "testsuite" => (
                &["name", "tests", "failures", "errors"],
                &["skipped", "file"],
                &["testcase", "system-out"],
            ),
            "testcase" => (&["name"], &["classname"], &["failure", "system-out"]),
            "failure" => (&[], &["type", "message"], &[]),
            "system-out" => (&[], &[], &[]),
            other => panic!("{other} is no element of such reports"),
        };
    let names: Vec<&str> = element.attributes().map(|attribute| attribute.name()).collect();
    assert!(required.iter().all(|name| names.contains(name)), "{element:?}");
    assert!(names.iter().all(|name| required.contains(name) || optional.contains(name)));
    let within = |name: &str| element.children().filter(|child| child.has_tag_name(name)).count();
    if let Some(tests) = element.attribute("tests").filter(|_| element.has_tag_name("testsuite")) {
        assert_eq!(tests, within("testcase").to_string());
        let failed = element.descendants().filter(|child| child.has_tag_name("failure")).count();
        assert_eq!(element.attribute("failures"), Some(&*failed.to_string()));
    }
    for child in element.children().filter(roxmltree::Node::is_element) {
        assert!(children.contains(&child.tag_name().name()), "{child:?} in {element:?}");
        assert_junit(child);
    }
}

#[test]
fn nothing_found() {
    let report = clean_report();
    let clean = |format: OutputFormat| written(format, format.options(), &[], &report);
    assert_eq!(clean(Gitlab), "[]\n");
    assert_conforms(&sarif_schema(), &object(&clean(Sarif)));
    assert!(clean(Github).starts_with("::stop-commands::"));
    let junit = clean(Junit);
    assert_junit(roxmltree::Document::parse(&junit).unwrap().root_element());
    assert!(junit.contains("tests=\"1\" failures=\"0\""), "{junit}");
}

#[test]
fn what_is_left_out_is_said() {
    let report = report("train.jsonl", 6000, 10);
    let mut findings = vec![duplicate_record(); 10];
    findings.extend(vec![unknown_role(); 6000]);
    for format in SERVICES {
        let text = written(format, format.options(), &findings, &report);
        match format {
            Github => assert!(text.contains("... 5,995 more mixed-formats"), "{text}"),
            Gitlab => {
                let issues = object(&text);
                assert_conforms(&schema("gitlab-code-quality"), &issues);
                assert_eq!(issues.as_array().unwrap().len(), 5001);
                assert!(text.contains("1,010 findings left out"), "{text}");
            }
            Sarif => {
                let run = &object(&text)["runs"][0];
                assert_eq!(run["results"].as_array().unwrap().len(), 5000);
                let said = &run["invocations"][0]["toolExecutionNotifications"][0];
                assert!(
                    said["message"]["text"]
                        .as_str()
                        .unwrap()
                        .starts_with("1,010 findings left out")
                );
            }
            _ => {
                assert_junit(roxmltree::Document::parse(&text).unwrap().root_element());
                assert!(text.contains("1,010 findings left out"));
            }
        }
    }
}
