//! What follows a string does not fit: was the quote that closed it meant to close it?
//!
//! A quote inside a text that lacks its backslash ends the string early; the rest of the text is
//! then read as JSON and makes no sense. The same happens when the quote that should have closed
//! the string is missing and the next string's opening quote closed it. The grammar alone cannot
//! tell; what stands on both sides of the quotes can.

use super::Diagnosis;
use super::cause::{Cause, Expected};
use super::machine::{Machine, Token, TokenKind};
use super::text::{Text, is_space, is_word, span};

/// The cause, if the string before `machine.at` did not end where its writer meant it to.
pub(super) fn after_string(machine: &Machine<'_>) -> Option<Diagnosis> {
    let Machine { text, at, .. } = *machine;
    let string = machine.previous?;
    if !matches!(string.kind, TokenKind::Key | TokenKind::String) {
        return None;
    }
    let byte = text.byte(at)?;
    // After a comma the string is not the one that went wrong, except by the comma in its text.
    if machine.expected == Expected::Key {
        return quote_before_comma(text, string, at);
    }
    if matches!(byte, b',' | b':' | b'}' | b']') {
        return None;
    }
    never_closed(text, string, at).or_else(|| {
        let unescaped = match byte {
            b'"' => unescaped_before_quote(text, string, at),
            _ => unescaped_before_text(text, string, at),
        };
        let doubled = byte == b'"' && at == string.end;
        let quote = span(string.end - 1, string.end + usize::from(doubled));
        let opener = span(string.start, string.start + 1);
        unescaped
            .then(|| Diagnosis::new(Cause::UnescapedQuote { doubled }, quote).with_related(opener))
    })
}

/// `"role: "user"`, `"user, "content": …` and `"role”: "user"`: the quote that closed the string
/// was the opening one of the next.
fn never_closed(text: Text<'_>, string: Token, at: usize) -> Option<Diagnosis> {
    let inner = text.slice(string.start + 1, string.end - 1);
    let is_between = |char: char| matches!(char, ',' | ':' | '{' | '}' | '[' | ']' | ' ');
    let kept = inner.trim_end_matches(is_between);
    let between = inner.get(kept.len()..).unwrap_or_default();
    let sign = if string.kind == TokenKind::Key { ':' } else { ',' };
    let ended = sign == ',' && between.contains(['}', ']']);
    if !ended && !between.contains(sign) {
        return None;
    }
    let end = string.start + 1 + kept.len();
    let opener = span(string.start, string.start + 1);
    if let Some(found) = kept.chars().next_back().filter(|&char| is_smart_quote(char)) {
        let quote = span(end - found.len_utf8(), end);
        return Some(Diagnosis::new(Cause::SmartQuotes { found }, quote).with_related(opener));
    }
    // For a value this is certain only if what follows reads as a key.
    let certain = string.kind == TokenKind::Key
        || text.find(b'"', at).is_some_and(|quote| text.next_token(quote + 1) == Some(b':'));
    let cause = Cause::MissingClosingQuote;
    certain.then(|| Diagnosis::new(cause, span(end, end)).with_related(opener))
}

/// `"a" "b"` and `"a""b"`: two strings with a comma missing, or one with quotes in it?
fn unescaped_before_quote(text: Text<'_>, string: Token, at: usize) -> bool {
    let adjacent = at == string.end;
    match text.find(b'"', at + 1) {
        // The last quote of the line closes the string, so the one before it did not.
        None => adjacent || string.kind == TokenKind::String,
        Some(quote) => match text.next_token(quote + 1) {
            None | Some(b':' | b',' | b'}' | b']') => false,
            Some(_) => adjacent || string.kind == TokenKind::String,
        },
    }
}

/// `"he said "yes" and"`: text after a string, and a quote after the text that closes something.
fn unescaped_before_text(text: Text<'_>, string: Token, at: usize) -> bool {
    let adjacent = at == string.end;
    if string.kind == TokenKind::Key && !adjacent {
        return false;
    }
    let Some(quote) = text.find(b'"', at) else { return false };
    // One sign between two strings is a slip of its own.
    if matches!(text.slice(at, quote).trim(), ";" | "；" | "，" | "、" | "：" | "=" | "=>") {
        return false;
    }
    if adjacent && text.byte(at).is_some_and(is_word) {
        return true;
    }
    // An opening quote says that the text between is a fault of its own.
    !matches!(text.token_before(quote), Some(b',' | b':' | b'{' | b'['))
}

