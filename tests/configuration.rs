//! Configuration, suppressions and baselines, as a user of the program meets them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod place;

use place::{BAD, GOOD, ODD, Place};

/// The findings that are said, one on a line.
fn concise(place: &Place, arguments: &[&str]) -> String {
    place.run(&[arguments, &["-q", "--output-format", "concise"]].concat()).out().to_owned()
}

#[test]
fn mistakes_are_shown_like_findings() {
    let place = Place::new().with("good.jsonl", GOOD).with("tunelint.toml", "targt = \"openai\"\n");
    let result = place.run(&["good.jsonl"]);
    assert_eq!(result.code(), Some(2));
    assert_eq!(result.out(), "");
    for said in
        ["error[config]: unknown key \"targt\"", "tunelint.toml:1:1", "did you mean \"target\"?"]
    {
        assert!(result.err().contains(said), "{}", result.err());
    }
    for arguments in [&["--isolated", "good.jsonl"][..], &["--config", "other.toml", "good.jsonl"]]
    {
        let place = Place::new()
            .with("good.jsonl", GOOD)
            .with("tunelint.toml", "targt = 1")
            .with("other.toml", "pedantic = false");
        assert_eq!(place.run(arguments).code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn the_command_line_is_checked_like_a_file() {
    let place = Place::new().with("good.jsonl", GOOD);
    for (arguments, said) in [
        (&["--method", "dpp"][..], "did you mean \"dpo\"?"),
        (&["--format", "chatt"], "did you mean \"chat\"?"),
        (&["--select", "unknwon-role"], "did you mean \"unknown-role\"?"),
        (&["--extend-select", "schem"], "did you mean \"schema\"?"),
        (&["--ignore", "nothing-like-it"], "`tunelint rules`"),
        (&["--error", "blank-lin"], "did you mean \"blank-line\"?"),
        (&["--warn", "blank-lin"], "did you mean \"blank-line\"?"),
        (&["--config", "pedantik=true"], "did you mean \"pedantic\"?"),
        (&["--config", "nowhere.toml"], "nowhere.toml"),
        (&["--target", "togehter"], "did you mean \"together\"?"),
        (&["--max-bad-records", "many"], "0.5%"),
        (&["--baseline", "none.json"], "--write-baseline"),
    ] {
        let result = place.run(&[arguments, &["good.jsonl"]].concat());
        assert_eq!(result.code(), Some(2), "{arguments:?}");
        assert!(result.err().contains(said), "{arguments:?}: {}", result.err());
    }
}

#[test]
fn rules_are_chosen_and_made_louder() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n{ODD}\n"));
    let all = concise(&place, &["bad.jsonl"]);
    assert!(
        all.contains("error[schema/unknown-role]") && all.contains("warning[content/"),
        "{all}"
    );
    let only = concise(&place, &["bad.jsonl", "--select", "schema"]);
    assert!(only.contains("unknown-role") && !only.contains("content/"), "{only}");
    let more = concise(&place, &["bad.jsonl", "--select", "schema", "--extend-select", "content"]);
    assert_eq!(more, all);
    let less = concise(&place, &["bad.jsonl", "--ignore", "content,unknown-role"]);
    assert!(!less.contains("unknown-role") && !less.contains("content/"), "{less}");
    let quieter = concise(&place, &["bad.jsonl", "--warn", "unknown-role"]);
    assert!(quieter.contains("warning[schema/unknown-role]"), "{quieter}");
    let louder = concise(&place, &["bad.jsonl", "--error", "content", "--warn", "schema"]);
    assert!(louder.contains("error[content/") && !louder.contains("error[schema"), "{louder}");
    assert_eq!(place.run(&["bad.jsonl", "--warn", "ALL"]).code(), Some(0));
    let off = concise(&place, &["bad.jsonl", "--config", "rules.unknown-role=off"]);
    assert!(!off.contains("unknown-role"), "{off}");
}

#[test]
fn a_format_is_wanted_of_all_records() {
    let pair = r#"{"prompt": "a", "completion": "b"}"#;
    let place = Place::new().with("pair.jsonl", pair).with("good.jsonl", GOOD);
    assert_eq!(concise(&place, &["pair.jsonl", "--format", "auto"]), "");
    assert_eq!(concise(&place, &["good.jsonl", "--format", "chat"]), "");
    let said = concise(&place, &["pair.jsonl", "--format", "chat"]);
    assert!(said.contains("unknown-format"), "{said}");
    let nowhere = place.run(&["pair.jsonl", "--format", "alpaca"]);
    assert!(nowhere.out().contains("choose another format"), "{}", nowhere.out());
}

#[test]
fn the_nearest_file_counts_and_overrides_lie_over_it() {
    let place = Place::new()
        .with("tunelint.toml", "rules.unknown-role = \"warning\"\n[[overrides]]\nfiles = [\"eval/**\"]\nrules.unknown-role = \"off\"\n")
        .with("train.jsonl", BAD)
        .with("eval/a.jsonl", BAD.replace("Hi", "Hey"))
        .with("other/.tunelint.toml", "")
        .with("other/b.jsonl", BAD.replace("Hi", "Ho"));
    let said = concise(&place, &["."]);
    assert!(said.contains("train.jsonl:1:59: warning[schema/unknown-role]"), "{said}");
    assert!(said.contains("other/b.jsonl:1:59: error[schema/unknown-role]"), "{said}");
    assert!(!said.contains("eval/a.jsonl"), "{said}");
    let shown = place.run(&["--show-settings"]).out().to_owned();
    for line in
        ["# train.jsonl", "# eval/a.jsonl", "unknown-role = \"off\"", "unknown-role = \"warning\""]
    {
        assert_eq!(shown.lines().filter(|shown| *shown == line).count(), 1, "{shown}");
    }
    let files = place.run(&["--show-files"]).out().to_owned();
    assert_eq!(files.lines().collect::<Vec<_>>(), ["eval/a.jsonl", "other/b.jsonl", "train.jsonl"]);
}

#[test]
fn each_file_is_judged_by_its_own_targets() {
    let pair = r#"{"instruction": "a", "output": "b"}"#;
    let place = Place::new()
        .with("tunelint.toml", "target = \"together\"\n[[overrides]]\nfiles = [\"alpaca.jsonl\"]\ntarget = \"generic\"\n")
        .with("alpaca.jsonl", format!("{pair}\n{}\n", pair.replace('a', "c")))
        .with("good.jsonl", GOOD)
        .with("bad.jsonl", BAD);
    let result = place.run(&[".", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(result.out()).unwrap();
    assert_eq!(json["forecast"]["together"]["records"], 2);
    assert_eq!(json["forecast"]["generic"]["records"], 2);
    for finding in json["findings"].as_array().unwrap() {
        let effects: Vec<&String> = finding["effects"].as_object().unwrap().keys().collect();
        let target = if finding["file"] == "alpaca.jsonl" { "generic" } else { "together" };
        assert_eq!(effects, [target], "{finding}");
        assert_ne!(finding["rule"], "unknown-format", "{finding}");
    }
    assert_eq!(result.code(), Some(1));
}

#[test]
fn targets_are_defined_in_the_configuration() {
    let with_system = GOOD.replacen('[', "[{\"role\": \"system\", \"content\": \"Be kind.\"}, ", 1);
    let place = Place::new()
        .with(
            "tunelint.toml",
            "[targets.mine]\nextends = \"together\"\nroles = [\"user\", \"assistant\"]\n",
        )
        .with("system.jsonl", with_system)
        .with("good.jsonl", GOOD);
    assert_eq!(concise(&place, &["system.jsonl"]), "");
    let said = concise(&place, &["--target", "mine", "system.jsonl", "good.jsonl"]);
    assert!(said.starts_with("system.jsonl:1:24: error[schema/unknown-role]"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn the_command_line_lies_over_the_file() {
    let place = Place::new()
        .with(
            "tunelint.toml",
            "model = \"a\"\nmethod = \"sft\"\n[[overrides]]\nfiles = \"*.jsonl\"\nmodel = \"b\"\n",
        )
        .with("good.jsonl", GOOD);
    let shown = |arguments: &[&str]| {
        place.run(&[&["--show-settings", "good.jsonl"], arguments].concat()).out().to_owned()
    };
    let file = shown(&[]);
    assert!(file.contains("model = \"b\"") && file.contains("method = \"sft\""), "{file}");
    let over =
        shown(&["--model", "c", "--max-tokens", "5", "--pedantic", "--target", "trl,openai"]);
    for line in [
        "model = \"c\"",
        "method = \"sft\"",
        "max-tokens = 5",
        "pedantic = true",
        "target = [\"trl\", \"openai\"]",
    ] {
        assert!(over.lines().any(|shown| shown == line), "{line}: {over}");
    }
}

#[test]
fn less_and_more_is_said_when_asked_for() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n{}\n", BAD.replace("Hi", "Hey")));
    let one = place.run(&["bad.jsonl", "--max-diagnostics", "1", "--no-progress"]);
    assert_eq!(one.out().matches("error[").count(), 1, "{}", one.out());
    assert_eq!(place.run(&["bad.jsonl", "--quiet", "--quiet"]).out(), "");
    let much = place.run(&["bad.jsonl", "--verbose"]);
    assert!(much.err().contains("checking bad.jsonl"), "{}", much.err());
    assert_eq!(place.run(&["bad.jsonl", "--exclude", "bad.jsonl"]).code(), Some(1));
    let excluded = place.run(&["bad.jsonl", "--exclude", "bad.jsonl", "--force-exclude"]);
    assert_eq!(excluded.code(), Some(0), "{}", excluded.err());
}

#[test]
fn the_run_fails_when_it_is_told_to() {
    let many = format!("{GOOD}\n{}", format!("{BAD}\n").repeat(2)) + &varied(200);
    let array = format!("[{GOOD}]");
    let place = Place::new()
        .with("array.jsonl", array)
        .with("odd.jsonl", ODD)
        .with("bad.jsonl", many)
        .with("good.jsonl", GOOD);
    for (arguments, code) in [
        (&["odd.jsonl"][..], 0),
        (&["odd.jsonl", "--deny-warnings"], 1),
        (&["odd.jsonl", "--max-warnings", "0"], 1),
        (&["odd.jsonl", "--max-warnings", "9"], 0),
        (&["odd.jsonl", "--deny-warnings", "--exit-zero"], 0),
        (&["odd.jsonl", "--config", "deny-warnings=true"], 1),
        (&["bad.jsonl"], 1),
        (&["bad.jsonl", "--max-bad-records", "2"], 0),
        (&["bad.jsonl", "--max-bad-records", "1"], 1),
        (&["bad.jsonl", "--max-bad-records", "1%"], 0),
        (&["bad.jsonl", "array.jsonl", "--max-bad-records", "1%"], 1),
        (&["bad.jsonl", "--max-bad-records", "0.5%"], 1),
        (&["good.jsonl", "--deny-warnings", "--max-bad-records", "0"], 0),
    ] {
        let result = place.run(arguments);
        assert_eq!(result.code(), Some(code), "{arguments:?}: {}", result.out());
    }
}

/// Good records, each of its own.
fn varied(count: usize) -> String {
    (0..count).map(|n| GOOD.replace("Hi", &format!("Hi {n}")) + "\n").collect()
}

#[test]
fn too_many_errors_end_the_run() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n").repeat(200_000));
    let result = place.run(&["bad.jsonl", "--max-errors", "3", "--output-format", "concise"]);
    assert_eq!(result.code(), Some(1));
    assert_eq!(result.out().matches(": error[").count(), 3, "{}", result.out());
    assert!(result.err().contains("stopped after 3 errors"), "{}", result.err());
    let end = place.run(&["bad.jsonl", "--max-errors", "3", "--output-format", "json"]);
    let json: serde_json::Value = serde_json::from_str(end.out()).unwrap();
    assert!(json["files"][0]["records"].as_u64().unwrap() < 200_000);
    let all = place.run(&["bad.jsonl", "--max-errors", "3", "--max-bad-records", "100%"]);
    assert_eq!(all.code(), Some(1), "too many errors are too many");
}

#[test]
fn suppressions_keep_findings_back_and_change_no_forecast() {
    let with_id = BAD.replacen('{', "{\"id\": \"x7\", ", 1);
    let place = Place::new()
        .with("a.jsonl", format!("{BAD}\n{}\n", BAD.replace("Hi", "Hey")))
        .with("b.jsonl", format!("{with_id}\n"));
    let said = |configuration: &str| {
        std::fs::write(place.path().join("tunelint.toml"), configuration).unwrap();
        place.run(&["a.jsonl", "b.jsonl", "--output-format", "json", "--select", "unknown-role"])
    };
    let count = |configuration: &str| {
        let result = said(configuration);
        let json: serde_json::Value = serde_json::from_str(result.out()).unwrap();
        assert_eq!(json["forecast"]["together"]["refused"], 3, "{configuration}");
        json["findings"].as_array().unwrap().len()
    };
    assert_eq!(count(""), 3);
    let head = "[[suppress]]\nrule = \"unknown-role\"\n";
    assert_eq!(count(head), 0);
    assert_eq!(said(head).code(), Some(0), "what is kept back fails no run");
    assert_eq!(count(&format!("{head}file = \"a.jsonl\"")), 1);
    assert_eq!(count(&format!("{head}id = \"x7\"")), 2);
    assert_eq!(count(&format!("{head}path = \"messages[*].role\"")), 0);
    assert_eq!(count(&format!("{head}path = \"messages[0].role\"")), 3);
    assert_eq!(count(&format!("{head}until = 2999-12-31")), 0);
    assert_eq!(count(&format!("{head}until = 2020-12-31")), 3);
    let expired = said(&format!("{head}until = 2020-12-31\nreason = \"soon gone\""));
    for words in ["expired on 2020-12-31", "tunelint.toml:2:8", "soon gone"] {
        assert!(expired.err().contains(words), "{}", expired.err());
    }
    let useless = said("[[suppress]]\nrule = \"blank-line\"");
    assert!(useless.err().contains("keeps nothing back"), "{}", useless.err());
    std::fs::write(place.path().join("tunelint.toml"), head).unwrap();
    let text = place.run(&["a.jsonl", "b.jsonl"]);
    assert!(text.out().contains("3 suppressed"), "{}", text.out());
    assert_eq!(suppressed(&place, &["a.jsonl", "b.jsonl"]), [3, 0]);
    assert!(!text.err().contains("keeps nothing back"), "{}", text.err());
}

/// How many findings are kept back, and by the baseline, as programs are told.
fn suppressed(place: &Place, arguments: &[&str]) -> [u64; 2] {
    let json = place.run(&[arguments, &["--output-format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(json.out()).unwrap();
    ["total", "by_baseline"].map(|key| json["suppressed"][key].as_u64().unwrap())
}

#[test]
fn conclusions_and_duplicates_can_be_kept_back() {
    let pair = r#"{"prompt": "a", "completion": "b"}"#;
    let place = Place::new()
        .with("mixed.jsonl", format!("{GOOD}\n{GOOD}\n{pair}\n{pair}\n"))
        .with("empty.jsonl", "");
    let files = ["mixed.jsonl", "empty.jsonl"];
    let all = concise(&place, &files);
    for rule in ["mixed-formats", "duplicate-record", "empty-file"] {
        assert!(all.contains(rule), "{all}");
        let configuration = format!("[[suppress]]\nrule = \"{rule}\"\n");
        std::fs::write(place.path().join("tunelint.toml"), configuration).unwrap();
        let said = concise(&place, &files);
        assert!(!said.contains(rule), "{said}");
        let left = all.lines().filter(|line| !line.contains(rule)).count();
        assert_eq!(said.lines().count(), left, "{said}");
    }
}

#[test]
fn a_baseline_survives_sorting_and_tells_what_is_new() {
    let lines: Vec<String> = (0..40)
        .map(|n| if n % 3 == 0 { BAD } else { ODD }.replace("Hi", &format!("Hi {n}")))
        .collect();
    let broken = "{\"messages\": [";
    let before = lines.join("\n") + "\n\n" + broken + "\n";
    let place = Place::new().with("train.jsonl", &before);
    let written = place.run(&["train.jsonl", "--write-baseline"]);
    assert_eq!((written.code(), written.out()), (Some(0), ""), "{}", written.err());
    assert!(written.err().contains("tunelint-baseline.json"), "{}", written.err());
    let baseline = std::fs::read_to_string(place.path().join("tunelint-baseline.json")).unwrap();
    assert!(!baseline.contains("Hi 3"), "nothing of the data is in it");

    let known = ["train.jsonl", "--baseline", "tunelint-baseline.json"];
    let same = place.run(&known);
    assert_eq!(same.code(), Some(0), "{}", same.out());
    assert!(
        same.out().contains("41 of them by the") && !same.out().contains("error["),
        "{}",
        same.out()
    );
    assert!(!same.err().contains("nothing back"), "{}", same.err());
    assert_eq!(suppressed(&place, &known), [41, 41]);

    let mut shuffled: Vec<&str> = lines.iter().map(String::as_str).rev().collect();
    shuffled.insert(7, broken);
    shuffled.insert(9, "");
    let new = BAD.replace("Hi", "new");
    shuffled.insert(11, &new);
    std::fs::write(place.path().join("train.jsonl"), shuffled.join("\n") + "\n").unwrap();
    let said = concise(&place, &known);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with("train.jsonl:12:") && said.contains("unknown-role"), "{said}");

    std::fs::write(place.path().join("train.jsonl"), format!("{}\n", lines[0])).unwrap();
    let fewer = place.run(&known);
    assert!(fewer.err().contains("--prune-baseline"), "{}", fewer.err());
    let pruned = place.run(&["train.jsonl", "--prune-baseline"]);
    assert_eq!(pruned.code(), Some(0), "{}", pruned.err());
    let after = std::fs::read_to_string(place.path().join("tunelint-baseline.json")).unwrap();
    assert!(after.len() < baseline.len());
    assert!(!place.run(&known).err().contains("nothing back"));
}

#[test]
fn a_baseline_is_not_written_from_half_a_run() {
    let place = Place::new().with("bad.jsonl", BAD).with("tunelint-baseline.json", "old");
    let result = place.run(&["bad.jsonl", "missing.jsonl", "--write-baseline"]);
    assert_eq!(result.code(), Some(2));
    let kept = std::fs::read_to_string(place.path().join("tunelint-baseline.json")).unwrap();
    assert_eq!(kept, "old");
    assert_eq!(place.run(&["bad.jsonl", "--prune-baseline"]).code(), Some(2), "it is no baseline");
}

#[test]
fn paths_come_from_a_list_and_globs_choose_among_them() {
    let place = Place::new()
        .with("a.jsonl", GOOD)
        .with("b.json", GOOD)
        .with("c.jsonl", GOOD)
        .with("list", "a.jsonl\r\n\nc.jsonl\n")
        .with("zeros", "a.jsonl\0b.json\0");
    let files = |arguments: &[&str]| {
        let result = place.run(&[&["--show-files"], arguments].concat());
        result.out().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(files(&["--files-from", "list"]), ["a.jsonl", "c.jsonl"]);
    assert_eq!(files(&["--files-from", "zeros"]), ["a.jsonl", "b.json"]);
    assert_eq!(files(&["--include", "*.json"]), ["b.json"]);
    let piped = place.run_with_input(&["--show-files", "--files-from", "-"], b"c.jsonl");
    assert_eq!(piped.out(), "c.jsonl\n");
    assert_eq!(place.run(&["--files-from", "missing"]).code(), Some(2));
    std::fs::write(place.path().join("tunelint.toml"), "exclude = [\"a.jsonl\"]").unwrap();
    assert_eq!(files(&[]), ["c.jsonl"]);
    std::fs::write(place.path().join("tunelint.toml"), "include = [\"*.json\"]").unwrap();
    assert_eq!(files(&["."]), ["b.json"]);
}

#[test]
fn init_writes_once_for_what_is_there() {
    let pair = r#"{"prompt": "a", "completion": "b"}"#;
    let place =
        Place::new().with("train.jsonl", GOOD).with("sub/pairs.jsonl", format!("{pair}\n{{"));
    let result = place.run(&["init"]);
    assert_eq!(result.code(), Some(0), "{}", result.err());
    let text = std::fs::read_to_string(place.path().join("tunelint.toml")).unwrap();
    assert!(
        text.contains("train.jsonl: chat") && text.contains("sub/pairs.jsonl: instruction"),
        "{text}"
    );
    assert_eq!(place.run(&["train.jsonl"]).code(), Some(0), "what it writes is understood");
    let again = place.run(&["init"]);
    assert_eq!(again.code(), Some(2));
    assert!(again.err().contains("is there already"), "{}", again.err());
    assert_eq!(std::fs::read_to_string(place.path().join("tunelint.toml")).unwrap(), text);
    assert_eq!(place.run(&["init", "nowhere"]).code(), Some(2));
}

#[test]
fn schema_completions_and_manual_are_printed() {
    let place = Place::new();
    let schema = place.run(&["schema"]);
    let committed = include_str!("../docs/schema/configuration.schema.json");
    assert_eq!(schema.out(), committed);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let result = place.run(&["completions", shell]);
        assert_eq!(result.code(), Some(0));
        assert!(result.out().contains("write-baseline"), "{shell}");
    }
    assert_eq!(place.run(&["completions", "cmd"]).code(), Some(2));
    let manual = place.run(&["man"]);
    assert!(
        manual.out().contains(".TH tunelint") && manual.out().contains("max\\-bad\\-records"),
        "{}",
        manual.out()
    );
}

#[test]
fn the_examples_of_the_help_run() {
    let place = Place::new().with("train.jsonl", GOOD).with("data/a.jsonl", GOOD);
    let help = place.run(&["check", "--help"]).out().to_owned();
    let (_, examples) = help.split_once("Examples:\n").unwrap();
    let mut ran = 0;
    for line in examples.lines().take_while(|line| line.starts_with("  ")) {
        let Some(command) = line.trim().strip_prefix("tunelint ") else { continue };
        let command = command.split("  ").next().unwrap();
        let arguments: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(place.run(&arguments).code(), Some(0), "{command}");
        ran += 1;
    }
    assert!(ran >= 5, "{help}");
    let short = place.run(&["check", "-h"]).out().to_owned();
    assert!(short.len() < help.len() && !short.contains("Examples:"));
}
