//! What is wrong, in one line: for somebody who sees the tool for the first time.

use super::cause::{BadEscape, BadNumber, Cause, CodePage, Expected, StillOpen};
use super::shown::{column, named, shown};
use super::{Diagnosis, Span};
use crate::words::Number;

impl Diagnosis {
    /// What is wrong, in one line without a final period. `line` is the line that was diagnosed.
    pub fn message(&self, line: &[u8]) -> String {
        let found = || shown(self.span.of(line));
        match self.cause {
            Cause::InvalidUtf8 { first_byte, count, mixed } => {
                invalid_utf8(first_byte, count, self.code_page(line), mixed)
            }
            Cause::CutCharacter => {
                format!("the line ends in the middle of a UTF-8 character: `{}`", found())
            }
            Cause::Utf8Surrogate { count } => format!(
                "UTF-16 surrogates written as three bytes each (CESU-8), which is not UTF-8{}",
                places(count)
            ),
            Cause::OverlongUtf8 { count } => format!(
                "a character written with more bytes than it needs, which is not UTF-8{}",
                places(count)
            ),
            Cause::Utf16 => "the text is UTF-16 (every other byte is NUL), not UTF-8".to_owned(),
            Cause::NulBytes { count: 1 } => "a NUL byte (U+0000)".to_owned(),
            Cause::NulBytes { count } => format!("{} NUL bytes (U+0000)", Number(count.into())),
            Cause::PythonDict => {
                "a Python dict written with str() or repr(), not with json.dumps()".to_owned()
            }
            Cause::CsvQuoting => {
                "the record is quoted like a CSV field, with every quote doubled (`\"\"`)"
                    .to_owned()
            }
            Cause::SeveralValues { count: Some(count) } => {
                format!("{} JSON values on one line", Number(count.into()))
            }
            Cause::SeveralValues { count: None } => "several JSON values on one line".to_owned(),
            Cause::RestOfRecord => {
                "the line begins inside a text: the rest of the record on the line before?"
                    .to_owned()
            }
            Cause::LooseMember => {
                format!("`{}` is a part of an object, without the object around it", found())
            }
            Cause::NotJson if found().starts_with('`') => {
                "the line is not JSON: it starts with a Markdown fence".to_owned()
            }
            Cause::NotJson => format!("the line is not JSON: it starts with `{}`", found()),
            Cause::TrailingComma => {
                format!("a comma before the closing `{}`", self.related_text(line))
            }
            Cause::ExtraComma => "a comma with nothing before it".to_owned(),
            Cause::MissingComma => match self.token_before(line) {
                Some(before) => format!("a comma is missing after `{before}`"),
                None => "a comma is missing here".to_owned(),
            },
            Cause::MissingColon => match self.token_before(line) {
                Some(key) => format!("a colon is missing after the key `{key}`"),
                None => "a colon is missing here".to_owned(),
            },
            Cause::MissingKey => "a colon with no key before it".to_owned(),
            Cause::MissingValue if self.related.is_some() => {
                format!("the key `{}` has no value", self.related_text(line))
            }
            Cause::MissingValue => "a value is missing here".to_owned(),
            Cause::ColonInArray => "a colon inside an array, where keys do not belong".to_owned(),
            Cause::WrongPunctuation { meant } => format!("`{}` in place of `{meant}`", found()),
            Cause::MismatchedBracket { .. } => {
                let opener = self.related_text(line);
                let column = self.related.map_or(1, |related| column(line, related.start));
                format!("`{}` cannot close the `{opener}` at column {column}", found())
            }
            Cause::UnmatchedBracket => format!("`{}` closes nothing", found()),
            Cause::DoubledBrace => "a doubled brace `{{`, as in a template".to_owned(),
            Cause::ClosedTooEarly => {
                format!("`{}` closes the record, but its members go on after it", found())
            }
            Cause::TextAfterValue => format!("`{}` after the end of the record", found()),
            Cause::Truncated { open } => truncated(line, open),
            Cause::EndsInString { bracket_at_end: true } => {
                "this string is never closed: its closing quote is missing".to_owned()
            }
            Cause::EndsInString { bracket_at_end: false } => {
                "the line ends inside a string: a raw newline, or a cut line?".to_owned()
            }
            Cause::UnescapedQuote { doubled: false } => {
                "a quote inside a string without a backslash ends the string here".to_owned()
            }
            Cause::UnescapedQuote { doubled: true } => {
                "two quotes in a row: a quote inside a string lacks its backslash".to_owned()
            }
            Cause::MissingClosingQuote => "the closing quote of this string is missing".to_owned(),
            Cause::MissingOpeningQuote => "the opening quote of this string is missing".to_owned(),
            Cause::RawControl { found } => format!("a raw {} inside a string", named(found)),
            Cause::BadEscape(fault) => bad_escape(fault, &found()),
            Cause::SingleQuotes | Cause::Backticks => other_quotes(&found()),
            Cause::SmartQuotes { found } => {
                format!("a typographic quote `{found}` in place of `\"`")
            }
            Cause::UnquotedKey => format!("the key `{}` has no quotes", found()),
            Cause::UnquotedText => format!("the text `{}` has no quotes", found()),
            Cause::PythonLiteral { meant } => {
                format!("Python's `{}` in place of JSON's `{meant}`", found())
            }
            Cause::PythonPrefix => format!("`{}` is a Python string, not a JSON one", found()),
            Cause::Undefined => "JavaScript's `undefined` does not exist in JSON".to_owned(),
            Cause::WrongLiteral { .. } => format!("`{}` does not exist in JSON", found()),
            Cause::BadNumber(fault) => bad_number(fault, &found()),
            Cause::FunctionCall => format!("`{}…)` is a function call, not JSON", found()),
            Cause::Parenthesis => "a parenthesis, which JSON does not have".to_owned(),
            Cause::Ellipsis => format!("`{}` in place of data", found()),
            Cause::Comment => format!("a comment, which JSON does not have: `{}`", found()),
            Cause::ByteOrderMark if self.span.start == 0 => {
                "a byte order mark (U+FEFF) at the start of the line".to_owned()
            }
            Cause::ByteOrderMark => "a byte order mark (U+FEFF) in the line".to_owned(),
            Cause::ForeignSpace { found } => {
                format!("a {} outside of strings, which is no space in JSON", named(found))
            }
            Cause::StrayControl { found } => format!("a {} outside of strings", named(found)),
            Cause::StrayBackslash => format!("a backslash outside of strings: `{}`", found()),
            Cause::HtmlEntity => format!("HTML's `{}` outside of strings", found()),
            Cause::Unexpected { expected } => {
                format!("expected {}, found `{}`", expectation(expected), found())
            }
        }
    }

