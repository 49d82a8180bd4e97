//! Inputs that are no ordinary files, or may not be read.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::place::{BAD, GOOD, Place};
use crate::{as_plain_user, by_shell, make_fifo, summary, told};

#[test]
fn what_may_not_be_read_is_said_and_the_rest_is_checked() {
    let large = format!("{GOOD}\n").repeat(10_000);
    let place = Place::new()
        .with("data/bad.jsonl", BAD)
        .with("data/closed.jsonl", GOOD)
        .with("data/large.jsonl", large)
        .with("data/closed/in.jsonl", GOOD);
    let close = |name| {
        fs::set_permissions(place.path().join(name), Permissions::from_mode(0o000)).unwrap();
    };
    ["data/closed.jsonl", "data/large.jsonl", "data/closed"].into_iter().for_each(close);
    let (code, out, err) = as_plain_user(&place, &["data", "--output-format", "concise"]);
    assert_eq!(code, 2);
    assert!(out.contains("data/bad.jsonl:1:59: error[schema/unknown-role]"), "{out}");
    for name in ["data/closed.jsonl: cannot be opened", "data/large.jsonl: cannot be opened"] {
        assert!(err.contains(name), "{err}");
    }
    assert!(err.contains("data: cannot be searched"), "{err}");
    assert_eq!(err.matches("Permission denied").count(), 3, "{err}");
    assert_eq!(err.matches("hint: ").count(), 3, "{err}");

    let (code, out, err) = as_plain_user(&place, &["data/closed.jsonl"]);
    assert_eq!((code, out.as_str()), (2, ""), "nothing is said of what was not seen");
    assert!(err.contains("you may not read it"), "{err}");
    // For the directory to be removed.
    fs::set_permissions(place.path().join("data/closed"), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn standard_input_that_is_no_input_is_said() {
    let place = Place::new();
    let (code, out, err) = by_shell(&place, "exec \"$0\" - < .");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("<stdin>: reading failed after 0 bytes: Is a directory"), "{err}");
    // Closed, it is empty.
    let (code, out, _) = by_shell(&place, "exec \"$0\" - <&-");
    assert_eq!(code, 1);
    assert!(out.contains("empty-file"), "{out}");
    // A writer that dies in the middle of a record.
    let (code, out, _) = by_shell(&place, "printf '{\"prompt\": \"a' | \"$0\" -");
    assert_eq!(code, 1);
    assert!(out.contains("invalid-json"), "{out}");
}

#[test]
fn links_lead_nowhere_twice() {
    let place = Place::new().with("data/a.jsonl", GOOD);
    let link = |to: &str, name: &str| symlink(to, place.path().join(name)).unwrap();
    link("one", "two");
    link("two", "one");
    let (code, _, err) = told(&place.command(&["one"]).output().unwrap());
    assert_eq!(code, 2);
    assert!(err.contains("one: cannot be opened: Too many levels of symbolic links"), "{err}");

    link("..", "data/around");
    link("a.jsonl", "data/again.jsonl");
    link("loop.jsonl", "data/loop.jsonl");
    link("missing", "data/missing.jsonl");
    let (code, out, err) = told(&place.command(&["data"]).output().unwrap());
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("no problems in 1 record "), "{out}");
}

#[test]
fn a_fifo_is_read_when_it_is_named_and_not_waited_for_when_it_lies_about() {
    let place = Place::new().with("data/a.jsonl", GOOD);
    make_fifo(&place.path().join("data/b.jsonl"));
    let (code, out, _) = told(&place.command(&["data"]).output().unwrap());
    assert_eq!(code, 0);
    assert!(out.contains("no problems in 1 record "), "{out}");

    let (code, out, _) = by_shell(&place, "printf '{' > data/b.jsonl & exec \"$0\" data/b.jsonl");
    assert_eq!(code, 1);
    assert!(out.contains("data/b.jsonl:1:2"), "{out}");
}

#[test]
fn names_that_are_not_utf8_are_shown_and_harmless() {
    let place = Place::new();
    let name = OsStr::from_bytes(b"a\xFF\x1B[31m\n\xC2\x9B2J.jsonl");
    fs::write(place.path().join(name), BAD).unwrap();
    for format in tunelint::render::OutputFormat::ALL {
        let mut command = place.command(&["--output-format", format.name()]);
        let (code, out, err) = told(&command.arg(name).output().unwrap());
        assert_eq!((code, err.as_str()), (1, ""), "{format}");
        // Programs are given every character, the ASCII controls as escapes.
        let people = format.is_for_people();
        let harmful =
            |c: char| if people { c.is_control() } else { c.is_ascii_control() } && c != '\n';
        assert!(!out.contains(harmful), "{format}: {out:?}");
    }
    let (code, out, _) = told(&place.command(&[".", "--output-format", "jsonl"]).output().unwrap());
    assert_eq!(code, 1);
    assert_eq!(summary(&out)["files"][0]["path"], "a\u{FFFD}\u{1B}[31m\n\u{9B}2J.jsonl");
    let missing = std::ffi::OsString::from_vec(b"no\xFE\x1B]0;x\x07.jsonl".to_vec());
    let (code, _, err) = told(&place.command(&[]).arg("check").arg(missing).output().unwrap());
    assert_eq!(code, 2);
    assert!(!err.contains(|c: char| c.is_control() && c != '\n'), "{err:?}");
}

#[test]
fn a_baseline_that_is_none_is_said() {
    let place = Place::new()
        .with("bad.jsonl", BAD)
        .with("folder/x", "")
        .with("latin.json", b"{\"schema\": \"tunelint-baseline/1\", \"findings\": {\"\xE9\": []}}")
        .with("zeros.json", [0; 100]);
    let (code, ..) = told(&place.command(&["bad.jsonl", "--write-baseline"]).output().unwrap());
    assert_eq!(code, 0);
    let whole = fs::read(place.path().join("tunelint-baseline.json")).unwrap();
    fs::write(place.path().join("cut.json"), &whole[..whole.len() / 2]).unwrap();
    for (name, said) in [
        ("folder", "the baseline cannot be read: Is a directory"),
        ("missing.json", "the baseline cannot be read: No such file or directory"),
        ("latin.json", "this is no baseline: invalid unicode code point"),
        ("zeros.json", "this is no baseline: expected value at line 1 column 1"),
        ("cut.json", "this is no baseline: EOF while parsing"),
        ("bad.jsonl", "this is no baseline: "),
        ("/dev/null", "this is no baseline: EOF while parsing a value"),
        ("/dev/zero", "the baseline cannot be read: out of memory"),
    ] {
        for more in ["", "--prune-baseline"] {
            let script =
                format!("ulimit -v 600000; exec \"$0\" bad.jsonl --baseline {name} {more}");
            let (code, out, err) = by_shell(&place, &script);
            assert_eq!((code, out.as_str()), (2, ""), "{name}: {err}");
            assert!(err.contains(&format!("{name}: {said}")), "{err}");
        }
    }
    // From a FIFO it is read like from a file.
    make_fifo(&place.path().join("fifo.json"));
    let script =
        "cat tunelint-baseline.json > fifo.json & exec \"$0\" bad.jsonl --baseline fifo.json";
    let (code, out, err) = by_shell(&place, script);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
}
