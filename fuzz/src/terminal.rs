//! What may be written to a terminal.

/// Nothing in the text moves the cursor, turns the reading direction or ends the program's own
/// line, but for the colours that we put there ourselves.
pub(crate) fn assert_harmless(text: &str, colored: bool) {
    let mut parts = text.split("\x1b[");
    assert_plain(parts.next().unwrap_or_default());
    for part in parts {
        assert!(colored, "a colour that nobody wanted: {text:?}");
        let (code, rest) = part.split_once('m').expect("the end of a colour");
        assert!(code.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'), "{text:?}");
        assert_plain(rest);
    }
}

fn assert_plain(text: &str) {
    let harmful = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || matches!(c, '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    assert!(!text.contains(harmful), "{text:?}");
}
