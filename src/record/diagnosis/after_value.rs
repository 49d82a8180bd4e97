//! Something stands on the line after a whole value: a second value, or what does not belong.

use super::cause::Cause;
use super::machine::{Machine, TokenKind};
use super::text::{Text, span};
use super::{Diagnosis, outside, quotes, word};

/// The cause of what stands at `machine.at`, after a value and white space.
pub(super) fn cause(machine: &Machine<'_>, found: char) -> Diagnosis {
    let Machine { text, at, .. } = *machine;
    if let Some(csv) = csv_quoting(machine) {
        return csv;
    }
    let string = machine.previous.filter(|token| token.kind == TokenKind::String);
    if let Some(key) = string.filter(|_| found == ':') {
        return Diagnosis::new(Cause::LooseMember, span(key.start, at + 1));
    }
    if let Some(early) = closed_too_early(machine) {
        return early;
    }
    if let Some(second) = second_value(machine, found) {
        return second;
    }
    if let Some(unescaped) = string.and_then(|_| quotes::after_string(machine)) {
        return unescaped;
    }
    let plain_text = || {
        // `2024-01-05 12:00 …`: text that happens to begin with a number or a literal.
        let token = machine.previous?;
        let is_text = matches!(token.kind, TokenKind::Number | TokenKind::Word)
            && !matches!(found, ',' | ';' | '}' | ']');
        is_text.then(|| word::not_json(text, token.start))
    };
    let bracket = || {
        let is_bracket = matches!(found, '}' | ']');
        is_bracket.then(|| Diagnosis::new(Cause::UnmatchedBracket, text.char_span(at)))
    };
    outside::character(text, at, found).or_else(plain_text).or_else(bracket).unwrap_or_else(|| {
        let end = at + text.rest(at).trim_end().len();
        Diagnosis::new(Cause::TextAfterValue, span(at, end))
    })
}

/// `"{""role"": …}"`: the quote that closes the string is the first of a doubled one.
fn csv_quoting(machine: &Machine<'_>) -> Option<Diagnosis> {
    let Machine { text, at, .. } = *machine;
    let token = machine.previous?;
    let inner = text.slice(token.start + 1, token.end - 1).trim();
    let is_csv = token.kind == TokenKind::String
        && token.end == at
        && text.byte(at) == Some(b'"')
        && matches!(inner, "{" | "[" | "[{");
    is_csv.then(|| Diagnosis::new(Cause::CsvQuoting, span(token.end - 1, at + 1)))
}

/// `{"a": 1}, "b": 2}`: after the object stands a key with its colon, with or without a comma.
fn closed_too_early(machine: &Machine<'_>) -> Option<Diagnosis> {
    let text = machine.text;
    let object = machine.previous?;
    if object.kind != TokenKind::Container || text.byte(object.end - 1) != Some(b'}') {
        return None;
    }
    let comma = usize::from(text.byte(machine.at) == Some(b','));
    let mut key = Machine::new(text, text.skip_space(machine.at + comma));
    let start = key.at;
    let is_member = text.byte(start) == Some(b'"')
        && key.value().is_ok()
        && text.next_token(key.at) == Some(b':');
    is_member.then(|| {
        Diagnosis::new(Cause::ClosedTooEarly, span(object.end - 1, object.end))
            .with_related(span(start, key.at))
    })
}

/// The second of several values: with nothing, white space or a comma before it.
fn second_value(first: &Machine<'_>, found: char) -> Option<Diagnosis> {
    let text = first.text;
    let start = match found {
        ',' => text.skip_space(first.at + 1),
        _ => first.at,
    };
    let first_is_container = first.previous?.kind == TokenKind::Container;
    let is_container = matches!(text.byte(start)?, b'{' | b'[');
    let mut second = Machine::new(text, start);
    let end = if second.value().is_ok() { Some(second.at) } else { None };
    let count = end.and_then(|end| count_values(text, end)).map(|more| more.saturating_add(2));
    // Two words or strings may be anything, unless the whole line is made of values.
    let certain = first_is_container && is_container;
    (certain || count.is_some()).then(|| {
        let span = span(start, end.unwrap_or(start + 1));
        Diagnosis::new(Cause::SeveralValues { count }, span)
    })
}

/// How many values there are from `at` to the line's end, if there is nothing else.
fn count_values(text: Text<'_>, mut at: usize) -> Option<u32> {
    let mut count = 0_u32;
    loop {
        at = text.skip_space(at);
        if text.byte(at) == Some(b',') {
            at = text.skip_space(at + 1);
        }
        if at >= text.len() {
            return Some(count);
        }
        let mut machine = Machine::new(text, at);
        machine.value().ok()?;
        at = machine.at;
        count = count.saturating_add(1);
    }
}
