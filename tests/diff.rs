//! `tunelint diff` as a user runs it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod place;

use place::{BAD, GOOD, ODD, Place};

#[test]
fn the_exit_code_says_whether_something_is_worse() {
    let place = Place::new()
        .with("good.jsonl", GOOD)
        .with("bad.jsonl", BAD)
        .with("odd.jsonl", ODD)
        .with("both.jsonl", [GOOD, BAD].join("\n"))
        .with("empty/x", "");
    for (arguments, code) in [
        (&["good.jsonl", "good.jsonl"][..], 0),
        (&["bad.jsonl", "bad.jsonl"], 0),
        (&["bad.jsonl", "good.jsonl"], 0),
        (&["bad.jsonl", "both.jsonl"], 0),
        (&["good.jsonl", "both.jsonl"], 1),
        (&["good.jsonl", "both.jsonl", "--exit-zero"], 0),
        (&["good.jsonl", "both.jsonl", "--ignore", "unknown-role"], 0),
        (&["good.jsonl", "odd.jsonl"], 0),
        (&["good.jsonl", "odd.jsonl", "--deny-warnings"], 1),
        (&["good.jsonl", "odd.jsonl", "--config", "deny-warnings = true"], 1),
        (&["good.jsonl", "odd.jsonl", "--error", "empty-content"], 1),
        (&["good.jsonl", "missing.jsonl"], 2),
        (&["missing.jsonl", "good.jsonl"], 2),
        (&["good.jsonl", "empty"], 2),
        (&["-", "-"], 2),
        (&["good.jsonl"], 2),
        (&["good.jsonl", "odd.jsonl", "--output-format", "sarif"], 2),
    ] {
        let result = place.run(&[&["diff"], arguments].concat());
        assert_eq!(result.code(), Some(code), "{arguments:?}: {}", result.err());
        assert_eq!(result.err().is_empty(), code != 2, "{arguments:?}: {}", result.err());
        assert_eq!(result.out().is_empty(), code == 2, "{arguments:?}: {}", result.out());
    }
}

#[test]
fn the_old_version_may_come_from_a_pipe_and_is_judged_as_the_new_one() {
    let place = Place::new()
        .with("data/tunelint.toml", "[rules]\nunknown-role = \"off\"\nempty-content = \"error\"")
        .with("data/train.jsonl", [BAD, ODD].join("\n"))
        .with("old.jsonl", [GOOD, BAD].join("\n"));
    let train = "data/train.jsonl";
    let by_file = place.run(&["diff", "old.jsonl", train]);
    let input = [GOOD, BAD].join("\n");
    let by_pipe = place.run_with_input(&["diff", "-", train], input.as_bytes());
    for result in [by_file, by_pipe] {
        assert_eq!(result.code(), Some(1), "{}", result.err());
        assert!(result.out().starts_with("new   data/train.jsonl:2:"), "{}", result.out());
        assert!(result.out().contains("✗ 1 new error\n"), "{}", result.out());
        assert!(!result.out().contains("unknown-role"), "{}", result.out());
    }
    let new_by_pipe = place.run_with_input(&["diff", train, "-"], input.as_bytes());
    assert!(new_by_pipe.out().contains("✓ 1 error gone\n"), "{}", new_by_pipe.out());
    let isolated = place.run(&["diff", "--isolated", "old.jsonl", train]);
    assert!(isolated.out().contains("⚠ 1 new warning\n"), "{}", isolated.out());
}

#[test]
fn directories_are_compared_as_wholes() {
    let config = "[[overrides]]\nfiles = [\"eval/**\"]\nrules = { unknown-role = \"off\" }";
    let place = Place::new()
        .with("old/a.jsonl", [GOOD, ODD].join("\n"))
        .with("old/eval/b.jsonl", BAD)
        .with("old/notes.txt", "x")
        .with("new/a.jsonl", ODD)
        .with("new/eval/c.jsonl", GOOD)
        .with("new/eval/b.jsonl", BAD)
        .with("new/tunelint.toml", config);
    // What moved from one file to another has not changed.
    let moved = place.run(&["diff", "old", "new"]);
    assert_eq!((moved.code(), moved.err()), (Some(0), ""));
    assert!(moved.out().contains("3 records before, 3 after: the same ones"), "{}", moved.out());
    let included = place.run(&["diff", "old", "new", "--include", "b.jsonl", "--threads", "1"]);
    assert!(included.out().contains("1 record before, 1 after"), "{}", included.out());
    let excluded = place.run(&["diff", "old", "new", "--exclude", "eval"]);
    assert!(excluded.out().contains("1 removed (line 1)"), "{}", excluded.out());
}

