//! Broken lines as they occur, each with the diagnosis as a user would meet it.
//!
//! The expected texts are in `snapshots/`, one file for each test: a line, the marked place, the
//! cause with its byte range, the message and the help. Read them as the gallery of this module.

use std::fmt::{self, Write as _};

use super::diagnose;
use super::properties::check;
use super::shown::{column, shown};

/// The diagnoses of all `lines`, for a person to read.
fn gallery<Line: AsRef<[u8]>>(lines: &[Line]) -> Result<String, fmt::Error> {
    let mut gallery = String::new();
    for line in lines {
        let line = line.as_ref();
        check(line);
        // Marks stand under the right character only if every character takes one column.
        let text: String = String::from_utf8_lossy(line)
            .chars()
            .map(|char| {
                if shown(char.to_string().as_bytes()).len() > 4 || char.is_control() {
                    '·'
                } else {
                    char
                }
            })
            .collect();
        writeln!(gallery, "{text}")?;
        let Some(diagnosis) = diagnose(line) else {
            writeln!(gallery, "(no fault)\n")?;
            continue;
        };
        let span = diagnosis.span;
        let (start, end) = (column(line, span.start), column(line, span.end));
        let marks = "^".repeat((end - start).max(1));
        writeln!(gallery, "{}{marks} {}", " ".repeat(start - 1), diagnosis.message(line))?;
        if let (Some(related), Some(label)) = (diagnosis.related, diagnosis.related_label()) {
            let indent = " ".repeat(column(line, related.start) - 1);
            writeln!(gallery, "{indent}- {label}")?;
        }
        if let Some(help) = diagnosis.help(line) {
            writeln!(gallery, "help: {help}")?;
        }
        writeln!(gallery, "{}..{} {:?}\n", span.start, span.end, diagnosis.cause)?;
    }
    Ok(gallery)
}

#[test]
fn structure() -> fmt::Result {
    let lines = [
        r#"{"messages": [{"role": "user", "content": "hi"},]}"#,
        r#"{"messages": [{"role": "user", "content": "hi", }]}"#,
        r#"{"messages": [,{"role": "user", "content": "hi"}]}"#,
        r#"{"a": 1,, "b": 2}"#,
        r#"{"role": "user" "content": "hi"}"#,
        r#"{"messages": [{"role": "user", "content": "hi"} {"role": "assistant", "content": "yo"}]}"#,
        r#"{"tags": ["a" "b"]}"#,
        r#"{"tags": ["a""b"]}"#,
        r#"{"weight": 1 "role": "user"}"#,
        r#"{"tools": [1 2]}"#,
        r#"{"role": "user" content: "hi"}"#,
        r#"{"role" "user"}"#,
        r#"{"weight" 1}"#,
        r#"{"role": , "content": "hi"}"#,
        r#"{"role": "user", "content": }"#,
        r#"{"role", "content": "hi"}"#,
        r#"{"role"}"#,
        r#"{: "user"}"#,
        r#"{"messages": ["role": "user", "content": "hi"]}"#,
        r#"{"role": "user"; "content": "hi"}"#,
        r#"{"role" = "user"}"#,
        r#"{"role" => "user"}"#,
        r#"{"role"： "user"， "content": "hi"}"#,
        r#"{"role": "user"， "content": "hi"}"#,
        r#"{"messages": [{"role": "user", "content": "hi"]}"#,
        r#"{"messages": [{"role": "user", "content": "hi"}}"#,
        r#"{"messages": (1, 2)}"#,
        r#"{{"messages": []}}"#,
        r#"{"a": "b": "c"}"#,
        r#"{"a":: 1}"#,
        r#"{"messages": [{"role": "user", "content": "hi"}"#,
        r#"{"messages": [{"role": "user", "content": "hi"},"#,
        r#"{"messages": [{"role": "user", "#,
        r#"{"messages": [{"role":"#,
        r#"{"messages": [{"role": "user"}, {"tool_calls": [{"function": {"name""#,
        r#"{"weight": 1."#,
        r#"{"train": tru"#,
        "-",
        "[",
    ];
    insta::assert_snapshot!(gallery(&lines)?);
    Ok(())
}

