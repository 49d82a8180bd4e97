//! Every option of the help is in a test.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod place;

use std::path::Path;

use place::Place;

/// The first words of the indented lines below a heading of the help.
fn listed<'a>(help: &'a str, heading: &str) -> Vec<&'a str> {
    let lines = help.lines().skip_while(|line| *line != heading).skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    lines.filter_map(|line| line.split_whitespace().next()).collect()
}

/// The long names of the options in a help.
fn options(help: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for line in help.lines().map(str::trim_start).filter(|line| line.starts_with('-')) {
        let words = line.split([' ', ',', '=', '.']);
        names.extend(words.take(3).find(|word| word.starts_with("--") && word.len() > 2));
    }
    names
}

/// The functions of the tests that run the program: a test and what helps it are one text, if both
/// name the command.
fn functions() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let texts = files.map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| text.split("\nfn ").map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn every_option_of_the_help_is_in_a_test() {
    let place = Place::new();
    let functions = functions();
    let is_tested = |command: &str, option: &str| {
        let (command, option) = (format!("\"{command}\""), format!("\"{option}\""));
        // The default command need not be named.
        let is_named = |text: &str| command == "\"check\"" || text.contains(&command);
        functions.iter().any(|text| is_named(text) && text.contains(&option))
    };
    let help = place.run(&["--help"]);
    let commands = listed(help.out(), "Commands:");
    assert!(commands.contains(&"check") && commands.contains(&"diff"), "{commands:?}");
    let mut untested = Vec::new();
    let mut seen = 0;
    for command in commands.into_iter().filter(|command| *command != "help") {
        let help = place.run(&[command, "--help"]);
        assert_eq!(help.code(), Some(0), "{command}");
        for option in options(help.out()).into_iter().filter(|option| *option != "--help") {
            seen += 1;
            // It is the same for all of them.
            let command = if option == "--color" { "check" } else { command };
            if !is_tested(command, option) {
                untested.push(format!("{command} {option}"));
            }
        }
        let used = functions.iter().any(|text| text.contains(&format!("\"{command}\"")));
        assert!(used, "no test runs `tunelint {command}`");
    }
    assert!(seen > 50, "{seen} options were found in the help");
    assert!(untested.is_empty(), "no test uses {untested:?}");
}
