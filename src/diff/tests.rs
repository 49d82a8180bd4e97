//! What has changed and what has not, from small datasets.

use std::ops::ControlFlow;

use super::*;
use crate::check::Linter;
use crate::input::Source;

fn chat(question: &str, role: &str, answer: &str) -> String {
    format!(
        r#"{{"messages":[{{"role":"user","content":"{question}"}},{{"role":"{role}","content":"{answer}"}}]}}"#
    )
}

fn text(text: &str) -> String {
    format!(r#"{{"text":"{text}"}}"#)
}

/// Compare datasets that are given as the lines of their files.
fn compare(old: &[&[String]], new: &[&[String]]) -> Diff {
    // Blank lines are accepted by the one and not established of the other.
    let linter = Linter::builder().target("together").target("generic");
    let linter = linter.level("blank-line", Level::Warning).build().unwrap();
    let read = |files: &[&[String]]| {
        let source = |(number, lines): (usize, &&[String])| {
            Source::memory(format!("{number}.jsonl"), (lines.join("\n") + "\n").into_bytes())
        };
        let sources: Vec<Source> = files.iter().enumerate().map(source).collect();
        Version::read(&linter, &sources, |_, _| ControlFlow::Continue(()))
    };
    Diff::new(read(old), read(new))
}

/// Added, removed and changed.
fn counts(diff: &Diff) -> [u64; 3] {
    let records = diff.records();
    assert_eq!(records.before, records.unchanged + records.changed + records.removed);
    assert_eq!(records.after, records.unchanged + records.changed + records.added);
    [records.added, records.removed, records.changed]
}

/// The rules and lines of what is new, and of what is gone.
fn found(diff: &Diff) -> [Vec<(&'static str, u64)>; 2] {
    let place = |found: Found<'_>| (found.rule.rule().name, found.line);
    [diff.new_findings().map(place).collect(), diff.gone_findings().map(place).collect()]
}

#[test]
fn a_shuffle_is_no_change() {
    let mut lines: Vec<String> =
        (0..500).map(|n| chat(&format!("q{n}"), "assistant", "a")).collect();
    lines.extend((0..50).map(|n| chat(&format!("r{n}"), "asistant", "")));
    // Some come twice.
    lines.extend(lines[490..510].to_vec());
    let mut other: Vec<String> = lines.iter().rev().cloned().collect();
    other.rotate_left(123);
    // And one is written otherwise.
    other[7] = other[7].replace("\":", "\" :");
    let diff = compare(&[&lines], &[&other[..200], &other[200..]]);
    assert_eq!(counts(&diff), [0, 0, 0]);
    assert_eq!(found(&diff), [vec![], vec![]]);
    assert_eq!(diff.verdict(), Verdict::Clean);
    assert!(diff.rules().iter().all(|rule| rule.before == rule.after && rule.new == 0));
}

#[test]
fn a_record_changed_if_it_is_about_the_same() {
    let old =
        [chat("a", "assistant", "1"), chat("b", "asistant", "2"), chat("c", "assistant", "3")];
    let new =
        [chat("d", "assistant", "4"), chat("c", "assistant", "33"), chat("b", "assistant", "2")];
    let diff = compare(&[&old], &[&new]);
    assert_eq!(counts(&diff), [1, 1, 2]);
    assert_eq!(found(&diff), [vec![], vec![("unknown-role", 2)]]);
    let changed: Vec<_> = diff.changed().map(|(old, new)| (old.line, new.line)).collect();
    assert_eq!(changed, [(3, 2), (2, 3)]);
    assert_eq!(diff.added().map(|record| record.line).collect::<Vec<_>>(), [1]);
    assert_eq!(diff.removed().map(|record| record.line).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_record_changed_if_its_neighbours_have_not() {
    let lines = |texts: &[&str]| texts.iter().map(|words| text(words)).collect::<Vec<_>>();
    for (old, new, wanted) in [
        ("a b c", "a B c", [0, 0, 1]),
        ("a b c", "A b c", [0, 0, 1]),
        ("a b c d", "a B C d", [0, 0, 2]),
        // Which of them is the changed one cannot be known.
        ("a b c", "a B X c", [2, 1, 0]),
        ("a b c", "a c B", [1, 1, 0]),
        ("a b c", "a c", [0, 1, 0]),
        // Nothing is known of a place without a neighbour.
        ("a", "b", [1, 1, 0]),
        ("a b", "b a a", [1, 0, 0]),
    ] {
        let [old_lines, new_lines] =
            [old, new].map(|words| lines(&words.split(' ').collect::<Vec<_>>()));
        assert_eq!(counts(&compare(&[&old_lines], &[&new_lines])), wanted, "{old} -> {new}");
    }
}

#[test]
fn in_a_changed_record_a_finding_may_move() {
    let old = [chat("a", "asistant", "1"), chat("b", "asistant", "2")];
    let moved = r#"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"x"},{"role":"user","content":"b"},{"role":"asistant","content":"1"}]}"#;
    let diff = compare(&[&old], &[&[moved.to_owned(), old[1].clone()]]);
    assert_eq!((counts(&diff), found(&diff)), ([0, 0, 1], [vec![], vec![]]));
    // A second one is new, and it is the one at the other place.
    let twice = r#"{"messages":[{"role":"usr","content":"a"},{"role":"asistant","content":"1"}]}"#;
    let diff = compare(&[&old], &[&[twice.to_owned(), old[1].clone()]]);
    assert_eq!(counts(&diff), [0, 0, 1]);
    let new: Vec<_> = diff.new_findings().filter_map(|found| found.path).collect();
    assert_eq!(new, ["messages[0].role"]);
}

#[test]
fn what_is_about_the_file_is_compared_by_its_rule() {
    let lines = [chat("a", "assistant", "1"), String::new(), chat("b", "assistant", "2")];
    let shuffled = [lines[2].clone(), lines[0].clone(), String::new()];
    let diff = compare(&[&lines], &[&shuffled]);
    assert_eq!((counts(&diff), found(&diff)), ([0, 0, 0], [vec![], vec![]]));
    let more = [lines[0].clone(), String::new(), lines[2].clone(), String::new()];
    let diff = compare(&[&lines], &[&more]);
    assert_eq!(found(&diff), [vec![("blank-line", 4)], vec![]]);
    let blank = diff.rules()[0];
    assert_eq!((blank.before, blank.after, blank.new, blank.gone), (1, 2, 1, 0));
}

#[test]
fn places_are_those_of_files_and_lines() {
    let old = [chat("a", "assistant", "1")];
    let first = [old[0].clone(), String::new(), chat("b", "assistant", "2")];
    let second = [String::new(), chat("c", "asistant", "3")];
    let diff = compare(&[&old], &[&first, &second]);
    let added: Vec<_> = diff.added().map(|r| (r.file.to_owned(), r.line, r.record)).collect();
    assert_eq!(added, [("0.jsonl".to_owned(), 3, 2), ("1.jsonl".to_owned(), 2, 1)]);
    let new = diff.new_findings().find(|found| found.level == Level::Error).unwrap();
    assert_eq!((new.file, new.line, new.record), ("1.jsonl", 2, Some(1)));
}

#[test]
fn a_broken_line_that_was_mended_has_changed() {
    let old = [text("a"), "{\"text\": ".to_owned(), text("c")];
    let new = [text("a"), text("b"), text("c")];
    let diff = compare(&[&old], &[&new]);
    assert_eq!(counts(&diff), [0, 0, 1]);
    assert_eq!(found(&diff), [vec![], vec![("invalid-json", 2)]]);
}

#[test]
fn little_is_kept_of_a_record_and_a_finding() {
    use crate::record::{RecordHash, Topic};
    assert_eq!(size_of::<RecordHash>() + size_of::<Option<Topic>>(), 24);
    assert!(size_of::<super::version::Note>() <= 48);
}
