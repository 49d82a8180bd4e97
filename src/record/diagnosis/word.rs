//! A word where a key or a value belongs: a literal of another language, or text without quotes.

use super::Diagnosis;
use super::cause::{BadNumber, Cause, Expected};
use super::machine::{Machine, TokenKind};
use super::quotes::{is_python, missing_opening};
use super::text::{Text, is_space, is_word, span};

/// The cause, if a word starts at `machine.at` where a value belongs.
pub(super) fn value(machine: &Machine<'_>) -> Option<Diagnosis> {
    let Machine { text, at, .. } = *machine;
    let start = at + usize::from(matches!(text.byte(at), Some(b'-' | b'+')));
    if !text.byte(start).is_some_and(is_word) {
        return None;
    }
    let end = text.skip(start, is_word);
    if start == at && text.next_token(end).is_none() && is_cut_literal(text.slice(start, end)) {
        return Some(Diagnosis::truncated(machine));
    }
    if let Some(cause) = literal(text.slice(start, end)) {
        return Some(Diagnosis::new(cause, span(at, end)));
    }
    if let Some(diagnosis) = prefixed(machine, start, end) {
        return Some(diagnosis);
    }
    if let Some(parenthesis) = call(text, end) {
        return Some(Diagnosis::new(Cause::FunctionCall, span(at, parenthesis + 1)));
    }
    if machine.expected == Expected::Value {
        return Some(not_json(text, at));
    }
    let unquoted = Diagnosis::new(Cause::UnquotedText, span(at, end_of_text(text, at)));
    Some(missing_opening(text, at, false).unwrap_or(unquoted))
}

/// The cause, if a word or a number starts at `machine.at` where a key belongs.
pub(super) fn key(machine: &Machine<'_>) -> Option<Diagnosis> {
    let Machine { text, at, .. } = *machine;
    let byte = text.byte(at)?;
    if !is_word(byte) && byte != b'-' {
        return None;
    }
    let is_digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit());
    if machine.expected == Expected::Key
        && machine.comma + 1 == at
        && is_digit(Some(byte))
        && is_digit(text.byte_before(machine.comma))
    {
        let start = machine.previous.map_or(at, |token| token.start);
        let end = text.skip(at, |byte| byte.is_ascii_digit());
        let (fault, end) = match end_of_thousands(text, start, at) {
            Some(end) => (BadNumber::ThousandsComma, end),
            None => (BadNumber::DecimalComma, end),
        };
        return Some(Diagnosis::new(Cause::BadNumber(fault), span(start, end)));
    }
    let is_key = |byte| is_word(byte) || byte == b'-' || byte == b'.';
    let mut end = text.skip(at, is_key);
    if let Some(diagnosis) = prefixed(machine, at, end) {
        return Some(diagnosis);
    }
    // `my key: …`
    let words = text.skip(at, |byte| is_key(byte) || byte == b' ');
    if text.byte(words) == Some(b':') {
        end = at + text.slice(at, words).trim_end().len();
    }
    let unquoted = Diagnosis::new(Cause::UnquotedKey, span(at, end));
    Some(missing_opening(text, at, true).unwrap_or(unquoted))
}

/// Where `1,000` or `1,234,567` ends, if the number from `start` on, with a comma before `at`, is
/// written so: every comma has three digits after it.
fn end_of_thousands(text: Text<'_>, start: usize, at: usize) -> Option<usize> {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let first = text.slice(start, at - 1).trim_start_matches('-');
    if first.len() > 3 || first.starts_with('0') || !first.bytes().all(is_digit) {
        return None;
    }
    let mut end = at - 1;
    while text.byte(end) == Some(b',') && text.byte(end + 1).is_some_and(is_digit) {
        let group = text.skip(end + 1, is_digit);
        if group - end != 4 {
            return None;
        }
        end = group;
    }
    Some(end)
}

/// `"a": 12abc` and `"a": 2024-01-05`: text that begins like a number or a literal.
pub(super) fn joined(machine: &Machine<'_>) -> Option<Diagnosis> {
    let Machine { text, at, .. } = *machine;
    let token = machine.previous.filter(|token| token.end == at)?;
    let byte = text.byte(at)?;
    let joins = is_word(byte) || matches!(byte, b'-' | b'.' | b':' | b'/' | b'%' | b'+');
    let starts_like_text = token.kind == TokenKind::Number;
    let end = end_of_text(text, token.start);
    (joins && starts_like_text && end > at)
        .then(|| Diagnosis::new(Cause::UnquotedText, span(token.start, end)))
}

/// Whether the line was cut in the middle of one of JSON's own words.
fn is_cut_literal(word: &str) -> bool {
    !word.is_empty() && ["true", "false", "null"].iter().any(|whole| whole.starts_with(word))
}

fn literal(word: &str) -> Option<Cause> {
    let python = |meant| Some(Cause::PythonLiteral { meant });
    let other = |meant| Some(Cause::WrongLiteral { meant });
    match word {
        "None" => python("null"),
        "True" => python("true"),
        "False" => python("false"),
        "undefined" => Some(Cause::Undefined),
        // `NaN` and `Infinity` come here only with a sign that JSON's writers do not put there.
        "nil" | "nan" | "NAN" | "inf" | "Inf" | "INF" | "infinity" | "NA" | "NaN" | "Infinity" => {
            other("null")
        }
        _ => match word.to_ascii_lowercase().as_str() {
            "true" => other("true"),
            "false" => other("false"),
            "null" | "none" => other("null"),
            _ => None,
        },
    }
}

/// `u'role'`, `b"text"`, `f'…'`: a string with a prefix from `start` up to `end`.
fn prefixed(machine: &Machine<'_>, start: usize, end: usize) -> Option<Diagnosis> {
    let text = machine.text;
    let prefix = text.slice(start, end);
    let is_prefix = matches!(
        prefix.to_ascii_lowercase().as_str(),
        "b" | "u" | "r" | "f" | "br" | "rb" | "fr" | "rf"
    );
    let quote = text.byte(end).filter(|&byte| is_prefix && (byte == b'\'' || byte == b'"'))?;
    let close = text.find(quote, end + 1)?;
    // `r"` may be text whose opening quote is missing; a prefixed string has a closing one too.
    let whole = matches!(text.next_token(close + 1), None | Some(b',' | b':' | b'}' | b']'));
    if !whole {
        return None;
    }
    let string = span(start, close + 1);
    let cause = if is_python(text) { Cause::PythonDict } else { Cause::PythonPrefix };
    Some(Diagnosis::new(cause, string))
}

/// `ObjectId(`, `datetime.datetime(`: the parenthesis, if the name that goes on at `at` is called.
fn call(text: Text<'_>, at: usize) -> Option<usize> {
    let end = text.skip(at, |byte| is_word(byte) || byte == b'.');
    (text.byte(end) == Some(b'(')).then_some(end)
}

/// A line that begins at `at` with what is no JSON: its first word tells what it is.
pub(super) fn not_json(text: Text<'_>, at: usize) -> Diagnosis {
    Diagnosis::new(Cause::NotJson, span(at, text.skip(at, |byte| !is_space(byte))))
}

/// The offset where text without quotes ends: at the next structural character or quote.
fn end_of_text(text: Text<'_>, at: usize) -> usize {
    let end = text.skip(at, |byte| !matches!(byte, b',' | b'{' | b'}' | b'[' | b']' | b'"'));
    at + text.slice(at, end).trim_end().len()
}
