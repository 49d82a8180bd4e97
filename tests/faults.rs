//! The program with what goes wrong around it: files that change while they are read, disks that
//! are full, rights that are missing, limits of the system. It ends with an exit code of its own,
//! says what was wrong, and tells of the rest.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod place;

use std::ffi::{CString, OsStr};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use place::{BAD, GOOD, Place};

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

/// The summary of an output in the format `jsonl`.
fn summary(out: &str) -> serde_json::Value {
    serde_json::from_str(out.lines().last().unwrap()).unwrap()
}

/// So many records, none of which is like another.
fn instructions(count: u32) -> String {
    let record = |i| format!("{{\"prompt\": \"{i}\", \"completion\": \"b\"}}\n");
    (0..count).map(record).collect::<Vec<String>>().concat()
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

#[test]
fn a_limit_on_the_size_of_files_does_not_end_it() {
    // So many records that the table of those seen would lie in a file.
    let records = instructions(1_200_000);
    let place = Place::new().with("train.jsonl", records);
    let (code, out, err) = by_shell(&place, "ulimit -f 1; exec \"$0\" train.jsonl");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("1,200,000 records"), "{out}");
}

/// The program as a user who may not read everything: root is made one.
fn as_plain_user(place: &Place, arguments: &[&str]) -> (i32, String, String) {
    let mut command = place.command(arguments);
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        // A copy, because the way to the original may be closed to others.
        let program = place.path().join("program");
        fs::copy(env!("CARGO_BIN_EXE_tunelint"), &program).unwrap();
        fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
        command = Command::new(program);
        command.args(arguments).current_dir(place.path()).uid(65534).gid(65534);
    }
    told(&command.output().unwrap())
}

#[test]
fn what_may_not_be_read_is_said_and_the_rest_is_checked() {
    let large = format!("{GOOD}\n").repeat(10_000);
    let place = Place::new()
        .with("data/bad.jsonl", BAD)
        .with("data/closed.jsonl", GOOD)
        .with("data/large.jsonl", large)
        .with("data/closed/in.jsonl", GOOD);
    let close = |name| {
        fs::set_permissions(place.path().join(name), Permissions::from_mode(0o000)).unwrap();
    };
    ["data/closed.jsonl", "data/large.jsonl", "data/closed"].into_iter().for_each(close);
    let (code, out, err) = as_plain_user(&place, &["data", "--output-format", "concise"]);
    assert_eq!(code, 2);
    assert!(out.contains("data/bad.jsonl:1:59: error[schema/unknown-role]"), "{out}");
    for name in ["data/closed.jsonl: cannot be opened", "data/large.jsonl: cannot be opened"] {
        assert!(err.contains(name), "{err}");
    }
    assert!(err.contains("data: cannot be searched"), "{err}");
    assert_eq!(err.matches("Permission denied").count(), 3, "{err}");
    assert_eq!(err.matches("hint: ").count(), 3, "{err}");

    let (code, out, err) = as_plain_user(&place, &["data/closed.jsonl"]);
    assert_eq!((code, out.as_str()), (2, ""), "nothing is said of what was not seen");
    assert!(err.contains("you may not read it"), "{err}");
    // For the directory to be removed.
    fs::set_permissions(place.path().join("data/closed"), Permissions::from_mode(0o755)).unwrap();
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
fn standard_input_that_is_no_input_is_said() {
    let place = Place::new();
    let (code, out, err) = by_shell(&place, "exec \"$0\" - < .");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("<stdin>: reading failed after 0 bytes: Is a directory"), "{err}");
    // Closed, it is empty.
    let (code, out, _) = by_shell(&place, "exec \"$0\" - <&-");
    assert_eq!(code, 1);
    assert!(out.contains("empty-file"), "{out}");
    // A writer that dies in the middle of a record.
    let (code, out, _) = by_shell(&place, "printf '{\"prompt\": \"a' | \"$0\" -");
    assert_eq!(code, 1);
    assert!(out.contains("invalid-json"), "{out}");
}

#[test]
fn outputs_that_are_closed_do_not_matter() {
    let place = Place::new().with("bad.jsonl", BAD);
    for closed in [">&-", "2>&-", ">&- 2>&-"] {
        let (code, ..) = by_shell(&place, &format!("exec \"$0\" bad.jsonl {closed}"));
        assert_eq!(code, 1, "{closed}");
    }
}

#[test]
fn links_lead_nowhere_twice() {
    let place = Place::new().with("data/a.jsonl", GOOD);
    let link = |to: &str, name: &str| symlink(to, place.path().join(name)).unwrap();
    link("one", "two");
    link("two", "one");
    let (code, _, err) = told(&place.command(&["one"]).output().unwrap());
    assert_eq!(code, 2);
    assert!(err.contains("one: cannot be opened: Too many levels of symbolic links"), "{err}");

    link("..", "data/around");
    link("a.jsonl", "data/again.jsonl");
    link("loop.jsonl", "data/loop.jsonl");
    link("missing", "data/missing.jsonl");
    let (code, out, err) = told(&place.command(&["data"]).output().unwrap());
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("no problems in 1 record "), "{out}");
}

