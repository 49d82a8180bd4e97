//! The program as a user runs it: arguments in; output, messages and exit code out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod place;

use std::process::Stdio;

use place::{BAD, GOOD, ODD, Place};

const FORMATS: [&str; 9] =
    ["full", "concise", "grouped", "json", "jsonl", "github", "gitlab", "sarif", "junit"];

#[test]
fn the_exit_code_says_how_it_went() {
    let place = Place::new().with("good.jsonl", GOOD).with("bad.jsonl", BAD).with("odd.jsonl", ODD);
    for (arguments, code) in [
        (&["good.jsonl"][..], 0),
        (&["odd.jsonl"], 0),
        (&["bad.jsonl"], 1),
        (&["good.jsonl", "bad.jsonl"], 1),
        (&["check", "bad.jsonl"], 1),
        (&["--exit-zero", "bad.jsonl"], 0),
        (&["missing.jsonl"], 2),
        (&["bad.jsonl", "missing.jsonl"], 2),
        (&["--no-such-option"], 2),
        (&["--target", "nowhere", "good.jsonl"], 2),
        (&["--output-format", "xml", "good.jsonl"], 2),
        (&["rules"], 0),
        (&["explain", "unknown-role"], 0),
        (&["explain", "schema/unknown-role"], 0),
        (&["explain", "unknown-rule"], 2),
        (&["--help"], 0),
        (&["--version"], 0),
        (&[], 2),
    ] {
        for format in FORMATS {
            let mut arguments = arguments.to_vec();
            if arguments.iter().any(|argument| argument.contains(".jsonl")) {
                arguments.extend(["--output-format", format]);
            }
            if arguments.iter().filter(|argument| **argument == "--output-format").count() > 1 {
                continue;
            }
            let result = place.run(&arguments);
            assert_eq!(result.code(), Some(code), "{arguments:?}: {}", result.err());
        }
    }
}

#[test]
fn commands_are_recognised_where_a_path_may_stand() {
    let place = Place::new().with("rules", GOOD);
    assert!(place.run(&["-q", "--help"]).out().starts_with("Check datasets"));
    assert!(place.run(&["--", "rules"]).out().contains(" in 1 record "));
    for (given, meant) in [("chekc", "check"), ("target", "targets"), ("Init", "init")] {
        let result = place.run(&[given]);
        assert_eq!(result.code(), Some(2));
        assert!(result.err().contains(&format!("`tunelint {meant}`")), "{}", result.err());
    }
    assert!(!place.run(&["train.jsonl"]).err().contains("command"));
}

#[test]
fn nothing_to_check_is_no_success() {
    let place = Place::new().with("readme.txt", "x");
    let result = place.run(&["."]);
    assert_eq!(result.code(), Some(2));
    assert!(result.err().contains("no datasets"), "{}", result.err());
    assert!(result.err().contains("hint"), "{}", result.err());
    assert_eq!(result.out(), "");
}

#[test]
fn other_files_are_checked_when_one_is_missing() {
    let place = Place::new().with("bad.jsonl", BAD);
    let result = place.run(&["missing.jsonl", "bad.jsonl", "--output-format", "concise"]);
    assert_eq!(result.code(), Some(2));
    assert!(result.out().contains("bad.jsonl:1:"), "{}", result.out());
    assert!(result.err().contains("missing.jsonl"), "{}", result.err());
}

