//! The program with what goes wrong around it: files that change while they are read, disks that
//! are full, rights that are missing, limits of the system. It ends with an exit code of its own,
//! says what was wrong, and tells of the rest.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod endless;
mod network;
mod odd_files;
#[path = "../place/mod.rs"]
mod place;
mod while_read;
mod written;

use std::ffi::CString;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use place::Place;

/// The exit code, standard output and standard error of a program that was not killed.
fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.signal(), None, "{err}");
    (output.status.code().unwrap(), out, err)
}

/// Run the program by a shell script, in which it is called `"$0"`: for limits and redirections.
fn by_shell(place: &Place, script: &str) -> (i32, String, String) {
    let mut shell = Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_tunelint")]).current_dir(place.path());
    told(&shell.stdin(Stdio::null()).output().unwrap())
}

/// The summary of an output in the format `jsonl`.
fn summary(out: &str) -> serde_json::Value {
    serde_json::from_str(out.lines().last().unwrap()).unwrap()
}

/// So many records, none of which is like another.
fn instructions(count: u32) -> String {
    let record = |i| format!("{{\"prompt\": \"{i}\", \"completion\": \"b\"}}\n");
    (0..count).map(record).collect::<Vec<String>>().concat()
}

/// The program as a user who may not read everything: root is made one.
fn as_plain_user(place: &Place, arguments: &[&str]) -> (i32, String, String) {
    let mut command = place.command(arguments);
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        // A copy, because the way to the original may be closed to others. Another process makes it: where
        // this one does, a child of another test may still have it open for writing, and it cannot be run.
        let program = place.path().join("program");
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_tunelint")).arg(&program).status();
        assert!(copied.unwrap().success());
        fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
        command = Command::new(program);
        command.args(arguments).current_dir(place.path()).uid(65534).gid(65534);
    }
    told(&command.output().unwrap())
}

/// Make a FIFO.
fn make_fifo(path: &Path) {
    let path = CString::new(path.as_os_str().as_bytes()).unwrap();
    // SAFETY: the path is a C string, and nothing else is passed.
    #[allow(unsafe_code, reason = "there is no other way to make one")]
    let made = unsafe { libc::mkfifo(path.as_ptr(), 0o600) };
    assert_eq!(made, 0);
}