    /// What the related place is, in a few words, to stand beside it.
    pub fn related_label(&self) -> Option<String> {
        self.related?;
        let label = match self.cause {
            Cause::TrailingComma => "nothing stands between the comma and this",
            Cause::MissingValue => "this key",
            Cause::ColonInArray => "the array opens here",
            Cause::MismatchedBracket { .. } => "opened here",
            Cause::Truncated { .. } => "opened here and never closed",
            Cause::ClosedTooEarly => "the next member",
            Cause::MissingOpeningQuote => "the closing quote is here",
            _ => "the string opens here",
        };
        Some(label.to_owned())
    }

    fn related_text(&self, line: &[u8]) -> String {
        shown(self.related.unwrap_or_default().of(line))
    }

    /// The last of the text before the gap that the span is, from a quote or bracket on.
    fn token_before(&self, line: &[u8]) -> Option<String> {
        let before = line.get(..self.span.start as usize)?;
        let last = before.len().checked_sub(1)?;
        let start = match before.get(last)? {
            b'"' => memchr::memrchr(b'"', before.get(..last)?)?,
            b'}' | b']' => last,
            _ => before.iter().rposition(|byte| b",:[{ ".contains(byte))? + 1,
        };
        Some(shown(before.get(start..)?))
    }
}

/// ` (12 places)`, if there are several.
fn places(count: u32) -> String {
    if count > 1 { format!(" ({} places)", Number(count.into())) } else { String::new() }
}

fn invalid_utf8(byte: u8, count: u32, guess: Option<CodePage>, mixed: bool) -> String {
    let places = places(count);
    let (western, code_page) = match guess {
        Some(CodePage::Windows1252) => (windows_1252(byte), "Windows-1252"),
        Some(CodePage::Latin1) => (windows_1252(byte), "Latin-1"),
        _ => (None, ""),
    };
    match (guess, western) {
        (_, Some(char)) => format!(
            "byte 0x{byte:02X} is not UTF-8{places}: the line looks like {code_page}, \
             where 0x{byte:02X} is {char}"
        ),
        (Some(guess), None) => {
            format!("byte 0x{byte:02X} is not UTF-8{places}: the line looks like {}", guess.title())
        }
        (None, _) if mixed => format!(
            "byte 0x{byte:02X} is not UTF-8{places}, though the rest of the line is: \
             a character cut in half?"
        ),
        (None, _) => format!("byte 0x{byte:02X} is not UTF-8{places}"),
    }
}

