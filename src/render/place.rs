//! The names of files as services want them.

use std::fmt::Write as _;

/// The path of a file in its repository, as far as its name tells: without a leading `./`, and with
/// `/` between folders.
pub(crate) fn path(name: &str) -> String {
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let mut path = name.as_str();
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    path.to_owned()
}

/// The name of a file as a URI: relative if the name is, and with everything escaped that may not
/// stand in one.
pub(crate) fn uri(name: &str) -> String {
    let path = path(name);
    let mut uri = String::with_capacity(path.len() + 16);
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uris() {
        for (name, expected) in [
            ("train.jsonl", "train.jsonl"),
            ("././/data/a b.jsonl", "data/a%20b.jsonl"),
            ("/data/a.jsonl", "file:///data/a.jsonl"),
            ("a:b%\n\u{202e}?#", "a%3Ab%25%0A%E2%80%AE%3F%23"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(uri(name), expected);
        }
    }
}
