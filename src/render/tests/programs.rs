//! `json` and `jsonl`.

use insta::assert_snapshot;
use serde_json::Value;

use super::samples::*;
use crate::render::OutputFormat::{Json, Jsonl};
use crate::render::RenderOptions;

fn object(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn one_object() {
    let report = report("train.jsonl", 5, 0);
    assert_snapshot!(written(Json, Json.options(), &[unknown_role(), duplicate_key("")], &report), @r#"
    {"schema":"tunelint/1","tunelint":"0.1.0","targets":["together","openai","llama-factory"],
    "findings":[
    {"rule":"mixed-formats","category":"dataset","level":"error","message":"unknown role \"asistant\"","help":"write \"assistant\"","file":"train.jsonl","record":812,"line":812,"column":122,"end_line":812,"end_column":132,"byte_start":147723,"byte_end":147733,"path":"messages[2].role","effects":{"together":"refuses","openai":"refuses","llama-factory":"drops"},"related":[]},
    {"rule":"mixed-formats","category":"dataset","level":"error","message":"this object has the key \"role\" twice","help":null,"file":"train.jsonl","record":7,"line":7,"column":32,"end_line":7,"end_column":38,"byte_start":337,"byte_end":343,"path":"messages[0].role","effects":{"together":"refuses","openai":"refuses","llama-factory":"drops"},"related":[{"message":"the first `role`","file":"train.jsonl","line":7,"column":16}]}
    ],
    "verdict":"errors","files":[{"path":"train.jsonl","bytes":18204000,"lines":12000,"records":12000,"format":"chat","errors":5,"warnings":0}],"rules":[{"rule":"mixed-formats","level":"error","count":5}],"forecast":{"together":{"records":12000,"trains":11995,"truncated":0,"dropped":0,"mistrained":0,"refused":5,"verdict":"refused"},"openai":{"records":12000,"trains":11995,"truncated":0,"dropped":0,"mistrained":0,"refused":5,"verdict":"refused"},"llama-factory":{"records":12000,"trains":11995,"truncated":0,"dropped":5,"mistrained":0,"refused":0,"verdict":"accepted"}}}
    "#);
}

#[test]
fn a_line_each() {
    let report = with_file(report("train.jsonl", 0, 1), "eval.jsonl", 1);
    assert_snapshot!(written(Jsonl, Jsonl.options(), &[duplicate_record(), empty_file()], &report), @r#"
    {"type":"finding","rule":"duplicate-record","category":"dataset","level":"warning","message":"this record is the same as the one in line 17 of \"train.jsonl\"","help":"remove all but one of them","file":"eval.jsonl","record":1000,"line":1000,"column":1,"end_line":1000,"end_column":2,"byte_start":181818,"byte_end":181819,"path":null,"effects":{"together":"mistrains","openai":"mistrains","llama-factory":"accepts"},"related":[{"message":"the same record, for the first time","file":"train.jsonl","line":17,"column":1}]}
    {"type":"finding","rule":"empty-file","category":"file","level":"error","message":"this file is empty","help":"write at least one record: a JSON object on a line of its own","file":"train.jsonl","record":null,"line":1,"column":1,"end_line":1,"end_column":1,"byte_start":0,"byte_end":0,"path":null,"effects":{"together":"refuses","openai":"refuses","llama-factory":"refuses"},"related":[]}
    {"type":"summary","schema":"tunelint/1","tunelint":"0.1.0","targets":["together","openai","llama-factory"],"verdict":"warnings","files":[{"path":"train.jsonl","bytes":18204000,"lines":12000,"records":12000,"format":"chat","errors":0,"warnings":1},{"path":"eval.jsonl","bytes":455100,"lines":300,"records":300,"format":"chat","errors":0,"warnings":1}],"rules":[{"rule":"duplicate-record","level":"warning","count":2}],"forecast":{"together":{"records":12300,"trains":12298,"truncated":0,"dropped":0,"mistrained":2,"refused":0,"verdict":"accepted"},"openai":{"records":12300,"trains":12298,"truncated":0,"dropped":0,"mistrained":2,"refused":0,"verdict":"accepted"},"llama-factory":{"records":12300,"trains":12300,"truncated":0,"dropped":0,"mistrained":0,"refused":0,"verdict":"accepted"}}}
    "#);
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

/// Not a validator: it follows references and looks at the names of fields, at types and at lists
/// of words, which is all that the schema uses.
fn conforms(schema: &Value, value: &Value, root: &Value, at: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        conforms(target, value, root, at);
    }
    if let Some(constant) = schema.get("const") {
        assert_eq!(value, constant, "{at}");
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value} is not one of {words:?}");
    }
    if let Some(types) = schema.get("type") {
        let types = types.as_array().cloned().unwrap_or_else(|| vec![types.clone()]);
        let fits = |name: &Value| match name.as_str().unwrap() {
            "null" => value.is_null(),
            "integer" => value.is_u64(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            _ => value.is_object(),
        };
        assert!(types.iter().any(fits), "{at}: {value} is not {types:?}");
    }
    for field in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(field.as_str().unwrap()).is_some(), "{at}: {field} is missing");
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        let described = schema["properties"].get(name).or(schema.get("additionalProperties"));
        match described {
            Some(described) => conforms(described, field, root, &format!("{at}.{name}")),
            None => assert!(
                schema["properties"].is_null() || !schema["$ref"].is_null(),
                "{at}: {name} is not described"
            ),
        }
    }
    for item in value.as_array().into_iter().flatten() {
        if let Some(schema) = schema.get("items") {
            conforms(schema, item, root, &format!("{at}[]"));
        }
    }
}

#[test]
fn the_schema_describes_what_is_written() {
    let schema: Value = object(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/schema/report.schema.json"
    )));
    let defs = |name: &str| schema["$defs"][name].clone();
    let report = report("train.jsonl", 1, 2);
    let findings = [unknown_role(), duplicate_key(""), duplicate_record(), empty_file()];
    let whole = object(&written(Json, Json.options(), &findings, &report));
    conforms(&defs("report"), &whole, &schema, "report");
    let lines = written(Jsonl, Jsonl.options(), &findings, &report);
    for line in lines.lines().map(object) {
        // A finding has its type beside what the schema says of findings.
        let name = if line["type"] == "finding" { "findingLine" } else { "summaryLine" };
        let mut described = defs(name);
        if name == "findingLine" {
            let more = defs("finding")["properties"].as_object().cloned().unwrap();
            described["properties"].as_object_mut().unwrap().extend(more);
            described.as_object_mut().unwrap().remove("$ref");
        }
        conforms(&described, &line, &schema, name);
    }
}
