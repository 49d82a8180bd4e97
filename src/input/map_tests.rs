//! Tests of `map` with real truncations. What ends a process is tried in a child process: this
//! same test program, started again for one test with a word in its environment.

#![allow(clippy::unwrap_used, clippy::panic, clippy::exit)]

use std::env;
use std::hint::black_box;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::thread;

use super::*;

const MEGABYTE: usize = 1 << 20;
const ROLE: &str = "TUNELINT_TEST_MAP_CHILD";

fn file_of(length: usize) -> (tempfile::NamedTempFile, File) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&vec![b'x'; length]).unwrap();
    let reader = file.reopen().unwrap();
    (file, reader)
}

fn map(file: File, length: usize) -> Mapping {
    Mapping::new(file, length as u64).unwrap()
}

fn count_x(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'x', black_box(bytes)).count()
}

#[test]
fn an_untouched_file_is_read_and_passes_the_check() {
    let (_file, reader) = file_of(3 * MEGABYTE + 5);
    let mapping = map(reader, 3 * MEGABYTE + 5);
    assert_eq!(count_x(mapping.bytes()), 3 * MEGABYTE + 5);
    assert!(mapping.check(Path::new("x")).is_ok());
    assert!(!mapping.is_damaged());
}

#[test]
fn what_is_released_is_there_again() {
    let length = 3 * MEGABYTE + 5;
    let (file, reader) = file_of(length);
    let mapping = map(reader, length);
    for range in
        [0..length, 0..0, 1..MEGABYTE, 4096..8192, 5000..5001, MEGABYTE..length, length..length]
    {
        assert_eq!(count_x(mapping.bytes()), length);
        mapping.release(range);
    }
    assert_eq!(count_x(mapping.bytes()), length);
    assert!(mapping.check(Path::new("x")).is_ok());
    // What was put in place of missing bytes stays zero.
    file.as_file().set_len(5000).unwrap();
    for _ in 0..2 {
        mapping.release(0..length);
        assert_eq!(count_x(mapping.bytes()), 5000);
    }
    assert!(mapping.is_damaged());
}

#[test]
#[cfg(target_os = "linux")]
fn memory_far_behind_is_let_go_of() {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/smaps").unwrap_or_default();
        let of_ours = status.split("tunelint-far-behind").nth(1).unwrap_or_default();
        let line = of_ours.lines().find(|line| line.starts_with("Rss:")).unwrap_or("Rss: 0 kB");
        line.split_whitespace().nth(1).and_then(|size| size.parse::<usize>().ok()).unwrap() << 10
    };
    let length = 160 * MEGABYTE;
    let file = tempfile::Builder::new().prefix("tunelint-far-behind").tempfile().unwrap();
    file.as_file().set_len(length as u64).unwrap();
    let mapping = map(file.reopen().unwrap(), length);
    let piece = 3 * MEGABYTE + 77;
    for start in (0..length).step_by(piece) {
        let range = start..length.min(start + piece);
        assert_eq!(count_x(&mapping.bytes()[range.clone()]), 0);
        mapping.release_behind(range);
        assert!(resident() <= 70 * MEGABYTE, "{start}: {}", resident());
    }
    // A range that is longer than what is let go of at once.
    assert_eq!(count_x(mapping.bytes()), 0);
    assert!(resident() >= length / 2);
    mapping.release_behind(0..length);
    assert!(resident() <= 70 * MEGABYTE);
}

#[test]
fn a_file_cut_while_mapped_reads_as_zeros_and_fails_the_check() {
    let length = 8 * MEGABYTE;
    for cut in [0, 1, 4096, 5000, length - 1] {
        let (file, reader) = file_of(length);
        let mapping = map(reader, length);
        assert_eq!(count_x(&mapping.bytes()[..100]), 100);
        file.as_file().set_len(cut as u64).unwrap();
        assert_eq!(count_x(mapping.bytes()), cut);
        match mapping.check(Path::new("x")) {
            Err(InputError::Shrunk { expected, found, .. }) => {
                assert_eq!((expected, found), (length as u64, cut as u64));
            }
            other => panic!("{other:?}"),
        }
        assert!(mapping.is_damaged());
    }
}

#[test]
fn a_file_cut_and_written_anew_fails_the_check_if_the_gap_was_seen() {
    let (file, reader) = file_of(MEGABYTE);
    let mapping = map(reader, MEGABYTE);
    file.as_file().set_len(0).unwrap();
    assert_eq!(count_x(mapping.bytes()), 0);
    file.as_file().set_len(MEGABYTE as u64).unwrap();
    assert!(matches!(mapping.check(Path::new("x")), Err(InputError::Read { .. })));
}

#[test]
fn many_threads_may_run_into_the_gap_at_once() {
    let length = 16 * MEGABYTE;
    let (file, reader) = file_of(length);
    let mapping = Arc::new(map(reader, length));
    file.as_file().set_len(MEGABYTE as u64).unwrap();
    thread::scope(|scope| {
        for part in 0..8 {
            let mapping = &mapping;
            scope.spawn(move || {
                let piece = length / 8;
                let seen = count_x(&mapping.bytes()[part * piece..][..piece]);
                assert_eq!(seen, if part == 0 { MEGABYTE } else { 0 });
            });
        }
    });
    assert!(mapping.check(Path::new("x")).is_err());
}

