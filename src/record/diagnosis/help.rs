//! What to do about it: mostly in the program that wrote the line, where the cause is.

use super::Diagnosis;
use super::cause::{BadEscape, BadNumber, Cause, CodePage};
use super::shown::shown;

/// The way out for whoever wrote JSON with string formatting.
const USE_JSON_DUMPS: &str =
    "a JSON library does this right (Python: `json.dumps(record, ensure_ascii=False)`)";

impl Diagnosis {
    /// What to do about it, in one line. `line` is the line that was diagnosed.
    pub fn help(&self, line: &[u8]) -> Option<String> {
        let found = || shown(self.span.of(line));
        let help = match self.cause {
            Cause::InvalidUtf8 { mixed: true, .. } => {
                "cut text by characters, not by bytes, and do not join files of different encodings"
                    .to_owned()
            }
            Cause::InvalidUtf8 { .. } => match self.code_page(line).map(CodePage::codec) {
                Some(codec) => format!(
                    "convert the file: `iconv -f {codec} -t UTF-8 old.jsonl > new.jsonl`, or in Python \
                     read it with `encoding=\"{codec}\"` and write it with `encoding=\"utf-8\"`"
                ),
                None => {
                    "write the file as UTF-8 (Python: `open(path, \"w\", encoding=\"utf-8\")`)".to_owned()
                }
            },
            Cause::CutCharacter => {
                "the file was cut, or its writer stopped: write this record again, or delete the \
                 line"
                    .to_owned()
            }
            Cause::Truncated { .. } => {
                "if the record continues on the next line, write it on one line (`jq -c . old.jsonl`); if \
                 the file was cut, write the record again or delete the line"
                    .to_owned()
            }
            Cause::Utf8Surrogate { .. } => {
                "write characters beyond U+FFFF as UTF-8, not as surrogates (Python: never \
                 `errors=\"surrogatepass\"`)"
                    .to_owned()
            }
            Cause::OverlongUtf8 { .. } => {
                "write the file again with a standard UTF-8 encoder (Java: not `DataOutput.writeUTF`)"
                    .to_owned()
            }
            Cause::Utf16 => {
                "convert the file: `iconv -f UTF-16 -t UTF-8 old.jsonl > new.jsonl`; in PowerShell, \
                 write with `-Encoding utf8`"
                    .to_owned()
            }
            Cause::NulBytes { .. } => {
                "NUL bytes mostly come from a write that was interrupted or a disk that was full: \
                 write the file again"
                    .to_owned()
            }
            Cause::PythonDict => {
                "write `json.dumps(record, ensure_ascii=False)` in place of `str(record)`; files that \
                 are written already can be read with `ast.literal_eval(line)`"
                    .to_owned()
            }
            Cause::CsvQuoting => {
                "write records to a plain text file, one a line, not with a CSV writer; Python's `csv.reader` \
                 reads what is there"
                    .to_owned()
            }
            Cause::SeveralValues { .. } => {
                "write one record a line, with a newline (`\\n`) after each; `jq -c . old.jsonl` \
                 splits values that have no commas between them"
                    .to_owned()
            }
            Cause::RestOfRecord => {
                "if a text of the line before has a line break here, write it as `\\n` there, and join \
                 the lines"
                    .to_owned()
            }
            Cause::NotJson => not_json(line).to_owned(),
            Cause::TrailingComma | Cause::ExtraComma => "delete the comma".to_owned(),
            Cause::MissingComma => "write `,` here".to_owned(),
            Cause::MissingColon => "write `:` between the key and its value".to_owned(),
            Cause::MissingKey => "write the key in double quotes before the colon".to_owned(),
            Cause::MissingValue => {
                "write a value (`null` if there is none), or delete the key".to_owned()
            }
            Cause::ColonInArray => {
                "keys need an object: write `{…}` in place of `[…]`, or `,` in place of the colon"
                    .to_owned()
            }
            Cause::WrongPunctuation { meant } => format!("write `{meant}`"),
            Cause::MismatchedBracket { unclosed } => {
                let needed = match self.related.map(|related| related.of(line)) {
                    Some(b"{") => '}',
                    _ => ']',
                };
                if unclosed {
                    format!("write the missing `{needed}` before it, or delete this bracket")
                } else {
                    format!("write `{needed}` in its place")
                }
            }
            Cause::UnmatchedBracket => {
                "delete it; if records are spread over several lines, write each on one line \
                 (`jq -c . old.jsonl`)"
                    .to_owned()
            }
            Cause::LooseMember => {
                "if records are spread over several lines, write each on one line \
                 (`jq -c . old.jsonl`)"
                    .to_owned()
            }
            Cause::DoubledBrace => {
                "write one brace; better, build the record as data and let a JSON library write it"
                    .to_owned()
            }
            Cause::ClosedTooEarly => {
                "there is a bracket too many: delete this one, or one of those before it".to_owned()
            }
            Cause::TextAfterValue => match found().as_str() {
                "," => "delete the comma: the records of a JSONL file are separated by newlines only"
                    .to_owned(),
                _ => "delete it: a line holds one JSON record and nothing else".to_owned(),
            },
            Cause::EndsInString { bracket_at_end: true } if ends_in_escaped_quote(line) => {
                "the quote before the brackets has a backslash and does not close the string: write \
                 `\\\\` for a backslash at the end of a text, or add the `\"` that closes it"
                    .to_owned()
            }
            Cause::EndsInString { bracket_at_end: true } => {
                "write the closing `\"` before the brackets at the end of the line".to_owned()
            }
            Cause::EndsInString { .. } => {
                "if the text has a line break here, the rest of the record is on the next line: write \
                 the break as `\\n`; if the file was cut, write the record again"
                    .to_owned()
            }
            Cause::UnescapedQuote { doubled: false } => {
                format!("write `\\\"` for a quote inside a text; {USE_JSON_DUMPS}")
            }
            Cause::UnescapedQuote { doubled: true } => {
                format!("write `\\\"`, not `\"\"`, for a quote inside a text; {USE_JSON_DUMPS}")
            }
            Cause::MissingClosingQuote => "write `\"` here".to_owned(),
            Cause::MissingOpeningQuote => "write `\"` before the text".to_owned(),
            Cause::RawControl { found } => format!("write it as `{}`", escape(found)),
            Cause::BadEscape(fault) => bad_escape(fault, &found()),
            Cause::SingleQuotes | Cause::Backticks => {
                format!("JSON knows only double quotes; {USE_JSON_DUMPS}")
            }
            Cause::SmartQuotes { .. } => {
                "write straight double quotes; a word processor or a web page may have changed them"
                    .to_owned()
            }
            Cause::UnquotedKey | Cause::UnquotedText => match found().as_str() {
                text if text.contains(['…', '"', '\\']) => "write it in double quotes".to_owned(),
                text => format!("write `\"{text}\"`"),
            },
            Cause::PythonLiteral { meant } => format!("write `{meant}`; {USE_JSON_DUMPS}"),
            Cause::PythonPrefix => "write a plain string in double quotes; decode bytes to text \
                                    first (`.decode(\"utf-8\")`)"
                .to_owned(),
            Cause::Undefined => "write `null`, or leave the key out".to_owned(),
            Cause::WrongLiteral { meant: "null" } => {
                "write `null`, or a string in double quotes if it is text".to_owned()
            }
            Cause::WrongLiteral { meant } => format!("write `{meant}`"),
            Cause::BadNumber(fault) => bad_number(fault, &found()),
            Cause::FunctionCall => {
                "write the plain value: a string in double quotes, or a number; convert objects to \
                 text before writing the record"
                    .to_owned()
            }
            Cause::Parenthesis => "write lists in square brackets: `[…]`".to_owned(),
            Cause::Ellipsis => "write the data itself: this looks like an abridged example".to_owned(),
            Cause::Comment => "delete the comment".to_owned(),
            Cause::ByteOrderMark => "delete it: it often comes from joining files; in Python, read \
                                     with `encoding=\"utf-8-sig\"` and write with `encoding=\"utf-8\"`"
                .to_owned(),
            Cause::ForeignSpace { .. } => "delete it, or write an ordinary space".to_owned(),
            Cause::StrayBackslash => stray_backslash(self.span.of(line)).to_owned(),
            Cause::HtmlEntity => {
                "the record was escaped for HTML: undo that (Python: `html.unescape`)".to_owned()
            }
            Cause::Unexpected { expected } if expected.is_value() => {
                "a value is a string in double quotes, a number, `true`, `false`, `null`, `{…}` or \
                 `[…]`"
                    .to_owned()
            }
            Cause::Unexpected { expected } if expected.is_key() => {
                "a key is a string in double quotes".to_owned()
            }
            Cause::Unexpected { .. } => {
                "delete it, or write it into the value before, in double quotes".to_owned()
            }
            Cause::StrayControl { .. } => "delete it".to_owned(),
        };
        Some(help)
    }
}

