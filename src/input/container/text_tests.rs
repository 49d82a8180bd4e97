//! Tests of `text`: what is recognised, and what must not be.

use crate::input::{Container, sniff};

fn whole(text: &str) -> Option<Container> {
    sniff(text.as_bytes(), true)
}

fn beginning(text: &str) -> Option<Container> {
    sniff(text.as_bytes(), false)
}

#[test]
fn an_array_of_records_is_recognised() {
    for text in [
        "[{\"a\": 1}, {\"a\": 2}]",
        "[{\"a\": 1}]\n\n",
        "\u{feff}[{\"a\": 1}]",
        "[\n{\"a\": 1},\n{\"a\": 2}\n]\n",
        "[\n  {\n    \"a\": 1\n  }\n]",
        "[{\"a\": 1},\n{\"a\": 2}]",
        "[\n{\"a\": 1}\n{\"a\": 2}\n",
        "[{\"a\": 1},\n {\"a\": 2},\n {\"a\": 3},\n]",
        "[\r\n{\"a\": 1}\r\n]",
        "[{\"a\": 1}, {\"a\": ",
    ] {
        assert_eq!(whole(text), Some(Container::JsonArray), "{text}");
    }
    for text in ["[{\"a\": 1}, {\"a\": ", "[\n{\"a\": 1},\n{\"a\"", "[{\"a\": [\n1,"] {
        assert_eq!(beginning(text), Some(Container::JsonArray), "{text}");
    }
}

#[test]
fn lines_that_are_arrays_are_judged_line_by_line() {
    for text in [
        "[]\n[]\n",
        "[1, 2]",
        "[\"a\"]\n",
        "[{\"role\": \"user\"}]\n[{\"role\": \"user\"}]\n",
        // The first line is cut off.
        "[{\"role\": \"user\"},\n[{\"role\": \"user\"}]\n[{\"role\": \"user\"}]\n",
        "[{\"role\": \"user\n[{\"role\": \"user\"}]\n[{\"role\": \"user\"}]\n",
        "[{'a': 1}]",
    ] {
        assert_eq!(whole(text), None, "{text}");
    }
    // The one line seen is whole, and what follows is not known.
    assert_eq!(beginning("[{\"a\": 1}]"), None);
    assert_eq!(beginning("[{\"a\": 1}]\n"), None);
}

#[test]
fn records_over_several_lines_are_recognised() {
    let pretty = |lines| Some(Container::PrettyPrinted { lines });
    for (text, lines) in [
        ("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n", Some(3)),
        ("{\n  \"a\": 1\n}", Some(3)),
        ("{ \"a\": 1,\n  \"b\": [\n  2\n]}\n", Some(4)),
        ("{\n  \"a\": 1\n},\n{\n  \"a\": 2\n}\n", Some(3)),
        ("{\r\n  \"a\": 1\r\n}\r\n", Some(3)),
        // Cut off, or with a slip after a while.
        ("{\n\"a\": 1,\n\"b\": 2,\n\"c\":", None),
        ("{\n\"a\": 1,\n\"b\": 2,\n}\n", None),
    ] {
        assert_eq!(whole(text), pretty(lines), "{text}");
    }
    assert_eq!(beginning("{\n\"a\": [\n{\"b\": 1},\n{\"b\""), pretty(None));
}

#[test]
fn one_broken_line_does_not_make_a_pretty_printed_file() {
    for text in [
        "{\"a\": 1,\n\"b\": 2}\n{\"a\": 1, \"b\": 2}\n",
        "{\n  \"a\": 1\n}\n{\"a\": 1}\n{\"a\": 1}\n",
        "{\"a\": [\n{\"a\": []}\n{\"a\": []}\n{\"a\": []}\n",
        "{\"a\": [{\"b\": 1},\n{\"a\": []}\n\n\n\n{\"a\": []}\n",
        "{\"a\": \"b\nc\"}\n{\"a\": 1}\n",
        "{\"a\":\n",
        "{\"a\": 1\n{\"a\": 1}\n{\"a\": 1}\n",
        "{\"a\": tru\ne}\n",
        "{'a': 1}\n{'a': 2}\n",
        "{\"a\": 1} {\"a\": 2}\n",
    ] {
        assert_eq!(whole(text), None, "{text}");
        assert_eq!(beginning(text), None, "{text}");
    }
}

#[test]
fn lines_ended_by_carriage_returns_are_recognised() {
    let text = "{\"a\": 1}\r{\"a\": 2}\r";
    assert_eq!(whole(text), Some(Container::LoneCr));
    assert_eq!(beginning(text), Some(Container::LoneCr));
    assert_eq!(whole("{\"a\": 1}\r\r{\"a\": 2}\n"), Some(Container::LoneCr));
    assert_eq!(whole("{\"a\": 1}\r"), None);
    assert_eq!(whole("{\"a\": 1}\r\n{\"a\": 2}\r\n"), None);
    assert_eq!(whole("{\"a\":\r1}"), None);
}

#[test]
fn a_table_is_recognised_by_its_columns() {
    let csv = |separator, columns| Some(Container::Csv { separator, columns });
    assert_eq!(whole("prompt,completion\na,b\n"), csv(',', 2));
    assert_eq!(whole("\"Prompt\",\"id\"\r\n\"a, b\",\"c\nd\"\r\n"), csv(',', 2));
    assert_eq!(whole("id;text;x\n1;\"a;\"\"b\";2"), csv(';', 3));
    assert_eq!(whole("question\tanswer\nwhy, oh why\tso\n"), csv('\t', 2));
    assert_eq!(beginning("prompt,completion\n\"a long"), csv(',', 2));
    for text in [
        "prompt,completion\n",
        "prompt,completion",
        "prompt\na\n",
        "prompt,completion\na,b,c\n",
        "red,green\na,b\n",
        "Dear user, hello\nhow, are you\n",
        "\"text\"\n\"more\"\n",
        "prompt: {a, b}, completion\na,b\n",
    ] {
        assert_eq!(whole(text), None, "{text}");
    }
}

#[test]
fn a_page_is_recognised() {
    for text in ["<!DOCTYPE html>\n<html>", "\n<html lang=en>", "<?xml version='1.0'?>"] {
        assert_eq!(whole(text), Some(Container::Markup), "{text}");
    }
    assert_eq!(whole("<s>[INST] hi"), None);
}