#[test]
fn strings() -> fmt::Result {
    let lines = [
        r#"{"role": "user", "content": "He said "yes" and left"}"#,
        r#"{"role": "user", "content": "Print "{name}" here", "weight": 1}"#,
        r#"{"role": "user", "content": "She said "yes", then left"}"#,
        r#"{"role": "user", "content": "It was 5", then 6"}"#,
        r#"{"role": "user", "content": "one", two"}"#,
        r#"{"role": "user", "content": ""Hello" he said"}"#,
        r#"{"role": "user", "content": "he said "hello""}"#,
        r#"{"role": "user", "content": "say ""hello"" now"}"#,
        r#"{"role": "user", "content": "see "//foo" there"}"#,
        r#"{"role": "user", "content": "print("hello, world")"}"#,
        r#"{"role": "user", "content": "she said ""}"#,
        r#"{"role: "user", "content": "hi"}"#,
        r#"{"role": "user, "content": "hi"}"#,
        r#"{role": "user", "content": "hi"}"#,
        r#"{"role": user", "content": "hi"}"#,
        r#"{"role": 1", "content": "hi"}"#,
        r#"{"role": "user", "content": "hi}"#,
        r#"{"role": "user", "content": "hi}]}"#,
        r#"{"path": "C:\temp\"}"#,
        r#"{"role": "user", "content": "first line"#,
        "{\"role\": \"user\", \"content\": \"first line\r",
        r#"{"role": "user", "content": "cut in an escape \u00"#,
        r#"{"role": "user", "content": "cut in an escape \"#,
        "{\"content\": \"a\tb\"}",
        "{\"content\": \"a\rb\"}",
        "{\"content\": \"\u{1b}[31mred\"}",
        "{\"content\": \"a\u{1}b\"}",
        "{\"content\": \"a\0b\"}",
        r#"{"path": "C:\Users\me"}"#,
        r#"{"path": "C:\temp\new\data"}"#,
        r#"{"path": "c:\users\me"}"#,
        r#"{"content": "match \d+ with a regex"}"#,
        r#"{"content": "$\alpha + \sum_i$"}"#,
        r#"{"content": "it\'s"}"#,
        r#"{"content": "\x41"}"#,
        r#"{"content": "\u12"}"#,
        r#"{"content": "\u{1F600}"}"#,
        r#"{"content": "\U0001F600"}"#,
        r#"{"content": "nul \0."}"#,
        r#"{"content": "\é"}"#,
        "{“role”: “user”}",
        r#"{"role”: "user"}"#,
        r#"{"role": "user”, "content": "hi"}"#,
        r#"{"role": «user»}"#,
        r#"{"role": 'user'}"#,
        r#"{"role": `user`}"#,
        r#"{"role": "user", 'content': "hi"}"#,
        r#"{"content": ''}"#,
        r#"{"content": 'not closed}"#,
        r#"{"content": 'it\'s "fine"', "n": 1}"#,
        r#"{"content": "not closed”}"#,
        r#"{"content": "He said “yes”}"#,
        r#"{"content": "5″"#,
    ];
    insta::assert_snapshot!(gallery(&lines)?);
    Ok(())
}

#[test]
fn values() -> fmt::Result {
    let lines = [
        r#"{role: "user", "content": "hi"}"#,
        r#"{"role": "user", content: "hi"}"#,
        r#"{1: "a"}"#,
        r#"{my key: "a"}"#,
        r#"{"role": user}"#,
        r#"{"role": user, "content": "hi"}"#,
        r#"{"date": 2024-01-05}"#,
        r#"{"size": 12px}"#,
        r#"{"content": None}"#,
        r#"{"train": True, "x": False}"#,
        r#"{"content": b"bytes"}"#,
        r#"{"content": undefined}"#,
        r#"{"train": TRUE}"#,
        r#"{"score": nan}"#,
        r#"{"score": -inf}"#,
        r#"{"score": +Infinity}"#,
        r#"{"score": -NaN}"#,
        r#"{"score": NaN, "b": -Infinity, "c": Infinity}"#,
        r#"{"n": 01}"#,
        r#"{"n": +1}"#,
        r#"{"n": .5}"#,
        r#"{"n": -.5}"#,
        r#"{"n": 1.}"#,
        r#"{"n": 1e}"#,
        r#"{"n": 1e+}"#,
        r#"{"n": 0x1F}"#,
        r#"{"n": 1_000}"#,
        r#"{"n": 1,000}"#,
        r#"{"n": -1,234,567, "m": 1}"#,
        r#"{"n": 1,23,456}"#,
        r#"{"n": 0,5}"#,
        r#"{"n": -}"#,
        r#"{"_id": ObjectId("507f"), "a": 1}"#,
        r#"{"t": datetime.datetime(2024, 1, 5)}"#,
        r#"{"messages": [...]}"#,
        r#"{"messages": [{"role": "user"}, ...]}"#,
        r#"{"a": 1, // the weight"#,
        r#"{"a": /* one */ 1}"#,
        r#"{"a": 1} # first"#,
        "# a comment",
        "{\"a\":\u{a0}1}",
        "{\u{3000}\"a\": 1}",
        "{\"a\": 1,\u{200b}\"b\": 2}",
        "{\"a\":\u{0b}1}",
        "{\"a\": 1\u{1b}}",
        r#"{"a": &quot;b&quot;}"#,
        r#"{\"role\": \"user\"}"#,
        r#"{"a": 1}\n"#,
        r#"{"a": @}"#,
        r#"{"a": 1 @}"#,
    ];
    insta::assert_snapshot!(gallery(&lines)?);
    Ok(())
}