/// The character of a byte in Windows-1252, which is Latin-1 but for 32 bytes; none if it has no
/// visible one.
fn windows_1252(byte: u8) -> Option<char> {
    const DIFFERENT: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0',
        '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let char = match byte {
        0x80..=0x9F => DIFFERENT.get(usize::from(byte - 0x80)).copied()?,
        0xA1..=0xAC | 0xAE..=0xFF => char::from(byte),
        _ => return None,
    };
    (char != '\0').then_some(char)
}

fn truncated(line: &[u8], open: StillOpen) -> String {
    let brackets: Vec<String> = open
        .innermost()
        .map(|offset| {
            let container = match Span::new(offset, offset.saturating_add(1)).of(line) {
                b"{" => "an object",
                _ => "an array",
            };
            format!("{container} at column {}", column(line, offset))
        })
        .collect();
    if brackets.is_empty() {
        return "the line ends in the middle of a value".to_owned();
    }
    let kept = u32::try_from(brackets.len()).unwrap_or(u32::MAX);
    let more = match open.depth.saturating_sub(kept) {
        0 => String::new(),
        more => format!(", and {} around them", Number(more.into())),
    };
    format!("the line ends too early; still open: {}{more}", brackets.join(", "))
}

fn bad_escape(fault: BadEscape, found: &str) -> String {
    match fault {
        BadEscape::WindowsPath => format!("a single backslash in a Windows path: `{found}`"),
        BadEscape::ShortUnicode => format!("`{found}` needs four hexadecimal digits after `\\u`"),
        BadEscape::LongUnicode => {
            format!("`{found}` is an escape of Python, which JSON does not have")
        }
        BadEscape::BracedUnicode => {
            "`\\u{…}` is an escape of JavaScript, which JSON does not have".to_owned()
        }
        BadEscape::Hex | BadEscape::SingleQuote | BadEscape::CStyle | BadEscape::Other => {
            format!("`{found}` is not an escape that JSON has")
        }
    }
}

fn bad_number(fault: BadNumber, found: &str) -> String {
    match fault {
        BadNumber::LeadingZero => format!("the number `{found}` starts with a zero"),
        BadNumber::LeadingPlus => format!("the number `{found}` starts with a plus"),
        BadNumber::NoInteger => format!("the number `{found}` has no digit before the point"),
        BadNumber::NoFraction => format!("the number `{found}` has no digit after the point"),
        BadNumber::NoExponent => format!("the number `{found}` has no digit in its exponent"),
        BadNumber::Radix => format!("the number `{found}` is not decimal"),
        BadNumber::Separator => format!("the number `{found}` has an underscore"),
        BadNumber::DecimalComma => format!("the number `{found}` has a decimal comma"),
        BadNumber::ThousandsComma => format!("the number `{found}` has a comma between its digits"),
        BadNumber::LoneMinus => "a minus with no number after it".to_owned(),
    }
}

/// `found` is a string in other quotes than JSON's, or the opening one alone.
fn other_quotes(found: &str) -> String {
    let is_backtick = found.starts_with('`');
    let (one, several) =
        if is_backtick { ("a backtick", "backticks") } else { ("a single quote", "single quotes") };
    match found.trim_matches(if is_backtick { '`' } else { '\'' }) {
        "" if found.len() == 1 => format!("{one} in place of `\"`"),
        "" => format!("{several} in place of `\"\"`"),
        text => format!("{several} around `{text}`"),
    }
}

fn expectation(expected: Expected) -> &'static str {
    match expected {
        Expected::Value | Expected::MemberValue | Expected::Element => "a value",
        Expected::ElementOrClose => "a value or `]`",
        Expected::KeyOrClose => "a key in double quotes or `}`",
        Expected::Key => "a key in double quotes",
        Expected::Colon => "a colon",
        Expected::CommaOrArrayEnd => "a comma or `]`",
        Expected::CommaOrObjectEnd => "a comma or `}`",
    }
}