/// `"one", two"`: the comma and what follows belong to the text.
fn quote_before_comma(text: Text<'_>, string: Token, at: usize) -> Option<Diagnosis> {
    if string.kind != TokenKind::String || !text.byte(at).is_some_and(is_word) {
        return None;
    }
    let quote = text.find(b'"', at)?;
    let ends_value = matches!(text.next_token(quote + 1), Some(b',' | b'}' | b']'));
    let is_text = !text.slice(at, quote).contains([':', '{', '}', '[', ']']);
    (ends_value && is_text).then(|| {
        let cause = Cause::UnescapedQuote { doubled: false };
        let opener = span(string.start, string.start + 1);
        Diagnosis::new(cause, span(string.end - 1, string.end)).with_related(opener)
    })
}

/// A string in single quotes or backticks at `machine.at`, or the Python dict that it begins.
pub(super) fn other_quotes(machine: &Machine<'_>, quote: u8) -> Diagnosis {
    let Machine { text, at, .. } = *machine;
    let end = closing(text, quote, at + 1).map_or(at + 1, |close| close + 1);
    let cause = if quote == b'`' {
        Cause::Backticks
    } else if is_python(text) {
        Cause::PythonDict
    } else {
        Cause::SingleQuotes
    };
    Diagnosis::new(cause, span(at, end))
}

/// The first such quote from `from` on that has no backslash.
fn closing(text: Text<'_>, quote: u8, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr2(quote, b'\\', text.rest(at).as_bytes())?;
        if text.byte(at) == Some(quote) {
            return Some(at);
        }
        at = text.char_span(at + 1).end as usize;
    }
}

/// Whether the line begins as `repr()` of a dict, or of a list of dicts, does.
pub(super) fn is_python(text: Text<'_>) -> bool {
    let start = text.rest(text.skip_space(0));
    let start = start.strip_prefix('[').unwrap_or(start);
    ["{'", "{u'", "{b'"].iter().any(|opening| start.starts_with(opening))
}

/// Quotes that a word processor, a web page or a keyboard layout puts in the place of `"`.
pub(super) fn is_smart_quote(char: char) -> bool {
    "“”„‟‘’‚‛«»‹›″＂「」『』´".contains(char)
}

/// `"}, {"role": …`: the line begins with the quote that closes the text of the line before.
pub(super) fn closes_at_once(text: Text<'_>) -> Option<Diagnosis> {
    let quote = text.skip_space(0);
    let closes =
        text.byte(quote) == Some(b'"') && matches!(text.next_token(quote + 1)?, b',' | b'}' | b']');
    closes.then(|| Diagnosis::new(Cause::RestOfRecord, text.char_span(quote)))
}

/// `"content": "hi”}`: the line ends inside the string that starts at `start`, but for a
/// typographic quote that closes no typographic one.
pub(super) fn closed_by_smart_quote(text: Text<'_>, start: usize) -> Option<Diagnosis> {
    let inner = text.slice(start + 1, text.len()).trim_end();
    let kept = inner.trim_end_matches([',', '}', ']', ' ']);
    // The text of a record that was cut may end in any quote.
    if kept.len() == inner.len() {
        return None;
    }
    let found = kept.chars().next_back().filter(|&char| matches!(char, '”' | '“' | '″' | '＂'))?;
    let end = start + 1 + kept.len();
    let before = text.slice(start + 1, end - found.len_utf8());
    let opener = span(start, start + 1);
    let quote = Diagnosis::new(Cause::SmartQuotes { found }, span(end - found.len_utf8(), end));
    (!before.contains(is_smart_quote)).then(|| quote.with_related(opener))
}

/// `second line", "weight": 1}`: the line begins inside a string, whose end is the first quote.
pub(super) fn rest_of_record(machine: &Machine<'_>) -> Option<Diagnosis> {
    let Machine { text, at, .. } = *machine;
    if !machine.open.is_empty() || machine.previous.is_some() {
        return None;
    }
    let quote = text.find(b'"', at).filter(|&quote| quote > at)?;
    let opens = matches!(text.token_before(quote)?, b'{' | b'[' | b':' | b',');
    let closes = matches!(text.next_token(quote + 1)?, b',' | b'}' | b']');
    (closes && !opens).then(|| Diagnosis::new(Cause::RestOfRecord, span(at, quote)))
}

/// `role": …` or `user", …`: text with a closing quote, but without an opening one.
pub(super) fn missing_opening(text: Text<'_>, at: usize, is_key: bool) -> Option<Diagnosis> {
    let quote = text.find(b'"', at)?;
    let between = text.slice(at, quote);
    let is_text = !between.is_empty()
        && !between.contains([',', ':', '{', '}', '[', ']', '\'', '(', '\\'])
        && !between.bytes().next_back().is_some_and(is_space);
    let after = text.next_token(quote + 1);
    let is_closed =
        if is_key { after == Some(b':') } else { matches!(after, None | Some(b',' | b'}' | b']')) };
    let closer = span(quote, quote + 1);
    let cause = Cause::MissingOpeningQuote;
    (is_text && is_closed).then(|| Diagnosis::new(cause, span(at, at)).with_related(closer))
}
