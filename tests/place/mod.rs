//! A directory with datasets in which the program is run, as a user runs it.

#![allow(dead_code, reason = "not every test needs all of it")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

pub(crate) const GOOD: &str = r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#;
pub(crate) const BAD: &str = r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "asistant", "content": "Hello."}]}"#;
/// A warning at Together AI.
pub(crate) const ODD: &str =
    r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}]}"#;

/// A directory of its own for each test.
pub(crate) struct Place(tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tunelint"));
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        // Whoever runs the tests may have any models there.
        command.env("HF_HUB_CACHE", self.path().join("no-hub"));
        for variable in
            ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "GITHUB_STEP_SUMMARY"]
        {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Result {
        Result(self.command(arguments).output().unwrap())
    }

    /// In as many columns as files have.
    pub(crate) fn run_narrow(&self, arguments: &[&str]) -> Result {
        Result(self.command(arguments).env("COLUMNS", "80").output().unwrap())
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Result {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Beside reading: a program that writes while it reads would wait for us, and we for it.
        let input = input.to_vec();
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        Result(output)
    }
}

pub(crate) struct Result(Output);

impl Result {
    pub(crate) fn code(&self) -> Option<i32> {
        self.0.status.code()
    }

    pub(crate) fn out(&self) -> &str {
        std::str::from_utf8(&self.0.stdout).unwrap()
    }

    pub(crate) fn err(&self) -> &str {
        std::str::from_utf8(&self.0.stderr).unwrap()
    }
}