/// Make a FIFO.
fn make_fifo(path: &Path) {
    let path = CString::new(path.as_os_str().as_bytes()).unwrap();
    // SAFETY: the path is a C string, and nothing else is passed.
    #[allow(unsafe_code, reason = "there is no other way to make one")]
    let made = unsafe { libc::mkfifo(path.as_ptr(), 0o600) };
    assert_eq!(made, 0);
}

#[test]
fn a_fifo_is_read_when_it_is_named_and_not_waited_for_when_it_lies_about() {
    let place = Place::new().with("data/a.jsonl", GOOD);
    make_fifo(&place.path().join("data/b.jsonl"));
    let (code, out, _) = told(&place.command(&["data"]).output().unwrap());
    assert_eq!(code, 0);
    assert!(out.contains("no problems in 1 record "), "{out}");

    let (code, out, _) = by_shell(&place, "printf '{' > data/b.jsonl & exec \"$0\" data/b.jsonl");
    assert_eq!(code, 1);
    assert!(out.contains("data/b.jsonl:1:2"), "{out}");
}

#[test]
fn a_line_without_end_is_an_error_where_memory_ends() {
    // What the error says where memory does not end is tested with smaller bounds, beside the code.
    let place = Place::new();
    let (code, out, err) = by_shell(&place, "ulimit -v 600000; exec \"$0\" /dev/zero");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("/dev/zero: reading failed") && err.contains("out of memory"), "{err}");
    assert!(err.contains("does not fit into memory"), "{err}");
}

/// A zstd frame of 4 GiB of one byte, in 131 KB.
fn bomb() -> Vec<u8> {
    // The magic, no checksum and no size, a window of 1 MiB.
    let mut frame = b"\x28\xB5\x2F\xFD\x00\x50".to_vec();
    // Blocks of 128 KiB of the byte `x`: the size, the type 1, and whether it is the last.
    for left in (0..32_768_u32).rev() {
        let header: u32 = (128 << 10) << 3 | 1 << 1 | u32::from(left == 0);
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(b'x');
    }
    frame
}

#[test]
fn damaged_and_endless_packing_is_said_and_the_rest_is_checked() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for i in 0..50_000 {
        writeln!(gzip, "{{\"prompt\": \"{i}\", \"completion\": \"b\"}}").unwrap();
    }
    let gzip = gzip.finish().unwrap();
    let mut flipped = gzip.clone();
    flipped[gzip.len() / 2..][..8].fill(0xFF);
    let place = Place::new()
        .with("bad.jsonl", BAD)
        .with("bomb.jsonl.zst", bomb())
        .with("cut.jsonl.gz", &gzip[..gzip.len() / 2])
        .with("flipped.jsonl.gz", &flipped)
        .with("plain.jsonl.gz", GOOD);
    let script = "ulimit -v 600000; exec \"$0\" . --target generic --output-format concise";
    let (code, out, err) = by_shell(&place, script);
    assert_eq!(code, 2);
    assert!(out.contains("bad.jsonl:1:59: error"), "{out}");
    for words in [
        "bomb.jsonl.zst: reading failed",
        "cut.jsonl.gz: the gzip data is cut off after",
        "flipped.jsonl.gz: the gzip data is damaged after",
        "plain.jsonl.gz: the name says gzip, the content is not",
    ] {
        assert!(err.contains(words), "{err}");
    }
}

#[test]
fn names_that_are_not_utf8_are_shown_and_harmless() {
    let place = Place::new();
    let name = OsStr::from_bytes(b"a\xFF\x1B[31m\n\xC2\x9B2J.jsonl");
    fs::write(place.path().join(name), BAD).unwrap();
    for format in tunelint::render::OutputFormat::ALL {
        let mut command = place.command(&["--output-format", format.name()]);
        let (code, out, err) = told(&command.arg(name).output().unwrap());
        assert_eq!((code, err.as_str()), (1, ""), "{format}");
        // Programs are given every character, the ASCII controls as escapes.
        let people = format.is_for_people();
        let harmful =
            |c: char| if people { c.is_control() } else { c.is_ascii_control() } && c != '\n';
        assert!(!out.contains(harmful), "{format}: {out:?}");
    }
    let (code, out, _) = told(&place.command(&[".", "--output-format", "jsonl"]).output().unwrap());
    assert_eq!(code, 1);
    assert_eq!(summary(&out)["files"][0]["path"], "a\u{FFFD}\u{1B}[31m\n\u{9B}2J.jsonl");
    let missing = std::ffi::OsString::from_vec(b"no\xFE\x1B]0;x\x07.jsonl".to_vec());
    let (code, _, err) = told(&place.command(&[]).arg("check").arg(missing).output().unwrap());
    assert_eq!(code, 2);
    assert!(!err.contains(|c: char| c.is_control() && c != '\n'), "{err:?}");
}

