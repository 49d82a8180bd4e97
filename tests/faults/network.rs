//! Nothing leaves the machine: every command is run where a call for a socket is deadly.

use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Command, Output};

use crate::place::{BAD, GOOD, Place};
use crate::told;

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
    let tokenizer = include_str!("../../fixtures/tokenizers/bytes.json");
    let place = Place::new()
        .with("data/bad.jsonl", BAD)
        .with("data/good.jsonl", GOOD)
        .with("no-hub/models--org--model/snapshots/1/tokenizer.json", tokenizer)
        .with("tokenizer.json", tokenizer);
    // That the filter bites: the shell's own network device is a socket.
    let mut shell = Command::new("bash");
    shell.args(["-c", "exec 3<>/dev/udp/127.0.0.1/9"]);
    let bitten = without_network(&mut shell);
    assert_eq!(bitten.status.signal(), Some(libc::SIGSYS), "{bitten:?}");

    let runs = [
        (&["data"][..], 1),
        (&["check", "data/good.jsonl", "--output-format", "json"], 0),
        (&["data/bad.jsonl", "--color", "always", "-v", "--threads", "4"], 1),
        (&["data/bad.jsonl", "--output-format", "github", "--report", "sarif=data/out.sarif"], 1),
        (&["data/good.jsonl", "--tokenizer", "tokenizer.json"], 0),
        (&["data/good.jsonl", "--tokenizer", "llama3", "--max-tokens", "100"], 0),
        // One that is in the local cache, and one that is not.
        (&["data/good.jsonl", "--model", "org/model"], 0),
        (&["data/good.jsonl", "--model", "org/missing"], 0),
        (&["data/good.jsonl", "--tokenizer", "org/missing"], 2),
        (&["data/bad.jsonl", "--write-baseline", "--baseline", "known.json"], 0),
        (&["data/bad.jsonl", "--prune-baseline", "--baseline", "known.json"], 0),
        (&["-"], 1),
        (&["missing.jsonl"], 2),
        (&["https://example.org/train.jsonl"], 2),
        (&["diff", "data/good.jsonl", "data/bad.jsonl"], 1),
        (&["explain", "unknown-role"], 0),
        (&["rules"], 0),
        (&["targets"], 0),
        (&["targets", "together"], 0),
        (&["models"], 0),
        (&["models", "Qwen/Qwen3-8B"], 0),
        (&["diagnose", "Line 1: `messages[1]` must contain a `role` field", "data/bad.jsonl"], 0),
        (&["init", "data"], 0),
        (&["schema"], 0),
        (&["completions", "bash"], 0),
        (&["man"], 0),
        (&["help"], 0),
        (&["--version"], 0),
    ];
    for (arguments, code) in runs {
        let (found, _, err) = told(&without_network(&mut place.command(arguments)));
        assert_eq!(found, code, "{arguments:?}: {err}");
    }
    // That no command is forgotten.
    let (_, help, _) = told(&place.command(&["--help"]).output().unwrap());
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = commands
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 10, "{help}");
    for command in commands {
        let is_run = runs.iter().any(|(arguments, _)| arguments[0] == command);
        assert!(is_run, "{command} is not run without a network");
    }
}
