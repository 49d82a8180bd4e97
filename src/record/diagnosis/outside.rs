//! The machine stopped outside of strings and numbers: why does this byte stand here?

use super::cause::{Cause, Expected};
use super::machine::{Machine, TokenKind};
use super::quotes::{self, is_smart_quote};
use super::text::{Text, span};
use super::{Diagnosis, word};

/// The cause of a stop at `machine.at`.
pub(super) fn cause(machine: &Machine<'_>) -> Diagnosis {
    let Machine { text, at, .. } = *machine;
    let Some(found) = text.char(at) else { return Diagnosis::truncated(machine) };
    // A text that ended too early explains whatever stands after it.
    quotes::after_string(machine)
        .or_else(|| character(text, at, found))
        .or_else(|| bracket(machine, found))
        .or_else(|| punctuation(machine, found))
        .or_else(|| {
            if machine.expected.is_key() {
                key(machine, found)
            } else if machine.expected.is_value() {
                value(machine, found)
            } else {
                after(machine, found)
            }
        })
        .unwrap_or_else(|| {
            let cause = Cause::Unexpected { expected: machine.expected };
            Diagnosis::new(cause, text.char_span(at))
        })
}

/// A character that JSON has nowhere outside of strings.
pub(super) fn character(text: Text<'_>, at: usize, found: char) -> Option<Diagnosis> {
    let one = text.char_span(at);
    let (cause, span) = match found {
        '\u{FEFF}' => (Cause::ByteOrderMark, one),
        '\0' => (Cause::NulBytes { count: count_nuls(text) }, one),
        '\u{0B}' | '\u{0C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{3164}' => {
            (Cause::ForeignSpace { found }, one)
        }
        _ if found.is_whitespace() => (Cause::ForeignSpace { found }, one),
        _ if found.is_control() => (Cause::StrayControl { found }, one),
        '#' => (Cause::Comment, span(at, text.len())),
        '/' if text.byte(at + 1) == Some(b'/') => (Cause::Comment, span(at, text.len())),
        '/' if text.byte(at + 1) == Some(b'*') => {
            let end = text.rest(at + 2).find("*/").map_or(text.len(), |end| at + 2 + end + 2);
            (Cause::Comment, span(at, end))
        }
        '\\' => (Cause::StrayBackslash, span(at, text.char_span(at + 1).end as usize)),
        '&' => {
            let name = text.skip(at + 1, |byte| byte.is_ascii_alphanumeric() || byte == b'#');
            let is_entity = name > at + 1 && text.byte(name) == Some(b';');
            return is_entity.then(|| Diagnosis::new(Cause::HtmlEntity, span(at, name + 1)));
        }
        _ => return None,
    };
    Some(Diagnosis::new(cause, span))
}

/// How many NUL bytes the line has.
pub(super) fn count_nuls(text: Text<'_>) -> u32 {
    u32::try_from(memchr::memchr_iter(0, text.0.as_bytes()).count()).unwrap_or(u32::MAX)
}

/// A closing bracket that cannot close what is open.
fn bracket(machine: &Machine<'_>, found: char) -> Option<Diagnosis> {
    let byte = u8::try_from(found).ok().filter(|byte| matches!(byte, b'}' | b']'))?;
    let here = machine.text.char_span(machine.at);
    let Some(open) = machine.open.last() else {
        return Some(Diagnosis::new(Cause::UnmatchedBracket, here));
    };
    let opener = span(open.at as usize, open.at as usize + 1);
    if open.container.closer() != byte {
        let outer = machine.open.iter().rev().nth(1);
        let unclosed = outer.is_some_and(|outer| outer.container.closer() == byte);
        let cause = Cause::MismatchedBracket { unclosed };
        return Some(Diagnosis::new(cause, here).with_related(opener));
    }
    match machine.expected {
        Expected::Key | Expected::Element => {
            let comma = span(machine.comma, machine.comma + 1);
            Some(Diagnosis::new(Cause::TrailingComma, comma).with_related(here))
        }
        Expected::MemberValue | Expected::Colon => Some(missing_value(machine)),
        _ => None,
    }
}

/// A character that looks like the right one.
fn punctuation(machine: &Machine<'_>, found: char) -> Option<Diagnosis> {
    let here = machine.text.char_span(machine.at);
    let meant = match (found, machine.expected) {
        ('，' | '、', _) | (';' | '；', Expected::CommaOrArrayEnd | Expected::CommaOrObjectEnd) => {
            ','
        }
        ('：', _) | (';' | '=', Expected::Colon) => ':',
        ('｛', _) => '{',
        ('｝', _) => '}',
        ('［' | '【', _) => '[',
        ('］' | '】', _) => ']',
        _ if is_smart_quote(found) => {
            return Some(Diagnosis::new(Cause::SmartQuotes { found }, here));
        }
        _ => return None,
    };
    let arrow = machine.text.starts_with(machine.at, "=>");
    let end = here.end as usize + usize::from(arrow);
    Some(Diagnosis::new(Cause::WrongPunctuation { meant }, span(machine.at, end)))
}

