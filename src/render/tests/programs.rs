//! `json` and `jsonl`.

use insta::assert_snapshot;
use serde_json::Value;

use super::samples::*;
use crate::render::OutputFormat::{Json, Jsonl};
use crate::render::RenderOptions;

#[test]
fn one_object() {
    let report = report("train.jsonl", 5, 0);
    assert_snapshot!(written(Json, Json.options(), &[unknown_role(), duplicate_key("")], &report), @r#"
    {"schema":"tunelint/1","tunelint":"0.1.0","targets":["together","openai","llama-factory"],
    "findings":[
    {"rule":"mixed-formats","category":"dataset","level":"error","message":"unknown role \"asistant\"","help":"write \"assistant\"","file":"train.jsonl","record":812,"line":812,"column":122,"end_line":812,"end_column":132,"byte_start":147723,"byte_end":147733,"path":"messages[2].role","effects":{"together":"refuses","openai":"refuses","llama-factory":"drops"},"related":[]},
    {"rule":"mixed-formats","category":"dataset","level":"error","message":"this object has the key \"role\" twice","help":null,"file":"train.jsonl","record":7,"line":7,"column":32,"end_line":7,"end_column":38,"byte_start":337,"byte_end":343,"path":"messages[0].role","effects":{"together":"refuses","openai":"refuses","llama-factory":"drops"},"related":[{"message":"the first `role`","file":"train.jsonl","line":7,"column":16}]}
    ],
    "verdict":"errors","files":[{"path":"train.jsonl","bytes":18204000,"lines":12000,"records":12000,"format":"chat","errors":5,"warnings":0}],"rules":[{"rule":"mixed-formats","level":"error","count":5}],"suppressed":{"total":0,"by_baseline":0},"forecast":{"together":{"records":12000,"trains":11995,"truncated":0,"dropped":0,"mistrained":0,"refused":5,"tokens_lost":0,"verdict":"refused"},"openai":{"records":12000,"trains":11995,"truncated":0,"dropped":0,"mistrained":0,"refused":5,"tokens_lost":0,"verdict":"refused"},"llama-factory":{"records":12000,"trains":11995,"truncated":0,"dropped":5,"mistrained":0,"refused":0,"tokens_lost":0,"verdict":"accepted"}}}
    "#);
}

#[test]
fn a_line_each() {
    let report = with_file(report("train.jsonl", 0, 1), "eval.jsonl", 1);
    assert_snapshot!(written(Jsonl, Jsonl.options(), &[duplicate_record(), empty_file()], &report), @r#"
    {"type":"finding","rule":"duplicate-record","category":"dataset","level":"warning","message":"this record is the same as the one in line 17 of \"train.jsonl\"","help":"remove all but one of them","file":"eval.jsonl","record":1000,"line":1000,"column":1,"end_line":1000,"end_column":2,"byte_start":181818,"byte_end":181819,"path":null,"effects":{"together":"mistrains","openai":"mistrains","llama-factory":"accepts"},"related":[{"message":"the same record, for the first time","file":"train.jsonl","line":17,"column":1}]}
    {"type":"finding","rule":"empty-file","category":"file","level":"error","message":"this file is empty","help":"write at least one record: a JSON object on a line of its own","file":"train.jsonl","record":null,"line":1,"column":1,"end_line":1,"end_column":1,"byte_start":0,"byte_end":0,"path":null,"effects":{"together":"refuses","openai":"refuses","llama-factory":"refuses"},"related":[]}
    {"type":"summary","schema":"tunelint/1","tunelint":"0.1.0","targets":["together","openai","llama-factory"],"verdict":"warnings","files":[{"path":"train.jsonl","bytes":18204000,"lines":12000,"records":12000,"format":"chat","errors":0,"warnings":1},{"path":"eval.jsonl","bytes":455100,"lines":300,"records":300,"format":"chat","errors":0,"warnings":1}],"rules":[{"rule":"duplicate-record","level":"warning","count":2}],"suppressed":{"total":0,"by_baseline":0},"forecast":{"together":{"records":12300,"trains":12298,"truncated":0,"dropped":0,"mistrained":2,"refused":0,"tokens_lost":0,"verdict":"accepted"},"openai":{"records":12300,"trains":12298,"truncated":0,"dropped":0,"mistrained":2,"refused":0,"tokens_lost":0,"verdict":"accepted"},"llama-factory":{"records":12300,"trains":12300,"truncated":0,"dropped":0,"mistrained":0,"refused":0,"tokens_lost":0,"verdict":"accepted"}}}
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