/// `…\"}]}`: whether the last quote before the closing brackets is an escaped one.
fn ends_in_escaped_quote(line: &[u8]) -> bool {
    let is_bracket = |byte: &u8| matches!(byte, b'}' | b']' | b' ' | b'\r');
    let end = line.iter().rposition(|byte| !is_bracket(byte)).map_or(0, |last| last + 1);
    line.get(..end).is_some_and(|text| text.ends_with(b"\\\""))
}

/// What a line that does not begin like JSON most likely is.
fn not_json(line: &[u8]) -> &'static str {
    let start = line.trim_ascii_start();
    if start.starts_with(b"version https://git-lfs") {
        "this is a Git LFS pointer, not the data: run `git lfs pull`"
    } else if start.starts_with(b"```") {
        "delete the Markdown fence: the file must hold the records only"
    } else if start.starts_with(b"data:") {
        "delete `data:`: this is a stream of server-sent events, saved as it came"
    } else if start.starts_with(b"<") {
        "this looks like HTML or XML, perhaps an error page saved in place of the data"
    } else if memchr::memmem::find(start, b"{\"").is_some() {
        "delete what stands before the `{`"
    } else {
        "every line must be one JSON record such as `{\"messages\": [...]}`; if this is the rest of a \
         text from the line before, write its newline as `\\n`"
    }
}

