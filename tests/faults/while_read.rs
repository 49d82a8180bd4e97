//! Files that change while they are read.

use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;

use crate::place::Place;
use crate::{summary, told};

const RECORDS: usize = 20_000;

/// A record of a kilobyte. If it stands there again and again, every line but the first is a finding.
fn record() -> String {
    format!("{{\"prompt\": \"a\", \"completion\": \"{}\"}}\n", "b".repeat(1000))
}

/// Run the program on a file of many records, change the file in the middle, and let it finish.
fn changed_while_read(change: impl FnOnce(&Path)) -> (i32, String, String) {
    let place = Place::new().with("train.jsonl", record().repeat(RECORDS));
    // What is written to a full pipe holds the program up, so that there is time to change the file.
    let mut child = place
        .command(&["train.jsonl", "--output-format", "jsonl", "--threads", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut written = vec![0; 100];
    // The first findings are written: it has begun.
    out.read_exact(&mut written).unwrap();
    change(&place.path().join("train.jsonl"));
    let reader = std::thread::spawn(move || {
        out.read_to_end(&mut written).unwrap();
        written
    });
    let mut output = child.wait_with_output().unwrap();
    output.stdout = reader.join().unwrap();
    told(&output)
}

#[test]
fn a_file_that_is_cut_while_it_is_read_is_an_error() {
    let (code, _, err) = changed_while_read(|path| {
        OpenOptions::new().write(true).open(path).unwrap().set_len(1_000_000).unwrap();
    });
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("train.jsonl: the file shrank while it was read"), "{err}");
}

#[test]
fn a_file_that_is_cut_and_written_anew_while_it_is_read_is_told_of_or_read() {
    let (code, out, err) = changed_while_read(|path| {
        fs::write(path, record().replace('b', "c").repeat(RECORDS)).unwrap();
    });
    // It depends on when it is noticed. If it is not, the lines are those of the old or new file.
    assert!(code == 0 || code == 2, "{code}: {err}");
    assert_eq!(summary(&out)["type"], "summary");
}

#[test]
fn a_file_that_grows_while_it_is_read_is_read_as_it_was() {
    let (code, out, err) = changed_while_read(|path| {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all("not JSON\n".repeat(100_000).as_bytes()).unwrap();
    });
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(summary(&out)["files"][0]["records"], RECORDS);
}

#[test]
fn a_file_that_is_replaced_or_deleted_while_it_is_read_is_read_as_it_was() {
    let changes: [fn(&Path); 2] = [
        |path| {
            let other = path.with_extension("new");
            fs::write(&other, "not JSON\n").unwrap();
            fs::rename(other, path).unwrap();
        },
        |path| fs::remove_file(path).unwrap(),
    ];
    for change in changes {
        let (code, out, err) = changed_while_read(change);
        assert_eq!((code, err.as_str()), (0, ""));
        assert_eq!(summary(&out)["files"][0]["records"], RECORDS);
    }
}
