//! What `tests` says must hold for each line, held for lines of all sorts.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::super::made_lines::{json, mutated, pieces};
use super::tests::{check, check_block};

/// What was changed as text in one line; what is no character is left out.
fn mutated_text() -> impl Strategy<Value = String> {
    mutated().prop_map(|line| String::from_utf8_lossy(&line).replace('\n', " "))
}

/// A record with holes for six strings.
fn chat() -> impl Strategy<Value = String> {
    select(vec![
        r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@"}, {"content":"@" ,"role":"tool"}], "id": "@", "n": [1, {}, "@", null, "@"]}"#,
        r#"{"a":"@","b":["@","@",[["@"]]],"from":"gpt","c":{"d":{"e":"@"},"f":[]},"g":"@"}"#,
        r#"  ["@", {"@": 1}, "@", "@", "@", "@"]"#,
        r#""@""#,
        r#"{"role": "@", "x": {"y": "@", "z": "@"}, "w": ["@", "@", "@"]}"#,
    ])
    .prop_map(str::to_owned)
}

/// What stands between the quotes of a string, and now and then what cannot.
fn string() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "",
        " ",
        "\\",
        "\"",
        "\\\"",
        "\\\\",
        "\\n",
        "\\/",
        "\\u0041",
        "\\u4e00",
        "\\ud83d\\ude00",
        "\\ud800",
        "\t",
        "\"}]",
        "\", \"",
        "\n",
        "{",
        "}, {",
        "\\x",
    ]);
    let part = prop_oneof![4 => "[a-z\u{e9}\u{4f60}]{0,20}", 1 => odd.prop_map(str::to_owned)];
    vec(part, 0..4).prop_map(|parts| parts.concat())
}

fn filled(line: &str, texts: &[String]) -> String {
    let mut texts = texts.iter();
    let parts = line.split('@');
    parts.enumerate().fold(String::new(), |line, (at, part)| {
        let text = if at > 0 { texts.next().map_or("", |text| text) } else { "" };
        line + text + part
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 3 } else { 1500 }))]

    #[test]
    fn json_is_a_value(line in json()) {
        prop_assert!(serde_json::from_str::<Value>(&line).is_ok(), "{}", line);
        check(&line);
    }

    #[test]
    fn mutated_json_is_what_the_judges_say(line in mutated_text()) {
        check(&line);
    }

    #[test]
    fn pieces_of_json_are_what_the_judges_say(line in pieces()) {
        check(&line);
    }

    #[test]
    fn a_line_is_the_same_in_any_company(
        lines in vec(prop_oneof![json(), mutated_text(), pieces(), Just(String::new())], 1..8),
        crlf in any::<bool>(),
        ends in any::<bool>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut block = lines.join(end);
        if ends {
            block.push_str(end);
        }
        check_block(block.as_bytes());
    }

    #[test]
    fn lines_that_fit_a_mould_say_the_same(
        (line, line_end) in (chat(), select(vec!["\n", " \r\n"])),
        texts in vec(vec(string(), 6), 1..6),
    ) {
        let lines = texts.iter().map(|texts| filled(&line, texts) + line_end);
        check_block(lines.collect::<String>().as_bytes());
    }

    #[test]
    fn any_bytes_are_survived(block in vec(any::<u8>(), 0..300)) {
        check_block(&block);
    }
}