/// How JSON writes a control character in a string.
fn escape(char: char) -> String {
    match char {
        '\t' => "\\t".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\u{08}' => "\\b".to_owned(),
        '\u{0C}' => "\\f".to_owned(),
        _ => format!("\\u{:04x}", u32::from(char)),
    }
}

fn bad_escape(fault: BadEscape, found: &str) -> String {
    match fault {
        BadEscape::WindowsPath => {
            "double every backslash of the path: `C:\\\\Users\\\\name`".to_owned()
        }
        BadEscape::ShortUnicode => {
            "write four digits, as in `\\u00e9`, or the character itself; for a plain backslash \
             write `\\\\`"
                .to_owned()
        }
        BadEscape::LongUnicode | BadEscape::BracedUnicode => {
            "write the character itself, or its two `\\uXXXX` surrogates".to_owned()
        }
        BadEscape::Hex => format!(
            "write `\\u00{}`, or the character itself; for a plain backslash write `\\\\`",
            found.get(2..4).unwrap_or("41").to_ascii_lowercase()
        ),
        BadEscape::SingleQuote => "write `'`: it needs no backslash in JSON".to_owned(),
        BadEscape::CStyle => {
            let code = match found.chars().next_back() {
                Some('a') => "07",
                Some('e') => "1b",
                Some('v') => "0b",
                _ => "00",
            };
            format!("write `\\u00{code}`; for a plain backslash write `\\\\`")
        }
        BadEscape::Other => format!(
            "double the backslash: `\\{found}` (as in regular expressions, LaTeX and code); \
             {USE_JSON_DUMPS}"
        ),
    }
}

fn bad_number(fault: BadNumber, found: &str) -> String {
    let sign = if found.starts_with('-') { "-" } else { "" };
    let number = found.trim_start_matches(['+', '-']);
    match fault {
        BadNumber::LeadingZero => {
            "delete the zero; write a string in double quotes if it is a code or a date".to_owned()
        }
        BadNumber::LeadingPlus => format!("write `{number}`"),
        BadNumber::NoInteger => format!("write `{sign}0{number}`"),
        BadNumber::NoFraction => "write a digit after the point, or delete the point".to_owned(),
        BadNumber::NoExponent => "write the digits of the exponent, or delete it".to_owned(),
        BadNumber::Radix => "write it in decimal, or as a string in double quotes".to_owned(),
        BadNumber::Separator => format!("write `{}`", found.replace('_', "")),
        BadNumber::DecimalComma => format!("write `{}`", found.replace(',', ".")),
        BadNumber::ThousandsComma => format!("write `{}`", found.replace(',', "")),
        BadNumber::LoneMinus => "write the number, or delete the minus".to_owned(),
    }
}

fn stray_backslash(found: &[u8]) -> &'static str {
    match found {
        b"\\\"" => {
            "the record was escaped twice: write the result of `json.dumps` once, as it is, without \
             `json.dumps` or `repr` around it"
        }
        b"\\n" | b"\\r" => {
            "a backslash and a letter were written in place of a newline: use \"\\n\", not \
             \"\\\\n\" or a raw string, in the program that wrote the file"
        }
        _ => "delete it",
    }
}