#[test]
fn what_could_not_be_read_to_its_end_is_not_called_clean() {
    let place = Place::new().with("good.jsonl", GOOD).with("bad.jsonl", BAD);
    let verdict = |file: &str| {
        let result = place.run(&["missing.jsonl", file]);
        assert_eq!(result.code(), Some(2));
        without_time(result.out().trim_end()).lines().last().map(str::to_owned)
    };
    let ends = |verdict: Option<String>, end: &str| verdict.is_some_and(|line| line.ends_with(end));
    assert!(ends(verdict("good.jsonl"), "T s): not everything could be read"));
    assert!(ends(verdict("bad.jsonl"), "refuses this dataset; not everything could be read"));
    let cut = place.run(&["--target", "generic", "missing.jsonl", "good.jsonl"]);
    assert!(!cut.out().contains("no problems"), "{}", cut.out());
    let incomplete = |files: &[&str]| {
        let json = place.run(&[files, &["--output-format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(json.out()).unwrap();
        json.get("incomplete").cloned()
    };
    assert_eq!(incomplete(&["missing.jsonl", "good.jsonl"]), Some(true.into()));
    assert_eq!(incomplete(&["good.jsonl"]), None);
}

#[test]
fn standard_input_has_a_name() {
    let place = Place::new();
    let result = place.run_with_input(&["-", "--output-format", "concise"], BAD.as_bytes());
    assert_eq!(result.code(), Some(1));
    assert!(result.out().contains(":1:59: error[schema/unknown-role]"), "{}", result.out());
    let named = ["-", "--stdin-filename", "my.jsonl", "--output-format", "concise"];
    let result = place.run_with_input(&named, BAD.as_bytes());
    assert!(result.out().starts_with("my.jsonl:1:59:"), "{}", result.out());
}

#[test]
fn directories_are_searched_for_datasets() {
    let place = Place::new()
        .with("a/good.jsonl", GOOD)
        .with("a/b/bad.ndjson", BAD)
        .with("a/notes.txt", BAD)
        .with("a/skipped.jsonl", BAD)
        .with(".ignore", "skipped.jsonl\n");
    let result = place.run(&["check", "--output-format", "concise"]);
    assert_eq!(result.code(), Some(1));
    assert_eq!(result.out().matches("unknown-role").count(), 1, "{}", result.out());
    let result = place.run(&["--no-ignore", "a", "--output-format", "concise"]);
    assert_eq!(result.out().matches("unknown-role").count(), 2, "{}", result.out());
    let result = place.run(&["--exclude", "b", "a", "--output-format", "concise"]);
    assert_eq!(result.code(), Some(0), "{}", result.out());
}

#[test]
fn quiet_is_quiet() {
    let place = Place::new().with("bad.jsonl", BAD).with("good.jsonl", GOOD);
    let once = place.run(&["-q", "bad.jsonl", "--output-format", "concise"]);
    assert_eq!((once.code(), once.out().lines().count()), (Some(1), 1), "{}", once.out());
    let twice = place.run(&["-qq", "bad.jsonl"]);
    assert_eq!((twice.code(), twice.out(), twice.err()), (Some(1), "", ""));
    let clean = place.run(&["-q", "good.jsonl"]);
    assert_eq!((clean.code(), clean.out(), clean.err()), (Some(0), "", ""));
}

#[test]
fn programs_get_nothing_but_their_format() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n").repeat(20)).with("x", "");
    let result = place.run(&["bad.jsonl", "x", "-v", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(result.out()).unwrap();
    assert_eq!(json["schema"], "tunelint/1");
    let roles = |finding: &&serde_json::Value| finding["rule"] == "unknown-role";
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.iter().filter(roles).count(), 20, "never capped unasked");
    assert_eq!(json["forecast"]["together"]["refused"], 20);

    let result = place.run(&["bad.jsonl", "--output-format", "jsonl", "--max-per-rule", "2"]);
    let lines: Vec<serde_json::Value> =
        result.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().filter(|line| line["rule"] == "unknown-role").count(), 2);
    assert_eq!(lines.last().unwrap()["type"], "summary");
    let counts = lines.last().unwrap()["rules"].as_array().unwrap();
    assert!(counts.iter().any(|count| count["rule"] == "unknown-role" && count["count"] == 20));
}

#[test]
fn every_format_counts_the_same() {
    let other = r#"{"prompt": "a", "completion": "b"}"#;
    let place = Place::new().with("mixed.jsonl", [GOOD, other, GOOD, other, ODD].join("\n"));
    let json = place.run(&["mixed.jsonl", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(json.out()).unwrap();
    let findings = json["findings"].as_array().unwrap().iter();
    let mixed = findings.filter(|finding| finding["rule"] == "mixed-formats").count();
    let counts = json["rules"].as_array().unwrap();
    let counted = counts.iter().find(|count| count["rule"] == "mixed-formats").unwrap();
    assert_eq!((mixed, &counted["count"]), (2, &serde_json::json!(2)));
    for format in ["full", "concise", "grouped", "github"] {
        let text = place.run(&["mixed.jsonl", "--output-format", format]);
        assert!(text.out().contains("2 errors, "), "{format}: {}", text.out());
    }
}

#[test]
fn colour_is_a_matter_of_choice() {
    let place = Place::new().with("bad.jsonl", BAD);
    let colours = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = place.command(arguments);
        command.envs(variable);
        command.output().unwrap().stdout.contains(&0x1B)
    };
    assert!(!colours(&["bad.jsonl"], None), "not through a pipe");
    assert!(colours(&["bad.jsonl", "--color", "always"], None));
    assert!(colours(&["bad.jsonl"], Some(("FORCE_COLOR", "1"))));
    assert!(colours(&["bad.jsonl"], Some(("CLICOLOR_FORCE", "1"))));
    assert!(!colours(&["bad.jsonl", "--color", "never"], Some(("FORCE_COLOR", "1"))));
    assert!(!colours(&["bad.jsonl"], Some(("NO_COLOR", "1"))));
    assert!(colours(&["bad.jsonl", "--color", "always"], Some(("NO_COLOR", "1"))));
    for format in ["json", "jsonl", "gitlab", "sarif", "junit"] {
        assert!(!colours(&["bad.jsonl", "--color", "always", "--output-format", format], None));
    }
}

#[test]
fn the_output_is_the_same_on_any_number_of_threads_and_from_a_pipe() {
    let kinds = [GOOD, BAD, ODD, "{\"broken\": ", "", r#"{"prompt": "a", "completion": "b"}"#];
    let mut text = String::new();
    for i in 0..60_000_u32 {
        // A fixed muddle of kinds; every fourth record is one of its own.
        let kind = kinds[(i.wrapping_mul(2_654_435_761) >> 16) as usize % kinds.len()];
        if i % 4 == 0 && kind.starts_with("{\"m") {
            text.push_str(&kind.replace("Hi", &format!("Hi {i}")));
        } else {
            text.push_str(kind);
        }
        text.push('\n');
    }
    let place = Place::new().with("train.jsonl", &text);
    for format in ["full", "grouped", "jsonl", "sarif"] {
        let arguments = ["train.jsonl", "--output-format", format, "--threads"];
        let plain = |threads: &str| {
            let result = place.run(&[&arguments[..], &[threads]].concat());
            without_time(result.out())
        };
        let one = plain("1");
        assert_eq!(plain("2"), one);
        assert_eq!(plain("16"), one);
        let piped = ["-", "--stdin-filename", "train.jsonl", "--output-format", format];
        let piped = place.run_with_input(&piped, text.as_bytes());
        assert_eq!(without_time(piped.out()), one, "piped");
    }
}

#[test]
fn long_lines_are_quoted_the_same_from_a_pipe() {
    let line = |text: &str| GOOD.replace("Hi", text);
    let lines = [line("Hi"), line("Hi"), line(&"x".repeat(5 << 20)), line("Hi"), line("Ho")];
    let text = format!("{0}\n{0}\n", lines.join("\n"));
    let place = Place::new().with("train.jsonl", &text);
    let arguments = ["--max-per-rule", "none"];
    let mapped = place.run(&[&["train.jsonl"][..], &arguments].concat());
    let piped = [&["-", "--stdin-filename", "train.jsonl"][..], &arguments].concat();
    let piped = place.run_with_input(&piped, text.as_bytes());
    assert_eq!(without_time(piped.out()), without_time(mapped.out()));
    assert_eq!(mapped.out().matches("│ {\"messages\"").count(), 7, "{}", mapped.out());
}

/// The output without the one thing in it that differs from run to run.
fn without_time(output: &str) -> String {
    let time = |line: &str| match line.rsplit_once(" s)") {
        Some((before, after)) => {
            let start = before.rfind(' ').unwrap_or(0);
            format!("{} T s){after}", &before[..start])
        }
        None => line.to_owned(),
    };
    // The word that ends the report in the log of GitHub is made of the report, time and all.
    let is_word = |line: &&str| {
        line.starts_with("::stop-commands::tunelint-") || line.starts_with("::tunelint-")
    };
    let lines = output.lines().filter(|line| !is_word(line));
    lines.map(time).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_closed_pipe_is_no_error() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n").repeat(50_000));
    for format in FORMATS {
        let mut child = place
            .command(&["bad.jsonl", "--max-per-rule", "none", "--output-format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert!(output.status.code().is_some(), "no signal");
    }
}

#[test]
fn reports_go_to_files_beside_the_output() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n").repeat(20));
    let reports = FORMATS.map(|format| format!("{format}=report.{format}"));
    let mut arguments = vec!["bad.jsonl", "--output-format", "concise"];
    for report in &reports {
        arguments.extend(["--report", report]);
    }
    let result = place.run_narrow(&arguments);
    assert_eq!((result.code(), result.err()), (Some(1), ""));
    let shown = |out: &str| out.matches("error[schema/unknown-role]").count();
    assert_eq!(shown(result.out()), 5);
    let read =
        |format| std::fs::read_to_string(place.path().join(format!("report.{format}"))).unwrap();
    assert_eq!(without_time(&read("concise")), without_time(result.out()).trim_end());
    for format in FORMATS {
        let alone = place.run_narrow(&["bad.jsonl", "--output-format", format]);
        assert_eq!(without_time(&read(format)), without_time(alone.out()), "{format}");
    }
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().collect();
    assert_eq!(left.len(), 1 + FORMATS.len(), "nothing else is left behind");
}

#[test]
fn a_report_that_fails_leaves_what_was_there() {
    let place = Place::new().with("bad.jsonl", BAD).with("old.json", "old").with("folder/x", "");
    let report = |path: &str| place.run(&["bad.jsonl", "-q", "--report", &format!("json={path}")]);
    for path in ["folder", "missing/new.json", "bad.jsonl", "./bad.jsonl"] {
        let result = report(path);
        assert_eq!((result.code(), result.out()), (Some(2), ""), "{path}");
        assert!(result.err().contains(path) && result.err().contains("hint"), "{}", result.err());
    }
    assert_eq!(std::fs::read_to_string(place.path().join("bad.jsonl")).unwrap(), BAD);
    let twice = ["bad.jsonl", "--report", "json=a.json", "--report", "sarif=./a.json"];
    assert_eq!(place.run(&twice).code(), Some(2));
    assert_eq!(place.run(&["bad.jsonl", "--report", "old.json"]).code(), Some(2));
    // A run that fails before its end.
    assert_eq!(place.run(&["missing.jsonl", "--report", "json=old.json"]).code(), Some(2));
    assert_eq!(std::fs::read_to_string(place.path().join("old.json")).unwrap(), "old");
    assert_eq!(report("old.json").code(), Some(1));
    assert!(
        std::fs::read_to_string(place.path().join("old.json")).unwrap().contains("unknown-role")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let place = Place::new().with("bad.jsonl", BAD);
    let full = place.run(&["bad.jsonl", "-q", "--report", "json=/dev/full"]);
    assert_eq!(full.code(), Some(2));
    assert!(full.err().contains("/dev/full could not be written"), "{}", full.err());
    let null = place.run(&["bad.jsonl", "-q", "--report", "json=/dev/null"]);
    assert_eq!((null.code(), null.err()), (Some(1), ""));
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_closed_pipe_does_not_end_the_reports() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n").repeat(50_000));
    let arguments = ["bad.jsonl", "--output-format", "jsonl", "--report", "jsonl=all.jsonl"];
    let mut child =
        place.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let all = std::fs::read_to_string(place.path().join("all.jsonl")).unwrap();
    assert_eq!(all.matches("unknown-role").count(), 50_001, "all findings and the count");
}

#[test]
fn statistics_take_the_place_of_findings() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n").repeat(20));
    let result = place.run(&["bad.jsonl", "--statistics"]);
    assert!(result.out().contains("20  error    schema/unknown-role"), "{}", result.out());
    assert!(!result.out().contains("asistant"), "{}", result.out());
    assert!(result.out().contains("tokens  records\n  up to 128       20"), "{}", result.out());
    let json = place.run(&["bad.jsonl", "--statistics", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(json.out()).unwrap();
    assert_eq!(json["findings"], serde_json::json!([]));
    assert_eq!(json["rules"][0]["rule"], "unknown-role");
    let sarif = place.run(&["bad.jsonl", "--statistics", "--output-format", "sarif"]);
    assert_eq!((sarif.code(), sarif.out()), (Some(2), ""));
}

#[test]
fn tokens_are_counted_or_estimated_as_is_said() {
    let place = Place::new().with("good.jsonl", GOOD);
    let tokens = |more: &[&str]| {
        let model = ["good.jsonl", "--target", "openai", "--model", "gpt-4o-2024-08-06"];
        let json = place.run(&[&model, more, &["--output-format", "json"]].concat());
        let json: serde_json::Value = serde_json::from_str(json.out()).unwrap();
        json["tokens"]["by"].as_str().unwrap().to_owned()
    };
    assert_eq!(tokens(&[]), "exact");
    assert_eq!(tokens(&["--exact"]), "exact");
    assert_eq!(tokens(&["--estimate"]), "estimated");
    let both = place.run(&["good.jsonl", "--exact", "--estimate"]);
    assert_eq!(both.code(), Some(2));
}

#[test]
fn what_goes_to_services_holds_no_text_of_the_dataset() {
    let place = Place::new().with("bad.jsonl", BAD.replace("asistant", "qzxrole"));
    for format in FORMATS {
        let holds = |more: &[&str]| {
            let result = place.run(&[&["bad.jsonl", "--output-format", format], more].concat());
            result.out().contains("qzx")
        };
        assert_eq!(holds(&[]), !["github", "sarif"].contains(&format), "{format}");
        assert!(!holds(&["--redact"]) && holds(&["--no-redact"]), "{format}");
    }
}

#[test]
fn github_gets_a_summary_of_the_run() {
    let place = Place::new().with("bad.jsonl", BAD).with("page.md", "before\n");
    let mut command = place.command(&["bad.jsonl", "--output-format", "github"]);
    let output = command.env("GITHUB_STEP_SUMMARY", "page.md").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let page = std::fs::read_to_string(place.path().join("page.md")).unwrap();
    assert!(page.starts_with("before\n### tunelint: 1 error in 1 record "), "{page}");
    assert!(page.contains("| 1 | error | `schema/unknown-role` |"), "{page}");
    assert!(!page.contains("asistant"), "{page}");
    // A page that is nearly full gets no more than there is room for.
    std::fs::write(place.path().join("page.md"), vec![b'x'; (1 << 20) - 50]).unwrap();
    let mut command = place.command(&["bad.jsonl", "--output-format", "github"]);
    assert_eq!(
        command.env("GITHUB_STEP_SUMMARY", "page.md").output().unwrap().status.code(),
        Some(1)
    );
    assert!(std::fs::metadata(place.path().join("page.md")).unwrap().len() <= 1 << 20);
}

#[cfg(unix)]
#[test]
fn hostile_file_names_do_no_harm_in_any_format() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::new();
    let name = b"a\n::error::b%0A\x1b[2J\xE2\x80\xAE\xFF,:|]]><x>&\"'.jsonl";
    std::fs::write(place.path().join(std::ffi::OsStr::from_bytes(name)), BAD).unwrap();
    for format in FORMATS {
        let result = place.run(&[".", "--output-format", format]);
        assert_eq!(result.code(), Some(1), "{format}: {}", result.err());
        let harmful = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        match format {
            // The name itself, escaped as JSON escapes.
            "json" | "jsonl" | "gitlab" => {
                assert!(!result.out().contains(|c: char| c != '\n' && c.is_control()), "{format}");
                assert!(result.out().lines().all(|line| !line.starts_with("::")), "{format}");
            }
            _ => assert!(!result.out().contains(harmful), "{format}: {}", result.out()),
        }
        let commands = result.out().lines().filter(|line| line.starts_with("::error")).count();
        assert_eq!(commands, usize::from(format == "github"), "{format}");
    }
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    let written = Place::new().run(&["rules", "--output-format", "markdown"]);
    let page = include_str!("../docs/rules.md");
    assert!(written.out() == page, "write docs/rules.md anew: see CONTRIBUTING.md");
}

#[test]
fn rules_are_told_of_in_every_way() {
    let place = Place::new();
    let json = place.run(&["rules", "--output-format", "json"]);
    let rules: Vec<serde_json::Value> = serde_json::from_str(json.out()).unwrap();
    assert!(rules.len() > 50);
    let text = place.run(&["rules"]);
    let at_generic = place.run(&["rules", "--target", "generic"]);
    for rule in rules {
        let name = rule["rule"].as_str().unwrap();
        assert!(text.out().contains(&format!("\n  {name} ")), "{name}");
        assert!(at_generic.out().contains(&format!("\n  {name} ")), "{name}");
        let explained = place.run(&["explain", name]);
        for part in ["How to fix it", "What happens at each target", "together"] {
            assert!(explained.out().contains(part), "{name}: {part}");
        }
    }
    assert!(!at_generic.out().contains("together"));
    assert_eq!(place.run(&["rules", "--target", "nowhere"]).code(), Some(2));
}

const TOKENIZER: &str = include_str!("../fixtures/tokenizers/bytes.json");

/// A record of 17 tokens with that tokenizer, with escapes before the thirteenth.
const LONG: &str = concat!(
    r#"{"messages": [{"role": "user", "content": "caf\u00e9\nabc"}, "#,
    r#"{"role": "assistant", "content": "abc abc \"the\" dog"}]}"#,
    "\n"
);

#[test]
fn tokens_are_counted_with_the_file_that_is_given_or_found() {
    let place = Place::new().with("tokenizer.json", TOKENIZER).with("long.jsonl", LONG);
    let place = place.with("hub/models--org--model/snapshots/1/tokenizer.json", TOKENIZER);
    let told = |arguments: &[&str]| {
        let mut all = vec!["--target", "trl", "--max-tokens", "12", "long.jsonl"];
        all.extend(arguments);
        let result = place.command(&all).env("HF_HUB_CACHE", "hub").output().unwrap();
        assert_eq!(result.status.code(), Some(0));
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(result.stdout), text(result.stderr))
    };
    for (arguments, path) in [
        (&["--tokenizer", "tokenizer.json"][..], "with tokenizer.json"),
        (&["--tokenizer", "."], "tokenizer.json"),
        (&["--model", "org/model"], "hub/models--org--model/snapshots/1/tokenizer.json"),
        (&["--tokenizer", "org/model"], "hub/models--org--model/snapshots/1/tokenizer.json"),
    ] {
        let (out, err) = told(arguments);
        // c, a, f, the é, the line end and abc are six; abc, a space, abc, a space, a quote and the are
        // six more.
        assert!(out.contains("this record has 17 tokens, 5 more"), "{out}");
        assert!(out.contains("cut after 12 characters"), "{out}");
        let column = LONG.find(r#"\" dog"#).unwrap() + 1;
        assert!(out.contains(&format!("long.jsonl:1:{column}]")), "{out}");
        assert!(out.contains("messages[1].content"), "{out}");
        assert!(err.contains("note: tokens are counted with") && err.contains(path), "{err}");
    }
    let (out, _) = told(&["--tokenizer", "tokenizer.json", "--output-format", "json"]);
    let out: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out["tokenizer_files"], serde_json::json!(["tokenizer.json"]));
    assert_eq!(out["tokens"]["tokenizer"], "tokenizer.json");
    let both = "together=tokenizer.json, trl = o200k";
    let targets = ["--target", "trl,together", "--output-format", "json"];
    let (out, _) = told(&[&["--tokenizer", both], &targets[..]].concat());
    let out: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out["tokens"]["tokenizer"], "o200k");
    // What stands around two messages, as it usually is, with the 17 tokens of the file.
    assert_eq!(out["forecast"]["together"]["tokens"], 17 + 11);
    assert_ne!(out["forecast"]["trl"]["tokens"], 17 + 11);
    let (out, err) = told(&["--tokenizer", "o200k"]);
    assert!(!out.contains("17 tokens") && err.is_empty(), "{out}{err}");
}

#[test]
fn a_tokenizer_that_is_of_no_use_is_said() {
    let unigram = TOKENIZER.replace("\"BPE\"", "\"Unigram\"");
    let place = Place::new().with("good.jsonl", GOOD).with("unigram.json", &unigram);
    let place = place.with("broken.json", "{");
    for (tokenizer, said) in [
        ("broken.json", "EOF"),
        ("unigram.json", "its model is Unigram"),
        ("missing.json", "cannot be read"),
        ("klingon", "no family of models"),
        ("together=klingon", "no family of models"),
    ] {
        let result = place.run(&["--tokenizer", tokenizer, "good.jsonl"]);
        assert_eq!(result.code(), Some(2), "{tokenizer}");
        assert!(result.err().contains(said) && result.err().contains("hint"), "{}", result.err());
    }
    let result = place.run(&["--tokenizer", "togehter=o200k", "good.jsonl"]);
    assert_eq!(result.code(), Some(2));
    let said = "no target \"togehter\" to choose a tokenizer for; did you mean \"together\"?";
    assert!(result.err().contains(said), "{}", result.err());
}

#[test]
fn models_are_listed_and_told_of() {
    let place = Place::new();
    let all = place.run(&["models"]);
    assert_eq!(all.code(), Some(0));
    assert!(all.out().contains("Qwen/Qwen3.5-9B") && all.out().contains("openai (OpenAI"));
    assert!(all.out().lines().all(|line| line.chars().count() <= 100), "{}", all.out());
    let one = place.run(&["models", "Qwen/Qwen3-8B"]);
    assert!(one.out().contains("no more; last listed in 2026-06"), "{}", one.out());
    assert!(one.out().lines().all(|line| line.chars().count() <= 100), "{}", one.out());
    let list = place.run(&["models", "--target", "together", "--output-format", "json"]);
    let list: serde_json::Value = serde_json::from_str(list.out()).unwrap();
    assert!(list.as_array().unwrap().iter().any(|model| model["id"] == "Qwen/Qwen3.5-9B"));
    for (name, hint) in [
        ("qwen/qwen3.5-9b", "did you mean \"Qwen/Qwen3.5-9B\"?"),
        ("meta-llama/Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3.1-8B-Instruct-Reference"),
        ("nobody", "`tunelint models` lists them all"),
    ] {
        let result = place.run(&["models", name]);
        assert_eq!(result.code(), Some(2), "{name}");
        assert!(result.err().contains(hint), "{}", result.err());
    }
}
