//! What is in order has no fault: the rules that are not woken would have found nothing.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index as Place, select};

use crate::record::scan::{Scanned, Scanner};
use crate::record::shape::Shape;
use crate::record::{Facts, Record};
use crate::rules::{Context, Finding, Plan, PlanOptions};
use crate::target::{Fates, TargetSet, builtins};

/// Every target, all doubts included.
static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let options = PlanOptions { pedantic: true, ..PlanOptions::default() };
    Plan::new(builtins().unwrap(), options).unwrap()
});

/// One call, with what is rarer in definitions and arguments.
const ONE: &str = r#"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Rome?"},
{"role": "assistant", "content": null, "tool_calls": [{"id": "a1", "type": "function", "function": {"name": "get_weather",
"arguments": "{\"city\": \"R\\u00f6m \\\"x\\\"\", \"days\": [1, 2.5], \"unit\": \"C\", \"more\": {\"a\": null}}"}}]},
{"role": "tool", "tool_call_id": "a1", "content": "{\"sky\": \"clear\"}"}, {"role": "assistant", "content": "Clear."}],
"tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather.", "parameters":
{"type": "object", "properties": {"city": {"type": "string", "description": "A city."}, "days": {"type": "array", "items":
{"type": "number"}}, "unit": {"type": "string", "enum": ["C", "F"]}, "more": {"type": "object", "properties": {"a": {"type":
["string", "null"]}}}}, "required": ["city"], "additionalProperties": false}}}]}"#;

/// Several calls in a message, two of which are of one tool, and calls at the end.
const SEVERAL: &str = r#"{"tools": [{"type": "function", "function": {"name": "add", "description": "Adds.", "parameters":
{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "required": ["a", "b"]}}}, {"type":
"function", "function": {"name": "now", "description": "The time.", "parameters": {"type": "object", "properties": {}}}}],
"messages": [{"role": "user", "content": "1 + 2, 3 + 4?", "tool_calls": null}, {"role": "assistant", "tool_calls": [
{"id": "c1", "type": "function", "function": {"name": "add", "arguments": "{\"a\": 1, \"b\": 2}"}},
{"id": "c2", "type": "function", "function": {"name": "add", "arguments": "{\n  \"a\": 3,\n  \"b\": 4\n}"}}]},
{"role": "tool", "tool_call_id": "c2", "content": "7"}, {"role": "tool", "tool_call_id": "c1", "content": "3"},
{"role": "assistant", "content": "3, 7"}, {"role": "user", "content": "Now?"}, {"role": "assistant", "content": "",
"tool_calls": [{"id": "c3", "type": "function", "function": {"name": "now", "arguments": "{}"}}]}]}"#;

/// Tools that nobody calls.
const NONE: &str = r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}],
"tools": [{"type": "function", "function": {"name": "now", "description": "The time.", "parameters": {}}}]}"#;

fn records() -> [String; 3] {
    [ONE, SEVERAL, NONE].map(|record| record.replace('\n', " "))
}

/// What becomes of a line that is JSON, and what is found in it; if its tools are not doubted, only
/// by the rules that wake for those that are in doubt.
#[derive(Debug, PartialEq)]
struct Found {
    fates: Fates,
    findings: Vec<Finding>,
}

fn find(line: &str, doubts_all: bool) -> Option<(Facts, Found)> {
    let bytes = line.as_bytes();
    let mut scanner = Scanner::default();
    scanner.start(bytes);
    if scanner.line(bytes, 0) != (Scanned::Value, bytes.len()) {
        return None;
    }
    let mut shape = Shape::default();
    shape.read(bytes, &scanner.tape);
    let record = Record::new(bytes, &scanner.tape, &shape, scanner.facts, scanner.depth);
    let mut context = Context::new(&PLAN, 1000, "", Box::default());
    let here = context.here();
    (here.line, here.record, here.format) = (1, 1, shape.format);
    let mut doubts = context.doubts(&record);
    if doubts_all && record.facts().contains(Facts::TOOLS) {
        doubts = Facts::DOUBTFUL_TOOLS;
    }
    for check in PLAN.checks().0 {
        if (record.facts() | doubts).intersects(check.wakes) {
            let here = context.here();
            here.rule = Some(check.rule);
            here.targets =
                if check.any_format { TargetSet::ALL } else { PLAN.accepting(shape.format) };
            (check.check)(&record, &mut context);
        }
    }
    let fates = context.here().fates;
    let (_, findings, ..) = context.into_parts();
    Some((doubts, Found { fates, findings }))
}

