//! Tool definitions, the calls of an assistant, and their results.

pub(crate) mod arguments_do_not_match_schema;
pub(crate) mod arguments_not_a_string;
pub(crate) mod arguments_not_json;
pub(crate) mod content_beside_tool_calls;
pub(crate) mod duplicate_tool_call_id;
pub(crate) mod duplicate_tool_name;
pub(crate) mod invalid_tool_call;
pub(crate) mod invalid_tool_definition;
pub(crate) mod invalid_tool_parameters;
pub(crate) mod missing_tool_call_id;
pub(crate) mod missing_tool_description;
pub(crate) mod missing_tool_parameters;
pub(crate) mod object_arguments;
pub(crate) mod too_many_tools;
pub(crate) mod tool_call_id_format;
pub(crate) mod tool_calls_in_other_role;
pub(crate) mod tool_name;
pub(crate) mod tools_missing;
pub(crate) mod unanswered_tool_call;
pub(crate) mod undefined_tool;
pub(crate) mod unknown_tool_call_id;

use std::borrow::Cow;

use crate::record::{Index, Kind, Record};

/// What a value says, if it is a string that says something.
pub(crate) fn word<'a>(record: &Record<'a>, value: Option<Index>) -> Option<Cow<'a, str>> {
    let value = value.filter(|value| record.kind(*value) == Kind::String)?;
    let text = record.text(value);
    (!text.trim().is_empty()).then_some(text)
}

/// Whether a value is a string that says something.
pub(crate) fn says_something(record: &Record<'_>, value: Option<Index>) -> bool {
    let Some(value) = value.filter(|value| record.kind(*value) == Kind::String) else {
        return false;
    };
    // What starts with a letter need not be read.
    record.raw(value).first().is_some_and(u8::is_ascii_alphanumeric)
        || word(record, Some(value)).is_some()
}

/// What a value says, in quotes; nothing if it is no string.
pub(crate) fn quoted(record: &Record<'_>, value: Option<Index>) -> Option<String> {
    word(record, value).map(|word| super::quote::quote(&word))
}

