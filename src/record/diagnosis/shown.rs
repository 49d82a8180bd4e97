//! Parts of a line as a message may show them: short, on one line, and harmless to a terminal.

/// How many characters of a line a message quotes.
const LIMIT: usize = 60;

/// The text of `bytes`, cut with `…` if it is long.
///
/// Whatever would not be seen or would move the cursor is written as an escape, so that a message
/// never changes the terminal and always shows what is there.
pub(super) fn shown(bytes: &[u8]) -> String {
    let mut shown = String::new();
    let mut count = 0;
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid().chars().map(Piece::Char);
        for piece in valid.chain(chunk.invalid().iter().map(|&byte| Piece::Byte(byte))) {
            let written = piece.text();
            count += written.chars().count();
            if count > LIMIT {
                shown.push('…');
                return shown;
            }
            shown.push_str(&written);
        }
    }
    shown
}

enum Piece {
    Char(char),
    Byte(u8),
}

impl Piece {
    fn text(self) -> String {
        match self {
            Self::Char('\t') => "\\t".to_owned(),
            Self::Char('\r') => "\\r".to_owned(),
            Self::Char('\n') => "\\n".to_owned(),
            Self::Char(char) if is_invisible(char) => code_point(char),
            Self::Char(char) => char.to_string(),
            Self::Byte(byte) => format!("\\x{byte:02X}"),
        }
    }
}

/// Control characters, spaces of no width, and marks that turn the direction of the text.
const fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{A0}' | '\u{AD}' | '\u{61C}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{2060}'..='\u{206F}'
            | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// `U+200B`.
pub(super) fn code_point(char: char) -> String {
    format!("U+{:04X}", u32::from(char))
}

/// `a tab (U+0009)`, `a control character (U+0001)`.
pub(super) fn named(char: char) -> String {
    let name = match char {
        '\u{08}' => "backspace",
        '\t' => "tab",
        '\n' => "line feed",
        '\u{0B}' => "vertical tab",
        '\u{0C}' => "form feed",
        '\r' => "carriage return",
        '\u{1A}' => "Ctrl-Z character",
        '\u{1B}' => "terminal escape character",
        '\u{85}' => "next-line character",
        '\u{A0}' => "no-break space",
        '\u{200B}' => "zero-width space",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{3000}' => "full-width space",
        _ if char.is_control() => "control character",
        _ if char.is_whitespace() => "special space",
        _ => "invisible character",
    };
    format!("{name} ({})", code_point(char))
}

/// The 1-based column of the byte at `offset`, in characters.
pub(super) fn column(line: &[u8], offset: u32) -> usize {
    let before = line.get(..offset as usize).unwrap_or(line);
    // Every byte but those that go on with a character begins one.
    1 + before.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal() {
        assert_eq!(shown(b"a\x1b[31m\tb\xFF"), "aU+001B[31m\\tb\\xFF");
        assert_eq!(shown("\u{202E}abc\u{200B}".as_bytes()), "U+202EabcU+200B");
    }

    #[test]
    fn long_text_is_cut() {
        let text = "é".repeat(100);
        assert_eq!(shown(text.as_bytes()).chars().count(), LIMIT + 1);
    }
}