/// The bytes of one value or key of a line.
fn part(line: &str, at: Place) -> std::ops::Range<usize> {
    let mut scanner = Scanner::default();
    scanner.start(line.as_bytes());
    scanner.line(line.as_bytes(), 0);
    let tokens = scanner.tape.tokens();
    if tokens.is_empty() { 0..0 } else { at.get(tokens).span().range() }
}

/// A way to spoil a record, or not.
#[derive(Debug, Clone)]
enum Change {
    /// One value or key becomes another one of the record.
    Copy(Place, Place),
    /// One value or key becomes something else.
    Put(Place, &'static str),
    /// One byte becomes another one.
    Byte(Place, &'static str),
}

const VALUES: &[&str] = &[
    "null",
    "1",
    "-0.5",
    "1e3",
    "true",
    "\"\"",
    "\" \"",
    "\"x y\"",
    "[]",
    "{}",
    "[1]",
    "\"\\u0061\"",
    "\"c1\"",
    "\"\\u00631\"",
    "\"{}\"",
    "\"[]\"",
    "\"{\\\"a\\\": 1}\"",
    "\"{\\\"a\\\": 1, \\\"a\\\": 2}\"",
    "{\"type\": \"string\"}",
    "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"dict\"}}}",
    "{\"minimum\": 1}",
    "\"tool\"",
    "\"function\"",
    "\"assistant\"",
    "\"function_call\"",
    "\"functions\"",
    "\"required\"",
    "\"additionalProperties\"",
    "{\"name\": \"add\", \"arguments\": \"{}\"}",
];
const BYTES: &[&str] =
    &["{", "}", "[", "]", "\"", ":", ",", " ", "\\", "\\\\", "\\\"", "a", "0", "1", ".", "é", ""];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        any::<(Place, Place)>().prop_map(|(to, from)| Change::Copy(to, from)),
        (any::<Place>(), select(VALUES)).prop_map(|(at, value)| Change::Put(at, value)),
        (any::<Place>(), select(BYTES)).prop_map(|(at, byte)| Change::Byte(at, byte)),
    ]
}

fn changed(line: &str, change: &Change) -> String {
    let (range, with) = match change {
        Change::Copy(to, from) => (part(line, *to), &line[part(line, *from)]),
        Change::Put(at, value) => (part(line, *at), *value),
        Change::Byte(at, byte) => {
            let at = at.index(line.len());
            if !line.is_char_boundary(at) || !line.is_char_boundary(at + 1) {
                return line.to_owned();
            }
            (at..at + 1, *byte)
        }
    };
    format!("{}{with}{}", &line[..range.start], &line[range.end..])
}

#[test]
fn what_is_in_order_is_not_doubted() {
    for line in records() {
        assert_eq!(find(&line, false).unwrap().0, Facts::empty(), "{line}");
    }
}

#[test]
fn what_is_not_is_doubted() {
    let (definitions, calls, arguments) =
        (Facts::DOUBTFUL_DEFINITIONS, Facts::DOUBTFUL_CALLS, Facts::DOUBTFUL_ARGUMENTS);
    let [one, several, _] = records();
    for (line, from, to, doubts) in [
        (&one, "The weather.", "", definitions | arguments),
        (&one, "\"tool_call_id\": \"a1\"", "\"tool_call_id\": \"a2\"", calls | arguments),
        (&one, r#"\"unit\": \"C\""#, r#"\"unit\": \"K\""#, arguments),
        (&one, r#"\"unit\": \"C\""#, r#"\"unit\": \"C\"\""#, arguments),
        (&several, "\"c2\", \"type\"", "\"c1\", \"type\"", calls | arguments),
        (&several, "\"name\": \"now\", \"d", "\"name\": \"add\", \"d", Facts::DOUBTFUL_TOOLS),
        (&several, r#"\"a\": 1"#, r#"\"a\": \"1\""#, arguments),
    ] {
        let changed = line.replacen(from, to, 1);
        assert_ne!(&changed, line);
        assert_eq!(find(&changed, false).unwrap().0, doubts, "{changed}");
    }
}

proptest! {
    #[test]
    fn what_is_in_order_has_no_fault(
        record in select(&[0_usize, 1, 2][..]),
        changes in vec(change(), 1..5),
    ) {
        let mut line = records()[record].clone();
        for change in &changes {
            line = changed(&line, change);
        }
        let (few, all) = (find(&line, false), find(&line, true));
        prop_assert_eq!(few.map(|(_, found)| found), all.map(|(_, found)| found), "{}", line);
    }
}