#[test]
fn whole_lines() -> fmt::Result {
    let lines = [
        r#"{'messages': [{'role': 'user', 'content': "it's"}], 'ok': None}"#,
        "[{'role': 'user'}]",
        "{u'role': u'user'}",
        r#""{""role"": ""user""}""#,
        r#"{"a": 1}{"a": 2}"#,
        r#"{"a": 1} {"a": 2} {"a": 3}"#,
        r#"{"a": 1},{"a": 2}"#,
        r#"{"a": 1}{"a": "#,
        r#""question","answer""#,
        "1 2",
        r#"{"a": 1},"#,
        r#"{"a": 1}, "b": 2}"#,
        r#"{"a": {"b": 1}} "c": 2}"#,
        r#"{"a": 1};"#,
        r#"{"a": 1}]"#,
        "}",
        "},",
        "],",
        r#"{"a": 1} trailing words"#,
        r#"  "role": "user","#,
        "prompt,completion",
        "Hello, world",
        r#"second line."}, {"role": "assistant", "content": "ok"}]}"#,
        r#"- the last item of a list"}]}"#,
        r#""}, {"role": "assistant", "content": "ok"}]}"#,
        r#"  ", "weight": 1}"#,
        r#""}]}"#,
        "1. First step",
        "# Heading\"}]}",
        r#"2024-01-05 12:00:01 INFO {"a": 1}"#,
        r#"data: {"a": 1}"#,
        "```json",
        "version https://git-lfs.github.com/spec/v1",
        "<html><body>502 Bad Gateway</body></html>",
        "--- ",
        "\u{feff}{\"a\": 1}",
        "{\"a\": 1}\u{feff}{\"a\": 2}",
        "",
        " \t\r",
    ];
    insta::assert_snapshot!(gallery(&lines)?);
    Ok(())
}

#[test]
fn bytes() -> fmt::Result {
    let lines: &[&[u8]] = &[
        b"{\"content\": \"I don\x92t know\"}",
        b"{\"content\": \"caf\xE9 cr\xE8me\"}",
        b"{\"content\": \"\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4\"}",
        b"{\"content\": \"\xC4\xE3\xBA\xC3\xA3\xAC\xC7\xEB\xB0\xEF\xCE\xD2\"}",
        b"{\"content\": \"\xA7A\xA6n\xA1A\xBD\xD0\xC0\xB0\xA7\xDA\"}",
        b"{\"content\": \"\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\"}",
        b"{\"content\": \"\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA\"}",
        b"{\"content\": \"\xFF\"}",
        b"{\"content\": \"\xE4\xBD\xA0\xE5\xA5\xBD\xE5\xA5\"}",
        b"{\"content\": \"\xE4\xBD\xA0\xE5\xA5",
        b"{\"content\": \"\xED\xA0\xBD\xED\xB8\x80\"}",
        b"{\"content\": \"a\xC0\x80b\"}",
        b"{\0\"\0a\0\"\0:\0 \0x\0}\0",
        b"\0{\0\"\0a\0\"\0:\0 \0x\0}\0",
        b"\xFF\xFE{\0\"\0a\0\"\0:\0 \0x\0}\0",
        b"\0\0\0\0\0\0\0\0",
        b"{\"a\": 1}\0\0\0",
    ];
    insta::assert_snapshot!(gallery(lines)?);
    Ok(())
}