/// Words of a validator, made fit to stand in a message.
pub(crate) fn shorten(words: &str) -> String {
    const LONGEST: usize = 160;
    let mut short: String = words.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if words.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use crate::check::{Linter, LinterOptions, Silent};
    use crate::input::Source;
    use crate::report::Report;
    use crate::rules::{Plan, PlanOptions};
    use crate::target::builtin;

    /// What is found in a record at no target in particular, all doubts included.
    fn report(line: &str) -> Report {
        let options = PlanOptions { pedantic: true, ..PlanOptions::default() };
        let plan = Plan::new(vec![builtin("generic").unwrap()], options).unwrap();
        let source = Source::memory("test", line.as_bytes());
        Linter::new(plan, LinterOptions::default()).check(&[source], &mut Silent).report
    }

    fn found(line: &str) -> Vec<&'static str> {
        let report = report(line);
        report
            .counts()
            .iter()
            .map(|count| count.rule.rule())
            .filter(|rule| rule.category == crate::rules::Category::Tools)
            .map(|rule| rule.name)
            .collect()
    }

    const GEMINI: &str = r#"{"contents": [
        {"role": "user", "parts": [{"text": "Weather in Rome?"}]},
        {"role": "model", "parts": [{"functionCall": {"name": "get_weather", "args": {"city": "Rome"}}}]},
        {"role": "user", "parts": [{"functionResponse": {"name": "get_weather", "response": {"sky": "clear"}}}]},
        {"role": "model", "parts": [{"text": "Clear."}]}],
        "tools": [{"functionDeclarations": [{"name": "get_weather", "description": "The weather.",
        "parameters": {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}}}]}]}"#;

    const CONVERSE: &str = r#"{"schemaVersion": "bedrock-conversation-2024", "messages": [
        {"role": "user", "content": [{"text": "Weather in Rome?"}]},
        {"role": "assistant", "content": [{"toolUse": {"toolUseId": "a1B2c3D4e", "name": "get_weather", "input": {"city": "Rome"}}}]},
        {"role": "user", "content": [{"toolResult": {"toolUseId": "a1B2c3D4e", "content": [{"text": "clear"}]}}]},
        {"role": "assistant", "content": [{"text": "Clear."}]}],
        "toolConfig": {"tools": [{"toolSpec": {"name": "get_weather", "description": "The weather.",
        "inputSchema": {"json": {"type": "object", "properties": {"city": {"type": "string"}}}}}}]}}"#;

    const PREFERENCE: &str = r#"{"input": {"messages": [
        {"role": "user", "content": "Weather in Rome?"},
        {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]},
        {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "clear"},
        {"role": "user", "content": "And in Oslo?"}],
        "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]},
        "preferred_output": [{"role": "assistant", "tool_calls": [{"id": "f5G6h7I8j", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Oslo\"}"}}]}],
        "non_preferred_output": [{"role": "assistant", "tool_calls": [{"id": "f5G6h7I8j", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}]}"#;

    #[test]
    fn every_format_has_tools() {
        for (record, changes) in [
            (
                GEMINI,
                &[
                    (r#""city": "Rome""#, r#""city": 7"#, "arguments-do-not-match-schema"),
                    (
                        "\"functionCall\": {\"name\": \"get_w",
                        "\"functionCall\": {\"name\": \"w",
                        "undefined-tool",
                    ),
                    (r#""STRING""#, r#""TEXT""#, "invalid-tool-parameters"),
                    (r#""args": {"city": "Rome"}"#, r#""args": "Rome""#, "arguments-not-json"),
                    (r#""description": "The weather.","#, "", "missing-tool-description"),
                ][..],
            ),
            (
                CONVERSE,
                &[
                    (r#""city": "Rome""#, r#""city": 7"#, "arguments-do-not-match-schema"),
                    (
                        r#"toolResult": {"toolUseId": "a"#,
                        r#"toolResult": {"toolUseId": "b"#,
                        "unknown-tool-call-id",
                    ),
                    (
                        r#"toolResult": {"toolUseId": "a1B2c3D4e", "#,
                        r#"toolResult": {"#,
                        "missing-tool-call-id",
                    ),
                    (r#"{"toolUseId": "a1B2c3D4e", "name""#, r#"{"name""#, "invalid-tool-call"),
                    (r#"{"city": "Rome"}"#, r#""{\"city\": \"Rome\"}""#, "arguments-not-json"),
                    (
                        r#"{"json": {"type": "object", "properties": {"city": {"type": "string"}}}}"#,
                        "{}",
                        "missing-tool-parameters",
                    ),
                ],
            ),
            (
                PREFERENCE,
                &[
                    (r#"tool_call_id": "a"#, r#"tool_call_id": "b"#, "unknown-tool-call-id"),
                    (r#"\"city\": \"Oslo\""#, r#"\"city\": \"Oslo"#, "arguments-not-json"),
                    (r#""tools""#, r#""toolz""#, "tools-missing"),
                ],
            ),
        ] {
            let record = record.replace('\n', " ");
            assert_eq!(found(&record), [""; 0], "{record}");
            for (from, to, rule) in changes {
                let changed = record.replacen(from, to, 1);
                assert_ne!(changed, record, "{from}");
                assert_eq!(found(&changed), [*rule], "{changed}");
            }
        }
    }

    #[test]
    fn places_within_arguments_are_bytes_of_the_line() {
        let record = PREFERENCE.replace('\n', " ");
        for (from, to, place) in [
            (r#"\"Oslo\"}"#, r#"\"Oslo\",}"#, ","),
            (r#"{\"city\": \"Oslo\"}"#, r#"{\"a\": \"\u00e9\\n\", \"city\": 12345}"#, "12345"),
        ] {
            let line = record.replacen(from, to, 1);
            let report = report(&line);
            let mut findings = report.findings();
            findings
                .retain(|finding| finding.rule.rule().category == crate::rules::Category::Tools);
            let [finding] = findings.as_slice() else { panic!("{findings:?}") };
            let location = finding.location;
            let start = usize::try_from(location.byte_start).unwrap();
            let end = usize::try_from(location.byte_end).unwrap();
            assert_eq!(&line[start..end], place, "{}", finding.message);
            let path = "preferred_output[0].tool_calls[0].function.arguments";
            assert_eq!(finding.path.as_deref(), Some(path));
        }
    }
}
