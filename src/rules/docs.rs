//! The module comment of a rule's file is its documentation: the one place where it is written.
//!
//! [`rule_docs!`] takes the leading `//!` lines out of a source file while the program is
//! compiled, so that `explain` and the rule reference show exactly what the code's reader sees,
//! and the rest of the source does not end up in the program.

/// How many bytes the documentation of `source` has.
pub(crate) const fn length(source: &str) -> usize {
    extract::<0>(source).1
}

/// The text of the leading `//!` lines of `source`, without their marks.
///
/// With `N` smaller than the text only its length is right.
pub(crate) const fn extract<const N: usize>(source: &str) -> ([u8; N], usize) {
    let bytes = source.as_bytes();
    let mut text = [0; N];
    let mut length = 0;
    let mut i = 0;
    while i + 2 < bytes.len() && bytes[i] == b'/' && bytes[i + 1] == b'/' && bytes[i + 2] == b'!' {
        i += 3;
        if i < bytes.len() && bytes[i] == b' ' {
            i += 1;
        }
        while i < bytes.len() {
            let byte = bytes[i];
            if length < N {
                text[length] = byte;
            }
            length += 1;
            i += 1;
            if byte == b'\n' {
                break;
            }
        }
    }
    (text, length)
}

/// The documentation in the named file beside the caller.
macro_rules! rule_docs {
    ($file:literal) => {{
        const SOURCE: &str = include_str!($file);
        const LENGTH: usize = $crate::rules::docs::length(SOURCE);
        static TEXT: [u8; LENGTH] = $crate::rules::docs::extract::<LENGTH>(SOURCE).0;
        match std::str::from_utf8(&TEXT) {
            Ok(text) => text,
            Err(_) => "",
        }
    }};
}
pub(crate) use rule_docs;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_leading_comment_only() {
        const SOURCE: &str = "//! A.\n//!\n//!  B ü\n\nuse x;\n//! C\n";
        const LENGTH: usize = length(SOURCE);
        assert_eq!(std::str::from_utf8(&extract::<LENGTH>(SOURCE).0), Ok("A.\n\n B ü\n"));
        assert_eq!(length(""), 0);
    }
}
