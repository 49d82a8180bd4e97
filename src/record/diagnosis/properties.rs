//! What must hold for any bytes: `serde_json` is the judge of what is JSON, and no diagnosis
//! points outside of its line or writes what a terminal would obey.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::super::made_lines::{json, mutated, pieces};
use super::{Cause, diagnose};

/// Checks all that a diagnosis promises, for one line.
pub(super) fn check(line: &[u8]) {
    let diagnosis = diagnose(line);
    let verdict = serde_json::from_slice::<Value>(line);
    let shown = line.escape_ascii();
    let Some(diagnosis) = diagnosis else {
        if let Err(error) = verdict {
            assert!(is_wanted(line, &error.to_string()), "no diagnosis: {error}: {shown}");
        }
        return;
    };
    assert!(verdict.is_err(), "{diagnosis:?} in valid JSON: {shown}");
    for span in [Some(diagnosis.span), diagnosis.related].into_iter().flatten() {
        assert!(
            span.start <= span.end && span.end as usize <= line.len(),
            "{diagnosis:?}: {shown}"
        );
        if let Ok(text) = str::from_utf8(line) {
            assert!(text.get(span.range()).is_some(), "inside a character: {diagnosis:?}: {shown}");
        }
    }
    assert_eq!(diagnosis.related.is_some(), diagnosis.related_label().is_some());
    let message = diagnosis.message(line);
    assert!(!message.ends_with('.'), "{message}");
    for words in [Some(message), diagnosis.help(line), diagnosis.related_label()].iter().flatten() {
        assert!(!words.is_empty() && words.chars().count() < 300, "{words}");
        assert!(!words.contains(char::is_control), "{words:?}");
    }
}

/// The wanted differences: what `serde_json` refuses and a rule of its own reports.
fn is_wanted(line: &[u8], error: &str) -> bool {
    if line.iter().all(u8::is_ascii_whitespace) {
        return true;
    }
    if error.starts_with("recursion limit exceeded") || error.starts_with("number out of range") {
        return true;
    }
    let Ok(text) = str::from_utf8(line) else { return false };
    // Without them the line must be JSON, or differ by depth or range only.
    let mut plain =
        text.replace("-Infinity", " 0 ").replace("Infinity", " 0 ").replace("NaN", " 0 ");
    let mut at = 0;
    while let Some(found) = plain.get(at..).and_then(|rest| rest.find("\\u")) {
        at += found + 2;
        let is_surrogate = plain.get(at..at + 4).is_some_and(|digits| {
            u16::from_str_radix(digits, 16).is_ok_and(|unit| (0xD800..=0xDFFF).contains(&unit))
        });
        if is_surrogate {
            plain.replace_range(at..at + 4, "0041");
        }
    }
    match serde_json::from_str::<Value>(&plain) {
        Ok(_) => true,
        Err(error) => {
            let error = error.to_string();
            error.starts_with("recursion limit exceeded")
                || error.starts_with("number out of range")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn json_has_no_diagnosis(line in json()) {
        prop_assert_eq!(diagnose(line.as_bytes()), None);
    }

    #[test]
    fn mutated_json(line in mutated()) {
        check(&line);
    }

    #[test]
    fn pieces_of_json(line in pieces()) {
        check(line.as_bytes());
    }

    #[test]
    fn any_bytes(line in vec(any::<u8>(), 0..64)) {
        check(&line);
    }
}

#[test]
fn every_prefix_of_a_record_is_truncated() {
    let line =
        r#"{"messages": [{"role": "user", "content": "h\u00e9 \"é\" 你"}], "n": [-1.5e+3, true]}"#;
    for end in 1..line.len() {
        let prefix = &line.as_bytes()[..end];
        check(prefix);
        let cause = diagnose(prefix).map(|diagnosis| diagnosis.cause);
        assert!(
            matches!(
                cause,
                Some(Cause::Truncated { .. } | Cause::EndsInString { .. } | Cause::CutCharacter)
            ),
            "{cause:?} after {end} bytes"
        );
    }
}

#[test]
fn a_million_brackets_need_no_stack() {
    const DEPTH: usize = 1_000_000;
    for (opener, closer) in [("[", "]"), ("{\"a\":", "}")] {
        let open = opener.repeat(DEPTH);
        let diagnosis = diagnose(open.as_bytes());
        let depth = diagnosis.as_ref().map(|diagnosis| match diagnosis.cause {
            Cause::Truncated { open } => open.depth,
            _ => 0,
        });
        assert_eq!(depth, Some(1_000_000));
        assert!(diagnosis.is_some_and(|diagnosis| diagnosis.message(open.as_bytes()).len() < 300));
        let inner = if opener == "[" { "" } else { "1" };
        let closed = [open.as_str(), inner, &closer.repeat(DEPTH)].concat();
        assert_eq!(diagnose(closed.as_bytes()), None);
    }
}
