//! Tests of `discover` on real directories.

#![allow(clippy::unwrap_used)]

use tempfile::TempDir;

use super::*;

fn tree(files: &[&str]) -> TempDir {
    let directory = TempDir::new().unwrap();
    for file in files {
        let path = directory.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "{}\n").unwrap();
    }
    directory
}

/// What is found in the directory, as paths inside it.
fn found(directory: &TempDir, options: &DiscoverOptions) -> Vec<String> {
    let discovery = discover(&[directory.path().into()], options);
    inside(directory, &discovery)
}

fn inside(directory: &TempDir, discovery: &Discovery) -> Vec<String> {
    let name = |source: &Source| {
        let path = source.path().unwrap();
        path.strip_prefix(directory.path()).unwrap_or(path).to_string_lossy().replace('\\', "/")
    };
    discovery.sources.iter().map(name).collect()
}

fn patterns(patterns: &[&str]) -> Patterns {
    Patterns::new(patterns).unwrap()
}

#[test]
fn a_directory_gives_its_datasets_sorted() {
    let directory = tree(&[
        "b.jsonl",
        "a.NDJSON",
        "a/z.jsonl.gz",
        "a/c.jsonl.ZST",
        "a-b.jsonl",
        "train.json",
        "x.gz",
        "jsonl",
        ".hidden.jsonl",
        ".cache/x.jsonl",
        "README.md",
    ]);
    let expected = ["a/c.jsonl.ZST", "a/z.jsonl.gz", "a-b.jsonl", "a.NDJSON", "b.jsonl"];
    assert_eq!(found(&directory, &DiscoverOptions::default()), expected);
}

#[test]
fn a_file_named_outright_is_taken_whatever_its_name() {
    let directory = tree(&["notes.txt", "a.jsonl"]);
    let path = directory.path().join("notes.txt");
    let discovery = discover(std::slice::from_ref(&path), &DiscoverOptions::default());
    assert_eq!(discovery.sources, [Source::file(path)]);
    assert!(discovery.problems.is_empty());
}

#[test]
fn each_file_and_standard_input_come_once() {
    let directory = tree(&["a.jsonl", "sub/b.jsonl"]);
    let at = |path: &str| directory.path().join(path);
    let paths = [
        at("sub/b.jsonl"),
        "-".into(),
        at("sub/../a.jsonl"),
        at(""),
        "-".into(),
        at("sub"),
        at("a.jsonl"),
    ];
    let discovery = discover(&paths, &DiscoverOptions::default());
    let origins: Vec<_> = discovery.sources.iter().map(Source::path).collect();
    let first = at("sub/b.jsonl");
    let second = at("sub/../a.jsonl");
    assert_eq!(origins, [Some(first.as_path()), None, Some(second.as_path())]);
    assert!(discovery.problems.is_empty());
}

#[test]
fn problems_do_not_end_the_search() {
    let directory = tree(&["a.jsonl", "empty/readme.txt"]);
    let at = |path: &str| directory.path().join(path);
    let discovery =
        discover(&[at("missing"), at("empty"), at("a.jsonl")], &DiscoverOptions::default());
    assert_eq!(inside(&directory, &discovery), ["a.jsonl"]);
    assert!(matches!(
        discovery.problems.as_slice(),
        [InputError::NotFound { .. }, InputError::NoDatasets { ignored: None, excluded: None, .. }]
    ));
    assert!(discovery.problems[1].hint().unwrap().contains(".jsonl"));
}

#[test]
fn excluded_files_are_left_out_unless_named_outright() {
    let directory = tree(&["a.jsonl", "eval/b.jsonl", "x/eval/c.jsonl", "old/d.jsonl"]);
    let mut options =
        DiscoverOptions { exclude: patterns(&["eval/**", "old"]), ..Default::default() };
    assert_eq!(found(&directory, &options), ["a.jsonl", "x/eval/c.jsonl"]);

    let named = [directory.path().join("old/d.jsonl"), directory.path().join("old")];
    assert_eq!(inside(&directory, &discover(&named, &options)), ["old/d.jsonl"]);

    options.exclude = patterns(&["d.jsonl"]);
    options.force_exclude = true;
    let discovery = discover(&named[..1], &options);
    assert!(discovery.sources.is_empty() && discovery.problems.is_empty());
}

