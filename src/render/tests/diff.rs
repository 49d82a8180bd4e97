//! What changed between two versions of a dataset. Each format as it is written stands in
//! `docs/output.md`.

use std::ops::ControlFlow;

use insta::assert_snapshot;
use serde_json::Value;

use super::samples::{assert_conforms, object};
use crate::check::Linter;
use crate::diff::{Diff, Version};
use crate::input::Source;
use crate::render::{DiffFormat, RenderOptions, write_diff};

fn bookshop(new_name: &str) -> Diff {
    let linter = Linter::builder().target("together").build().unwrap();
    let read = |name: &str, bytes: &[u8]| {
        Version::read(&linter, &[Source::memory(name, bytes)], |_, _| ControlFlow::Continue(()))
    };
    let old = include_bytes!("../../../fixtures/diff/old.jsonl");
    let new = include_bytes!("../../../fixtures/diff/new.jsonl");
    Diff::new(read("old.jsonl", old), read(new_name, new))
}

fn written(diff: &Diff, format: DiffFormat, options: RenderOptions) -> String {
    let mut text = Vec::new();
    write_diff(diff, format, options, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn in_colour_and_few_columns() {
    let options = RenderOptions { color: true, width: 60, ..DiffFormat::Text.options() };
    let text = written(&bookshop("new.jsonl"), DiffFormat::Text, options);
    assert_snapshot!(text.replace('\x1b', "␛"), @r#"
    ␛[1;31mnew ␛[0m  ␛[1mnew.jsonl␛[0m:7:81: ␛[1;31merror␛[0m[schema/unknown-role]␛[2m messages[1].role␛[0m
    ␛[1;32mgone␛[0m  ␛[1mold.jsonl␛[0m:2:77: ␛[1;31merror␛[0m[schema/unknown-role]␛[2m messages[1].role␛[0m
    ␛[1;32mgone␛[0m  ␛[1mold.jsonl␛[0m:5:100: ␛[1;33mwarning␛[0m[content/empty-content]␛[2m messages[1].content␛[0m

      ␛[2mnew␛[0m  ␛[2mgone␛[0m  ␛[2mbefore␛[0m  ␛[2mafter␛[0m  ␛[2mlevel␛[0m    ␛[2mrule␛[0m
        ␛[1;31m1␛[0m     ␛[1;32m1␛[0m       1      1  ␛[1;31merror␛[0m    schema/unknown-role
        ␛[2m·␛[0m     ␛[1;32m1␛[0m       1      ␛[2m·␛[0m  ␛[1;33mwarning␛[0m  content/empty-content

      ␛[1mtogether before␛[0m ␛[1;31mrefused␛[0m: of 6 records, 4 train, 1
        mistrained, 1 refused
      ␛[1mtogether after␛[0m ␛[1;31mrefused␛[0m: of 7 records, 6 train, 1 refused

    6 records before, 7 after: 2 added (lines 6 and 7), 1
      removed (line 3), 2 changed (lines 3 and 5)
    ␛[1;31m✗␛[0m ␛[1m1 new error, 1 error gone, 1 warning gone␛[0m
    "#);
}

#[test]
fn with_ascii_and_quietly() {
    let options = RenderOptions { unicode: false, per_rule: Some(0), ..DiffFormat::Text.options() };
    assert_snapshot!(written(&bookshop("new.jsonl"), DiffFormat::Text, options), @r#"
    ... 1 more new unknown-role (--max-per-rule none shows all)
    ... 1 more gone unknown-role (--max-per-rule none shows all)
    ... 1 more gone empty-content (--max-per-rule none shows all)

      new  gone  before  after  level    rule
        1     1       1      1  error    schema/unknown-role
        -     1       1      -  warning  content/empty-content

      target           records  trains  mistrained  refused  verdict
      together before        6       4           1        1  refused
      together after         7       6           -        1  refused

    6 records before, 7 after: 2 added (lines 6 and 7), 1 removed (line 3), 2
      changed (lines 3 and 5)
    x 1 new error, 1 error gone, 1 warning gone
    "#);
    let quiet = RenderOptions { quiet: true, ..DiffFormat::Text.options() };
    assert_snapshot!(written(&bookshop("new.jsonl"), DiffFormat::Text, quiet), @r#"
    new   new.jsonl:7:81: error[schema/unknown-role] messages[1].role
    gone  old.jsonl:2:77: error[schema/unknown-role] messages[1].role
    gone  old.jsonl:5:100: warning[content/empty-content] messages[1].content
    "#);
}

#[test]
fn the_schema_describes_what_is_written() {
    let mut schema = object(include_str!("../../../docs/schema/diff.schema.json"));
    // Later versions may write more; this one writes nothing that is not described.
    schema["unevaluatedProperties"] = Value::Bool(false);
    for name in ["records", "place", "rule", "finding"] {
        assert!(schema["$defs"][name].is_object());
        schema["$defs"][name]["unevaluatedProperties"] = Value::Bool(false);
    }
    let diff = bookshop("new.jsonl");
    let whole = object(&written(&diff, DiffFormat::Json, DiffFormat::Json.options()));
    assert_conforms(&schema, &whole);
    let report = object(include_str!("../../../docs/schema/report.schema.json"));
    let mut forecast = report["$defs"]["forecast"].clone();
    forecast["$defs"] = report["$defs"].clone();
    for when in ["before", "after"] {
        assert_conforms(&forecast, &whole["forecast"][when]["together"]);
    }
}

#[test]
fn a_hostile_name_does_no_harm() {
    let diff = bookshop("a\n::error::\x1b[2J\u{202e}|<b>*.jsonl");
    for format in DiffFormat::ALL {
        let text = written(&diff, *format, format.options());
        let harmful = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        match format {
            // The name itself, escaped as JSON escapes.
            DiffFormat::Json => assert!(!text.trim_end().contains(char::is_control), "{text}"),
            _ => assert!(!text.contains(harmful), "{text}"),
        }
        assert!(text.lines().all(|line| !line.starts_with("::")), "{text}");
        assert!(*format != DiffFormat::Markdown || !text.contains("<b>"), "{text}");
    }
}