/// A key belongs here.
fn key(machine: &Machine<'_>, found: char) -> Option<Diagnosis> {
    let Machine { text, at, .. } = *machine;
    let here = text.char_span(at);
    match found {
        '\'' => Some(quotes::other_quotes(machine, b'\'')),
        '`' => Some(quotes::other_quotes(machine, b'`')),
        ',' => Some(Diagnosis::new(Cause::ExtraComma, here)),
        ':' => Some(Diagnosis::new(Cause::MissingKey, here)),
        '{' if machine.expected == Expected::KeyOrClose && text.byte_before(at) == Some(b'{') => {
            Some(Diagnosis::new(Cause::DoubledBrace, span(at - 1, at + 1)))
        }
        '.' | '…' => ellipsis(text, at),
        _ => word::key(machine),
    }
}

/// A value belongs here.
fn value(machine: &Machine<'_>, found: char) -> Option<Diagnosis> {
    let Machine { text, at, .. } = *machine;
    let here = text.char_span(at);
    match found {
        '\'' => Some(quotes::other_quotes(machine, b'\'')),
        '`' if !text.starts_with(at, "```") => Some(quotes::other_quotes(machine, b'`')),
        ',' if machine.expected == Expected::MemberValue => Some(missing_value(machine)),
        ',' if machine.expected != Expected::Value => Some(Diagnosis::new(Cause::ExtraComma, here)),
        '(' => Some(Diagnosis::new(Cause::Parenthesis, here)),
        '.' | '…' if ellipsis(text, at).is_some() => ellipsis(text, at),
        _ => word::value(machine).or_else(|| {
            let not_json = machine.expected == Expected::Value;
            not_json.then(|| word::not_json(text, at))
        }),
    }
}

/// A colon belongs here, or a comma, or a closing bracket.
fn after(machine: &Machine<'_>, found: char) -> Option<Diagnosis> {
    let Machine { text, at, expected, .. } = *machine;
    let gap = machine.previous.map_or(at, |token| token.end);
    let gap = span(gap, gap);
    match (expected, found) {
        (Expected::Colon, ',') => return Some(missing_value(machine)),
        (Expected::CommaOrArrayEnd, ':') => {
            let opener = machine.open.last().map_or(at, |open| open.at as usize);
            let colon = Diagnosis::new(Cause::ColonInArray, text.char_span(at));
            return Some(colon.with_related(span(opener, opener + 1)));
        }
        _ => {}
    }
    if let Some(joined) = word::joined(machine) {
        return Some(joined);
    }
    let starts_value = match found {
        '"' | '{' | '[' | '-' | '0'..='9' => true,
        _ => is_literal(text, at),
    };
    let missing = match expected {
        Expected::Colon if starts_value || word::value(machine).is_some() => Cause::MissingColon,
        Expected::CommaOrArrayEnd if starts_value => Cause::MissingComma,
        Expected::CommaOrObjectEnd if found == '"' => match machine.previous {
            // `"a": 1"`: a number or a word that has a closing quote only.
            Some(token)
                if token.end == at
                    && matches!(token.kind, TokenKind::Number | TokenKind::Word)
                    && matches!(text.next_token(at + 1), Some(b',' | b'}' | b']')) =>
            {
                let opening =
                    Diagnosis::new(Cause::MissingOpeningQuote, span(token.start, token.start));
                return Some(opening.with_related(text.char_span(at)));
            }
            _ => Cause::MissingComma,
        },
        // `{…} {…}` where an object is open: the first was to be closed.
        Expected::CommaOrObjectEnd if found == '{' => Cause::MissingComma,
        Expected::CommaOrObjectEnd => {
            let key = word::key(machine)?;
            let is_member = text.next_token(key.span.end as usize) == Some(b':');
            return is_member.then(|| Diagnosis::new(Cause::MissingComma, gap));
        }
        _ => return None,
    };
    Some(Diagnosis::new(missing, gap))
}

fn missing_value(machine: &Machine<'_>) -> Diagnosis {
    let here = machine.text.char_span(machine.at);
    let missing = Diagnosis::new(Cause::MissingValue, here);
    match machine.previous.filter(|token| token.kind == TokenKind::Key) {
        Some(key) => missing.with_related(span(key.start, key.end)),
        None => missing,
    }
}

fn ellipsis(text: Text<'_>, at: usize) -> Option<Diagnosis> {
    let end = at + ["...", "…"].iter().find(|dots| text.starts_with(at, dots))?.len();
    Some(Diagnosis::new(Cause::Ellipsis, span(at, end)))
}

fn is_literal(text: Text<'_>, at: usize) -> bool {
    ["true", "false", "null"].iter().any(|word| text.starts_with(at, word))
}