#[test]
fn what_is_shown_is_capped_and_what_is_counted_is_not() {
    let bad: Vec<String> = (0..30).map(|n| BAD.replace("Hi", &format!("Hi {n}"))).collect();
    let place = Place::new().with("old.jsonl", GOOD).with("new.jsonl", bad.join("\n"));
    let shown = |more: &[&str]| {
        let result = place.run(&[&["diff", "old.jsonl", "new.jsonl"], more].concat());
        result.out().lines().filter(|line| line.starts_with("new  ")).count()
    };
    assert_eq!(shown(&[]), 5);
    assert_eq!(shown(&["--max-per-rule", "7"]), 7);
    assert_eq!(shown(&["--max-per-rule", "none"]), 30);
    let result = place.run(&["diff", "old.jsonl", "new.jsonl"]);
    assert!(result.out().contains("... 25 more new unknown-role ("), "{}", result.out());
    assert!(result.out().contains("✗ 30 new errors"), "{}", result.out());
    let json = place.run(&["diff", "old.jsonl", "new.jsonl", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(json.out()).unwrap();
    assert_eq!(json["new"].as_array().unwrap().len(), 30);
    let quiet = place.run(&["diff", "old.jsonl", "new.jsonl", "-q", "--no-progress"]);
    assert_eq!(quiet.out().lines().count(), 6, "{}", quiet.out());
}

#[test]
fn keys_of_the_dataset_are_kept_out() {
    let secret = GOOD.replace("\"content\": \"Hi\"", "\"content\": \"Hi\", \"qzxkey\": 1");
    let place = Place::new().with("old.jsonl", GOOD).with("new.jsonl", secret);
    let holds = |more: &[&str]| {
        let arguments = ["diff", "old.jsonl", "new.jsonl", "--target", "openai"];
        let result = place.run(&[&arguments[..], more].concat());
        assert!(result.out().contains("unknown-message-field"), "{}", result.out());
        result.out().contains("qzx")
    };
    assert!(holds(&[]) && holds(&["--output-format", "json"]));
    assert!(!holds(&["--redact"]) && !holds(&["--redact", "--output-format", "json"]));
    assert!(!holds(&["--output-format", "markdown"]));
}

#[test]
fn both_versions_are_judged_as_the_command_line_says() {
    let long = "word ".repeat(40) + "<|im_end|>";
    let odd = GOOD.replace("Hi", &long).replace("]}", "], \"qzx\": 1}");
    let place = Place::new()
        .with("old.jsonl", GOOD)
        .with("new.jsonl", [GOOD, BAD, ODD].join("\n"))
        .with("odd.jsonl", odd)
        .with("a/.ignore", "left-out.jsonl")
        .with("a/left-out.jsonl", BAD)
        .with("a/good.jsonl", GOOD);
    let new = |versions: [&str; 2], more: &[&str]| {
        let result = place.run(&[&["diff", versions[0], versions[1], "--quiet"], more].concat());
        assert!(matches!(result.code(), Some(0 | 1)), "{more:?}: {}", result.err());
        let rule = |line: &str| Some(line.split_once('[')?.1.split_once(']')?.0.to_owned());
        result.out().lines().filter_map(rule).collect::<Vec<_>>()
    };
    let files = ["old.jsonl", "new.jsonl"];
    let both = ["schema/unknown-role", "content/empty-content"];
    assert_eq!(new(files, &[]), both);
    for (arguments, wanted) in [
        (&["--select", "content"][..], &["content/empty-content"][..]),
        (&["--select", "schema", "--extend-select", "content"], &both),
        (&["--warn", "unknown-role"], &both),
        (&["--format", "text"], &["schema/unknown-format"; 2]),
    ] {
        assert_eq!(new(files, arguments), wanted, "{arguments:?}");
    }
    // Each makes a difference to a record with a key and a token that only some mind.
    let files = ["old.jsonl", "odd.jsonl"];
    let token = "tokens/special-token-in-text";
    let openai = &["--target", "openai", "--select", "unknown-field"];
    for (arguments, wanted) in [
        (&[][..], &[token][..]),
        (&["--model", "meta-llama/Meta-Llama-3.1-8B-Instruct-Reference"], &[]),
        (&["--max-tokens", "9"], &["tokens/no-trained-tokens", token]),
        (&["--pedantic"], &[token, "schema/unknown-field"]),
        (openai, &["schema/unknown-field"]),
        (&[&openai[..], &["--method", "rft"]].concat(), &[]),
    ] {
        assert_eq!(new(files, arguments), wanted, "{arguments:?}");
    }
    let folders = ["old.jsonl", "a"];
    assert_eq!(new(folders, &[]), [""; 0]);
    assert_eq!(new(folders, &["--no-ignore"]), ["schema/unknown-role"]);
    let excluded = ["--exclude", "new.jsonl", "--force-exclude"];
    let result = place.run(&[&["diff", "old.jsonl", "new.jsonl"], &excluded[..]].concat());
    assert_eq!(result.code(), Some(2), "{}", result.out());
}

#[test]
fn the_tokens_of_both_versions_are_counted_as_is_said() {
    let words = GOOD.replace("Hi", "Zwölf Boxkämpfer jagen Viktor über den großen Sylter Deich");
    let place = Place::new().with("old.jsonl", GOOD).with("new.jsonl", words);
    let tokens = |more: &[&str]| {
        let json = ["diff", "old.jsonl", "new.jsonl", "--output-format", "json"];
        let json = place.run(&[&json, more].concat());
        let json: serde_json::Value = serde_json::from_str(json.out()).unwrap();
        let of = |version: &str| json["forecast"][version]["together"]["tokens"].as_u64().unwrap();
        assert!(of("before") < of("after"), "{json}");
        of("after")
    };
    let exact = tokens(&["--exact"]);
    assert_ne!(tokens(&["--estimate"]), exact);
    assert_ne!(tokens(&["--exact", "--tokenizer", "o200k"]), exact);
}
