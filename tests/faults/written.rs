//! What is written: to disks that are full, to places where nothing may be written, to nobody.

use std::fs::{self, Permissions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use crate::place::{BAD, Place};
use crate::{as_plain_user, by_shell, instructions, told};

#[test]
fn a_full_disk_is_said() {
    let place = Place::new().with("bad.jsonl", format!("{BAD}\n").repeat(100));
    let formats = tunelint::render::OutputFormat::ALL;
    let mut commands: Vec<String> =
        formats.iter().map(|format| format!("bad.jsonl --output-format {format}")).collect();
    commands
        .extend(["rules", "explain unknown-role", "targets", "targets together"].map(Into::into));
    for command in commands {
        let (code, _, err) = by_shell(&place, &format!("exec \"$0\" {command} > /dev/full"));
        assert_eq!(code, 2, "{command}: {err}");
        assert!(err.contains("the output could not be written: No space left"), "{command}: {err}");
    }
    let (code, ..) = by_shell(&place, "exec \"$0\" --help > /dev/full");
    assert_eq!(code, 2);
    // Where not even this can be said, the exit code tells it.
    let (code, ..) = by_shell(&place, "exec \"$0\" missing.jsonl 2> /dev/full");
    assert_eq!(code, 2);
}

/// A directory with many defects and with files that were written before: a baseline and a report.
fn written_before() -> Place {
    let lines = |i| format!("{{\"prompt\": \"{i}\"}}\n");
    Place::new()
        .with("bad.jsonl", (0..20_000).map(lines).collect::<String>())
        .with("old/baseline.json", r#"{"schema": "tunelint-baseline/1", "findings": {}}"#)
        .with("old/report.jsonl", "old")
}

/// The arguments that write one of them anew.
const WRITING: [&str; 2] = [
    "bad.jsonl --write-baseline --baseline old/baseline.json",
    "bad.jsonl -qq --report jsonl=old/report.jsonl",
];

/// What was written before is as it was, and nothing is left beside it.
fn assert_as_before(place: &Place) {
    let content = |name: &str| fs::read_to_string(place.path().join("old").join(name)).unwrap();
    assert!(content("baseline.json").ends_with("\"findings\": {}}"));
    assert_eq!(content("report.jsonl"), "old");
    assert_eq!(fs::read_dir(place.path().join("old")).unwrap().count(), 2);
}

#[test]
fn where_a_file_may_not_become_so_large_the_old_one_survives() {
    let place = written_before();
    for arguments in WRITING {
        let (code, out, err) = by_shell(&place, &format!("ulimit -f 8; exec \"$0\" {arguments}"));
        assert_eq!((code, out.as_str()), (2, ""), "{arguments}: {err}");
        let said = "be written: File too large";
        assert!(err.contains(said) && err.contains("old/"), "{arguments}: {err}");
        assert_as_before(&place);
    }
    let script = "ulimit -f 8; exec \"$0\" bad.jsonl --output-format jsonl > out.jsonl";
    let (code, _, err) = by_shell(&place, script);
    assert_eq!(code, 2);
    assert!(err.contains("the output could not be written: File too large"), "{err}");
}

#[test]
fn where_the_disk_is_full_the_old_file_survives() {
    let place = written_before();
    // A disk of one's own needs rights that not every machine gives.
    let small_disk = "mount -t tmpfs -o size=64k none old";
    let own = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", small_disk])
        .current_dir(place.path())
        .output();
    if !own.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: no disk of 64 KiB can be had here");
        return;
    }
    for arguments in WRITING {
        let script = format!(
            "cp -r old before; {small_disk} && cp before/* old && \"$0\" {arguments}; \
             code=$?; diff -r before old && exit $code"
        );
        let mut shell = Command::new("unshare");
        shell.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]);
        shell.arg(env!("CARGO_BIN_EXE_tunelint")).current_dir(place.path());
        let (code, out, err) = told(&shell.output().unwrap());
        assert_eq!((code, out.as_str()), (2, ""), "{arguments}: {err}");
        assert!(err.contains("be written: No space left on device"), "{arguments}: {err}");
        fs::remove_dir_all(place.path().join("before")).unwrap();
        assert_as_before(&place);
    }
}