#[test]
fn the_damage_of_one_mapping_is_not_the_damage_of_another() {
    let (cut, cut_reader) = file_of(MEGABYTE);
    let (_whole, whole_reader) = file_of(MEGABYTE);
    let cut_mapping = map(cut_reader, MEGABYTE);
    let whole_mapping = map(whole_reader, MEGABYTE);
    cut.as_file().set_len(0).unwrap();
    assert_eq!(count_x(cut_mapping.bytes()), 0);
    assert_eq!(count_x(whole_mapping.bytes()), MEGABYTE);
    assert!(cut_mapping.check(Path::new("x")).is_err());
    assert!(whole_mapping.check(Path::new("x")).is_ok());
    drop(cut_mapping);
    // A slot used again begins unharmed.
    let (_file, reader) = file_of(MEGABYTE);
    assert!(map(reader, MEGABYTE).check(Path::new("x")).is_ok());
}

#[test]
fn nothing_is_mapped_where_there_is_no_room() {
    let (_file, reader) = file_of(10);
    assert!(Mapping::new(reader, 0).is_err());
    let (_file, reader) = file_of(10);
    assert!(Mapping::new(reader, u64::MAX >> 8).is_err());
}

/// Starts this program again for the named test alone, with a role to play.
fn run_child(test: &str, role: &str) -> ExitStatus {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", &format!("input::map::tests::{test}"), "--test-threads=1"])
        .env(ROLE, role)
        .output()
        .unwrap()
        .status
}

/// Whether this is the child that plays the role. A child that is to die leaves no core file.
fn playing(role: &str) -> bool {
    let playing = env::var_os(ROLE).is_some_and(|value| value == *role);
    if playing {
        let none = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: the structure lives through the call.
        unsafe { libc::setrlimit(libc::RLIMIT_CORE, &raw const none) };
    }
    playing
}

/// Faults in a mapping that the registry does not know, while the handler stands.
fn fault_elsewhere() {
    let (file, reader) = file_of(MEGABYTE);
    let _ours = map(reader.try_clone().unwrap(), MEGABYTE);
    // SAFETY: made to fault.
    let theirs = unsafe { Mmap::map(&reader) }.unwrap();
    file.as_file().set_len(0).unwrap();
    black_box(count_x(&theirs));
}

extern "C" fn exit_with_42(_: c_int) {
    // SAFETY: allowed in a signal handler.
    unsafe { libc::_exit(42) }
}

fn handle_sigbus_with(handler: usize) {
    // SAFETY: all zeros are valid, and a plain handler or SIG_DFL needs no flag.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = handler;
        assert_eq!(libc::sigaction(libc::SIGBUS, &raw const action, ptr::null_mut()), 0);
    }
}

#[test]
fn a_fault_elsewhere_still_kills() {
    // With std's handler before ours, and with none.
    let name = "a_fault_elsewhere_still_kills";
    if playing("std") {
        fault_elsewhere();
    } else if playing("default") {
        handle_sigbus_with(libc::SIG_DFL);
        fault_elsewhere();
    } else {
        for role in ["std", "default"] {
            assert_eq!(run_child(name, role).signal(), Some(libc::SIGBUS), "{role}");
        }
    }
}

#[test]
fn a_fault_elsewhere_goes_to_the_previous_handler() {
    if playing("previous") {
        handle_sigbus_with(exit_with_42 as *const () as usize);
        fault_elsewhere();
    } else {
        let status = run_child("a_fault_elsewhere_goes_to_the_previous_handler", "previous");
        assert_eq!(status.code(), Some(42));
    }
}

#[test]
fn a_signal_that_is_sent_still_kills() {
    if playing("sent") {
        handle_sigbus_with(libc::SIG_DFL);
        let (_file, reader) = file_of(MEGABYTE);
        let _ours = map(reader, MEGABYTE);
        // SAFETY: made to die.
        unsafe { libc::raise(libc::SIGBUS) };
    } else {
        let status = run_child("a_signal_that_is_sent_still_kills", "sent");
        assert_eq!(status.signal(), Some(libc::SIGBUS));
    }
}

#[test]
fn nothing_is_mapped_under_a_foreign_handler() {
    if playing("foreign") {
        let (_file, reader) = file_of(MEGABYTE);
        drop(map(reader.try_clone().unwrap(), MEGABYTE));
        handle_sigbus_with(exit_with_42 as *const () as usize);
        let mapped = Mapping::new(reader, MEGABYTE as u64).is_ok();
        // SAFETY: ends the process, with nothing left to clean up.
        unsafe { libc::_exit(if mapped { 1 } else { 7 }) }
    } else {
        let status = run_child("nothing_is_mapped_under_a_foreign_handler", "foreign");
        assert_eq!(status.code(), Some(7));
    }
}
