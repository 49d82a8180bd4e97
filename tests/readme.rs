//! Every command in the README and in the page on output is run, and prints what they say it prints.
//!
//! In a block marked `console`, a line that starts with `$ ` is a command and the lines up to the
//! next one are its output. In a block marked `sh` there are commands alone: those of tunelint are
//! run and must be understood, those of cargo are left to `.ci/run`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::path::Path;
use std::process::{Command, Output};

const README: &str = include_str!("../README.md");
const OUTPUT: &str = include_str!("../docs/output.md");

/// The contents of the fenced blocks with this mark.
fn blocks(mark: &str) -> Vec<String> {
    let mut lines = README.lines().chain(OUTPUT.lines());
    let mut blocks = Vec::new();
    while lines.by_ref().any(|line| line == format!("```{mark}")) {
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(block.join("\n"));
    }
    blocks
}

/// Run a command of the README as a shell would, with `tunelint` being the program under test.
fn run(command: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_tunelint"));
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .args(["-c", command])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("PATH", format!("{}:{path}", program.parent().unwrap().display()))
        .env("COLUMNS", "80")
        .env("LC_ALL", "C.UTF-8")
        .env_remove("NO_COLOR")
        .env_remove("FORCE_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

/// The output with the time taken out: it differs from run to run.
fn timeless(text: &str) -> String {
    let mut out = String::new();
    for line in text.trim_end().lines() {
        match line.split_once(" s)") {
            Some((before, after)) if before.contains(", ") => {
                out.push_str(before.rsplit_once(", ").map_or(before, |(before, _)| before));
                out.push_str(", T s)");
                out.push_str(after);
            }
            _ => out.push_str(line.trim_end()),
        }
        out.push('\n');
    }
    out
}

#[test]
fn outputs_are_as_shown() {
    let mut shown = 0;
    for block in blocks("console") {
        for part in format!("\n{block}").split("\n$ ").skip(1) {
            let (command, output) = part.split_once('\n').unwrap_or((part, ""));
            let result = run(command);
            let printed = String::from_utf8_lossy(&result.stdout).into_owned();
            assert_eq!(timeless(&printed), timeless(output), "$ {command}");
            shown += 1;
        }
    }
    assert!(shown >= 2, "the README shows what the program prints");
}

#[test]
fn commands_are_understood() {
    let mut ran = 0;
    for command in blocks("sh").iter().flat_map(|block| block.lines()) {
        let command = command.split(" #").next().unwrap_or_default().trim();
        let command = command.replace("cargo run --release --", "tunelint");
        if !command.split(" | ").any(|part| part.starts_with("tunelint")) {
            continue;
        }
        let result = run(&command);
        let code = result.status.code();
        let errors = String::from_utf8_lossy(&result.stderr);
        assert!(matches!(code, Some(0 | 1)), "$ {command}\n{code:?}: {errors}");
        ran += 1;
    }
    assert!(ran >= 5, "the README shows how the program is used");
}
