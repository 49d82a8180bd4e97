//! JSON as Python's `json.dumps` writes it, which is how most datasets come to be.

use std::fmt::Write;

/// Text as a JSON string.
#[derive(Clone, Copy)]
pub struct Json {
    /// Whether all that is not ASCII is written as `\uXXXX`: Python's `ensure_ascii`.
    pub ascii: bool,
}

impl Json {
    pub fn string(self, text: &str) -> String {
        let mut json = String::with_capacity(text.len() + text.len() / 8 + 2);
        json.push('"');
        for character in text.chars() {
            match character {
                '"' => json.push_str("\\\""),
                '\\' => json.push_str("\\\\"),
                '\n' => json.push_str("\\n"),
                '\t' => json.push_str("\\t"),
                other if self.ascii && !other.is_ascii() => {
                    let mut units = [0; 2];
                    for unit in other.encode_utf16(&mut units) {
                        // Writing to a string does not fail.
                        let _ = write!(json, "\\u{unit:04x}");
                    }
                }
                other => json.push(other),
            }
        }
        json.push('"');
        json
    }

    pub fn message(self, role: &str, content: &str) -> String {
        format!("{{\"role\": \"{role}\", \"content\": {}}}", self.string(content))
    }
}
