//! `json` and `jsonl`.

use insta::assert_snapshot;
use serde_json::Value;

use super::samples::*;
use crate::render::OutputFormat::{Json, Jsonl};
use crate::render::RenderOptions;

#[test]
fn one_object() {
    let report = report("train.jsonl", 5, 0);
    assert_snapshot!(written(Json, Json.options(), &[unknown_role(), duplicate_key("")], &report));
}

#[test]
fn a_line_each() {
    let report = with_file(report("train.jsonl", 0, 1), "eval.jsonl", 1);
    assert_snapshot!(written(Jsonl, Jsonl.options(), &[duplicate_record(), empty_file()], &report));
}

#[test]
fn nothing_found() {
    let all = object(&written(Json, Json.options(), &[], &clean_report()));
    assert_eq!(all["verdict"], "clean");
    assert_eq!(all["findings"], Value::Array(vec![]));
}

#[test]
fn capped_only_if_asked() {
    let report = report("train.jsonl", 100, 0);
    let findings = vec![unknown_role(); 100];
    let count = |options| {
        let all = object(&written(Json, options, &findings, &report));
        assert_eq!(all["rules"][0]["count"], 100);
        all["findings"].as_array().unwrap().len()
    };
    assert_eq!(count(Json.options()), 100);
    assert_eq!(count(RenderOptions { per_rule: Some(7), ..Json.options() }), 7);
}

#[test]
fn both_formats_say_the_same() {
    let report = report("a\nb\x1b\u{202e}\"\\.jsonl", 1, 2);
    let findings = [unknown_role(), duplicate_record(), empty_file()];
    let mut whole = object(&written(Json, Json.options(), &findings, &report));
    let lines = written(Jsonl, Jsonl.options(), &findings, &report);
    let mut lines: Vec<Value> = lines.lines().map(object).collect();
    let mut summary = lines.pop().unwrap();
    assert_eq!(summary["type"].take(), "summary");
    for line in &mut lines {
        assert_eq!(line.as_object_mut().unwrap().remove("type").unwrap(), "finding");
    }
    assert_eq!(whole["files"][0]["path"], "a\nb\x1b\u{202e}\"\\.jsonl");
    assert_eq!(whole["findings"].take(), Value::Array(lines));
    summary.as_object_mut().unwrap().remove("type");
    whole.as_object_mut().unwrap().remove("findings");
    assert_eq!(whole, summary);
}

#[test]
fn the_schema_describes_what_is_written() {
    let mut schema = object(include_str!("../../../docs/schema/report.schema.json"));
    // Later versions may write more; this one writes nothing that is not described.
    let closed = Value::Bool(false);
    for name in [
        "report",
        "findingLine",
        "summaryLine",
        "file",
        "rule",
        "forecast",
        "related",
        "suppressed",
    ] {
        assert!(schema["$defs"][name].is_object());
        schema["$defs"][name]["unevaluatedProperties"] = closed.clone();
    }
    schema["$defs"]["report"]["properties"]["findings"]["items"]["unevaluatedProperties"] = closed;
    let report = report("train.jsonl", 1, 2);
    let findings = [unknown_role(), duplicate_key(""), duplicate_record(), empty_file()];
    let whole = object(&written(Json, Json.options(), &findings, &report));
    assert_conforms(&schema, &whole);
    let lines = written(Jsonl, Jsonl.options(), &findings, &report);
    lines.lines().for_each(|line| assert_conforms(&schema, &object(line)));
}
