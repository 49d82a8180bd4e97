//! `tunelint diagnose` as a user runs it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod place;

use place::{BAD, GOOD, Place};

/// An error of Together's server, which names a line.
const ROLE: &str = "Line 2: `messages[1]` must contain a `role` field";

#[test]
fn a_message_leads_to_its_record() {
    let without = GOOD.replace(r#""role": "assistant", "#, "");
    let place =
        Place::new().with("train.jsonl", [GOOD, &without, &GOOD.replace("Hi", "Ho")].join("\n"));
    let result = place.run(&["diagnose", ROLE, "train.jsonl"]);
    assert_eq!((result.code(), result.err()), (Some(0), ""));
    for words in
        ["said by   Together AI\n", "place     line 2\n", "schema/missing-role", "record 2"]
    {
        assert!(result.out().contains(words), "{words}: {}", result.out());
    }
    let mended = place.run(&["diagnose", &ROLE.replace('2', "3"), "train.jsonl"]);
    assert!(mended.out().contains("Nothing is wrong with line 3"), "{}", mended.out());
    let beyond = place.run(&["diagnose", &ROLE.replace('2', "9"), "train.jsonl"]);
    assert!(beyond.out().ends_with("The file has no line 9.\n"), "{}", beyond.out());
}

#[test]
fn the_exit_code_says_whether_it_is_known() {
    let place = Place::new().with("bad.jsonl", BAD);
    for (arguments, code) in [
        (&[ROLE][..], 0),
        (&["no such words"], 1),
        (&["--status", "429", ""], 0),
        (&["--status", "many", ""], 2),
        (&[ROLE, "missing.jsonl"], 2),
        (&[ROLE, "bad.jsonl", "--target", "nowhere"], 2),
        (&[], 2),
    ] {
        let result = place.run(&[&["diagnose"], arguments].concat());
        assert_eq!(result.code(), Some(code), "{arguments:?}: {}", result.err());
        assert_eq!(result.err().is_empty(), code != 2, "{arguments:?}: {}", result.err());
    }
}

#[test]
fn the_status_alone_tells_whether_a_retry_helps() {
    let place = Place::new();
    let later = place.run(&["diagnose", "--status", "429", ""]);
    assert!(later.out().contains("retry     after a while\n"), "{}", later.out());
    let input = place.run_with_input(&["diagnose", "--status", "401", "-"], b"{}");
    assert!(input.out().contains("retry     only once the cause is gone\n"), "{}", input.out());
}

#[test]
fn the_data_is_judged_at_the_target_that_is_named() {
    let place = Place::new().with("bad.jsonl", BAD);
    let at = |target: &str| {
        let message = ROLE.replace('2', "1");
        place.run(&["diagnose", &message, "bad.jsonl", "--target", target]).out().to_owned()
    };
    assert!(at("together").contains("together refuses the file"), "{}", at("together"));
    assert!(at("openai").contains("openai refuses the file"), "{}", at("openai"));
}

#[test]
fn words_are_broken_at_the_width_of_the_terminal() {
    let place = Place::new().with("bad.jsonl", BAD);
    for (columns, wide) in [("60", false), ("200", true)] {
        let mut command = place.command(&["diagnose", &ROLE.replace('2', "1"), "bad.jsonl"]);
        let output = command.env("COLUMNS", columns).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= columns.parse().unwrap(), "{text}");
        assert_eq!(widest > 80, wide, "{text}");
    }
    let piped = place.run(&["diagnose", ROLE]);
    assert!(piped.out().lines().all(|line| line.chars().count() <= 80), "{}", piped.out());
}