#[test]
fn one_that_is_killed_while_it_writes_leaves_the_old_file() {
    let place = Place::new().with("old/report.jsonl", "old");
    let mut child = place
        .command(&["-", "-qq", "--report", "jsonl=old/report.jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // So much that a part of what is said of it must have been written; and more might come.
    let mut data = child.stdin.take().unwrap();
    let record = format!("{{\"a\": \"{}\"}}\n", "b".repeat(1000));
    data.write_all(record.repeat(4000).as_bytes()).unwrap();
    let folder = place.path().join("old");
    let part = || {
        let mut entries = fs::read_dir(&folder).unwrap().map(Result::unwrap);
        entries.find(|entry| entry.file_name() != "report.jsonl")
    };
    while part().is_none_or(|part| part.metadata().unwrap().len() == 0) {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!((child.wait().unwrap().signal(), out.as_str()), (Some(libc::SIGKILL), ""));
    assert_eq!(fs::read(folder.join("report.jsonl")).unwrap(), b"old");
}

#[test]
fn a_baseline_is_written_only_where_one_may_be() {
    let place = written_before().with("closed/old.json", "old");
    for (name, mode) in [("closed/old.json", 0o444), ("closed", 0o555)] {
        fs::set_permissions(place.path().join(name), Permissions::from_mode(mode)).unwrap();
    }
    let write = ["bad.jsonl", "--write-baseline", "--baseline"];
    for path in ["closed/new.json", "closed/old.json", "closed", "missing/new.json", "/dev/full"] {
        let (code, out, err) = as_plain_user(&place, &[&write[..], &[path]].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{path}: {err}");
        assert!(err.contains(&format!("{path}: cannot be written")), "{path}: {err}");
    }
    assert_eq!(fs::read(place.path().join("closed/old.json")).unwrap(), b"old");
    assert_eq!(fs::read_dir(place.path().join("closed")).unwrap().count(), 1);
    // The dataset itself, by whatever name.
    let before = fs::read(place.path().join("bad.jsonl")).unwrap();
    for path in ["bad.jsonl", "old/../bad.jsonl"] {
        let (code, _, err) = as_plain_user(&place, &[&write[..], &[path]].concat());
        assert_eq!(code, 2);
        assert!(err.contains("would replace a file of this very run"), "{err}");
    }
    assert_eq!(fs::read(place.path().join("bad.jsonl")).unwrap(), before);
}

#[test]
fn a_limit_on_the_size_of_files_does_not_end_it() {
    // So many records that the table of those seen would lie in a file.
    let records = instructions(1_200_000);
    let place = Place::new().with("train.jsonl", records);
    let (code, out, err) = by_shell(&place, "ulimit -f 1; exec \"$0\" train.jsonl");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("1,200,000 records"), "{out}");
}

#[test]
fn a_report_that_may_not_be_written_is_said_before_anything_is_checked() {
    let place = Place::new().with("bad.jsonl", BAD).with("closed/old.json", "old");
    for (name, mode) in [("closed/old.json", 0o444), ("closed", 0o555)] {
        fs::set_permissions(place.path().join(name), Permissions::from_mode(mode)).unwrap();
    }
    for path in ["closed/new.json", "closed/old.json", "closed", "missing/new.json"] {
        let (code, out, err) =
            as_plain_user(&place, &["bad.jsonl", "--report", &format!("json={path}")]);
        assert_eq!((code, out.as_str()), (2, ""), "{path}: {err}");
        assert!(err.contains(path) && err.contains("could not be written"), "{path}: {err}");
    }
    assert_eq!(fs::read(place.path().join("closed/old.json")).unwrap(), b"old");
    assert_eq!(fs::read_dir(place.path().join("closed")).unwrap().count(), 1);
}

#[test]
fn outputs_that_are_closed_do_not_matter() {
    let place = Place::new().with("bad.jsonl", BAD);
    for closed in [">&-", "2>&-", ">&- 2>&-"] {
        let (code, ..) = by_shell(&place, &format!("exec \"$0\" bad.jsonl {closed}"));
        assert_eq!(code, 1, "{closed}");
    }
}