#[test]
fn few_file_descriptors_are_enough_for_many_files() {
    let mut place = Place::new();
    let large = instructions(20_000);
    for i in 0..200 {
        place = place.with(&format!("{i}.jsonl"), format!("{GOOD}\n"));
    }
    for i in 0..20 {
        place = place.with(&format!("large{i}.jsonl"), &large);
    }
    let run = |most: u32| by_shell(&place, &format!("ulimit -n {most}; exec \"$0\" --threads 8 ."));
    let (code, out, err) = run(32);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("400,200 records of 220 files"), "{out}");
    // With too few, it says so.
    let (code, _, err) = run(5);
    assert!(code == 0 || err.contains("Too many open files"), "{code}: {err}");
}

#[test]
fn a_file_beyond_the_memory_there_may_be_is_read_all_the_same() {
    let place = Place::new();
    let file = File::create(place.path().join("train.jsonl")).unwrap();
    // Mostly holes: zeros that take no disk.
    for line in 0..400_u64 {
        use std::os::unix::fs::FileExt as _;
        file.write_all_at(b"\n{}\n", line << 20).unwrap();
    }
    let script = "ulimit -v 300000; exec \"$0\" train.jsonl --threads 2 --output-format jsonl -q";
    let (code, out, err) = by_shell(&place, script);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.lines().count() > 400, "{out}");
}

/// From now on, a call that has to do with the network kills the process with SIGSYS.
#[allow(unsafe_code, reason = "a filter of system calls cannot be had without")]
fn forbid_network() -> std::io::Result<()> {
    use libc::{BPF_ABS, BPF_JEQ, BPF_JMP, BPF_K, BPF_LD, BPF_RET, BPF_W, sock_filter, sock_fprog};

    let forbidden = [libc::SYS_socket, libc::SYS_connect, libc::SYS_sendto, libc::SYS_bind];
    let step = |code: u32, jump_if_not: u8, k: u32| sock_filter {
        code: u16::try_from(code).unwrap_or_default(),
        jt: 0,
        jf: jump_if_not,
        k,
    };
    // The number of the call stands first in what is looked at.
    let mut filter = [step(BPF_LD | BPF_W | BPF_ABS, 0, 0); 10];
    for (at, call) in forbidden.into_iter().enumerate() {
        let call = u32::try_from(call).unwrap_or_default();
        filter[1 + 2 * at] = step(BPF_JMP | BPF_JEQ | BPF_K, 1, call);
        filter[2 + 2 * at] = step(BPF_RET | BPF_K, 0, libc::SECCOMP_RET_KILL_PROCESS);
    }
    filter[9] = step(BPF_RET | BPF_K, 0, libc::SECCOMP_RET_ALLOW);
    let program = sock_fprog { len: 10, filter: filter.as_mut_ptr() };
    // SAFETY: the filter outlives the call, which copies it; the other arguments are numbers.
    let done = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &raw const program) == 0
    };
    if done { Ok(()) } else { Err(std::io::Error::last_os_error()) }
}

/// Run a command that may not use the network.
#[allow(unsafe_code, reason = "it runs between fork and exec")]
fn without_network(command: &mut Command) -> Output {
    // SAFETY: what runs there makes system calls and nothing else: it neither locks nor allocates.
    unsafe { command.pre_exec(forbid_network) };
    command.output().unwrap()
}

#[test]
fn nothing_leaves_the_machine() {
    let place = Place::new().with("data/bad.jsonl", BAD).with("data/good.jsonl", GOOD);
    // That the filter bites: the shell's own network device is a socket.
    let mut shell = Command::new("bash");
    shell.args(["-c", "exec 3<>/dev/udp/127.0.0.1/9"]);
    let bitten = without_network(&mut shell);
    assert_eq!(bitten.status.signal(), Some(libc::SIGSYS), "{bitten:?}");

    for (arguments, code) in [
        (&["data"][..], 1),
        (&["data/good.jsonl", "--output-format", "json"], 0),
        (&["data/bad.jsonl", "--color", "always", "-v", "--threads", "4"], 1),
        (&["-"], 1),
        (&["missing.jsonl"], 2),
        (&["rules"], 0),
        (&["explain", "unknown-role"], 0),
        (&["targets"], 0),
        (&["targets", "together"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
    ] {
        let output = without_network(&mut place.command(arguments));
        assert_eq!(told(&output).0, code, "{arguments:?}");
    }
}
