//! Words of the data, made fit to stand in a message.

/// The longest quotation.
const LONGEST: usize = 60;

/// `text` in quotes, clipped, with everything that a terminal might take for a command escaped.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut characters = text.chars();
    for character in characters.by_ref().take(LONGEST) {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            other => push_harmless(&mut quoted, other),
        }
    }
    if characters.next().is_some() {
        quoted.push('…');
    }
    quoted.push('"');
    quoted
}

/// `text` as it is, but for what a terminal might take for a command.
pub(crate) fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    text.chars().for_each(|character| push_harmless(&mut harmless, character));
    harmless
}

fn push_harmless(text: &mut String, character: char) {
    if is_unsafe(character) {
        text.extend(character.escape_default());
    } else {
        text.push(character);
    }
}

/// Whether a character could do something other than be seen.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_short_and_safe() {
        assert_eq!(quote("a\"b\\"), r#""a\"b\\""#);
        assert_eq!(quote("\u{1b}[31m\u{202e}x"), r#""\u{1b}[31m\u{202e}x""#);
        assert_eq!(quote(&"é".repeat(100)).chars().count(), 63);
    }
}