#[test]
fn include_replaces_the_endings() {
    let directory = tree(&["a.jsonl", "b.json", "c/d.json", "c/e.txt"]);
    let options = DiscoverOptions { include: patterns(&["*.json"]), ..Default::default() };
    assert_eq!(found(&directory, &options), ["b.json", "c/d.json"]);
    let options = DiscoverOptions { include: patterns(&["c/*"]), ..Default::default() };
    assert_eq!(found(&directory, &options), ["c/d.json", "c/e.txt"]);
}

#[test]
fn ignore_files_are_heeded_and_blamed() {
    let directory = tree(&["a.jsonl", "b.jsonl", "all/c.jsonl"]);
    fs::write(directory.path().join(".ignore"), "b.jsonl\n").unwrap();
    fs::write(directory.path().join("all/.ignore"), "*\n").unwrap();
    let mut options = DiscoverOptions::default();
    assert_eq!(found(&directory, &options), ["a.jsonl"]);

    let discovery = discover(&[directory.path().join("all")], &options);
    assert!(discovery.sources.is_empty());
    let hint = discovery.problems[0].hint().unwrap();
    assert!(hint.contains("c.jsonl") && hint.contains("--no-ignore"), "{hint}");

    options.no_ignore = true;
    assert_eq!(found(&directory, &options), ["a.jsonl", "all/c.jsonl", "b.jsonl"]);

    options.exclude = patterns(&["*.jsonl"]);
    let discovery = discover(&[directory.path().into()], &options);
    let hint = discovery.problems[0].hint().unwrap();
    assert!(hint.contains("exclude patterns"), "{hint}");
}

#[test]
fn gitignore_is_heeded_in_a_repository() {
    let directory = tree(&["a.jsonl", "b.jsonl"]);
    fs::create_dir(directory.path().join(".git")).unwrap();
    fs::write(directory.path().join(".gitignore"), "/b.jsonl\n").unwrap();
    assert_eq!(found(&directory, &DiscoverOptions::default()), ["a.jsonl"]);
}

#[cfg(unix)]
#[test]
fn links_to_files_are_files_and_links_to_directories_are_not_followed() {
    use std::os::unix::fs::symlink;
    let directory = tree(&["blobs/1234", "sub/b.jsonl"]);
    let at = |path: &str| directory.path().join(path);
    symlink(at("blobs/1234"), at("a.jsonl")).unwrap();
    symlink(at("blobs/1234"), at("again.jsonl")).unwrap();
    symlink(at("gone"), at("dangling.jsonl")).unwrap();
    symlink(at(""), at("sub/loop")).unwrap();
    symlink(at("sub"), at("linked")).unwrap();
    symlink(at("sub"), at("z.jsonl")).unwrap();
    symlink(at("sub/b.jsonl"), at("b.jsonl")).unwrap();
    let options = DiscoverOptions::default();
    assert_eq!(found(&directory, &options), ["a.jsonl", "sub/b.jsonl"]);
    // A link that is named outright is followed.
    let discovery = discover(&[at("linked"), at("sub")], &options);
    assert_eq!(inside(&directory, &discovery), ["linked/b.jsonl"]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_need_not_be_utf_8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let directory = tree(&[]);
    let path = directory.path().join(OsStr::from_bytes(b"caf\xe9.jsonl"));
    fs::write(&path, "{}\n").unwrap();
    let options = DiscoverOptions { exclude: patterns(&["x/**"]), ..Default::default() };
    let discovery = discover(&[directory.path().into(), path.clone()], &options);
    assert_eq!(discovery.sources, [Source::file(path)]);
    assert!(discovery.sources[0].to_string().ends_with("caf\u{fffd}.jsonl"));
}

#[cfg(unix)]
#[test]
fn an_unreadable_directory_is_a_problem_and_the_rest_is_searched() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tree(&["a.jsonl", "closed/b.jsonl"]);
    let closed = directory.path().join("closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let open_to_all = fs::read_dir(&closed).is_ok();
    let discovery = discover(&[directory.path().into()], &DiscoverOptions::default());
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    if open_to_all {
        // Root reads everything, so there is nothing to be seen.
        assert_eq!(inside(&directory, &discovery), ["a.jsonl", "closed/b.jsonl"]);
    } else {
        assert_eq!(inside(&directory, &discovery), ["a.jsonl"]);
        assert!(matches!(discovery.problems.as_slice(), [InputError::Walk { .. }]));
    }
}
