//! `full`, `concise` and `grouped`, and `--statistics`.

use insta::assert_snapshot;

use super::samples::*;
use crate::render::OutputFormat::{Concise, Full, Grouped};
use crate::render::RenderOptions;
use crate::target::Effect;

#[test]
fn a_finding() {
    let report = report("train.jsonl", 1, 0);
    assert_snapshot!(alone(Full, &unknown_role(), &report), @r#"
    error[dataset/mixed-formats]: unknown role "asistant"
        ╭─[train.jsonl:812:122]
    812 │ …r", "content": "Hi"}, {"role": "asistant", "content": "Hello! How can I …
        │                                 ^^^^^^^^^^ did you mean "assistant"?
        ╰──── messages[2].role
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
      help: write "assistant"
    "#);
    assert_snapshot!(alone(Concise, &unknown_role(), &report), @r#"train.jsonl:812:122: error[dataset/mixed-formats] unknown role "asistant""#);
}

#[test]
fn a_finding_drawn_with_ascii_in_few_columns() {
    let options = RenderOptions { unicode: false, width: 60, quiet: true, ..Full.options() };
    let report = report("train.jsonl", 1, 0);
    assert_snapshot!(written(Full, options, &[unknown_role(), duplicate_key("")], &report));
}

#[test]
fn a_finding_in_colour() {
    let options = RenderOptions { color: true, quiet: true, ..Full.options() };
    let report = report("train.jsonl", 1, 0);
    let text = written(Full, options, &[unknown_role()], &report);
    assert_snapshot!(text.replace('\x1b', "␛"), @r#"
    ␛[1;31merror[dataset/mixed-formats]:␛[0m ␛[1munknown role "asistant"␛[0m
        ␛[1;94m╭─[␛[0mtrain.jsonl:812:122␛[1;94m]␛[0m
    ␛[1;94m812␛[0m ␛[1;94m│␛[0m …r", "content": "Hi"}, {"role": "asistant", "content": "Hello! How can I …
        ␛[1;94m│␛[0m                                 ␛[1;31m^^^^^^^^^^␛[0m ␛[1;31mdid you mean "assistant"?␛[0m
        ␛[1;94m╰────␛[0m ␛[2mmessages[2].role␛[0m
      ␛[1mtogether, openai␛[0m ␛[1;31mrefuse the file␛[0m: roles are system, user, assistant, tool
      ␛[1mllama-factory␛[0m ␛[1;31mdrops this record without a word␛[0m
      ␛[1;36mhelp:␛[0m write "assistant"
    "#);
}

#[test]
fn a_related_place_nearby() {
    assert_snapshot!(alone(Full, &duplicate_key(""), &report("train.jsonl", 1, 0)), @r#"
    error[dataset/mixed-formats]: this object has the key "role" twice
        ╭─[train.jsonl:7:32]
      7 │ {"messages": [{"role": "user", "role": "system"}]}
        │                ------          ^^^^^^ the second one counts
        │                the first `role`
        ╰──── messages[0].role
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
    "#);
}

#[test]
fn a_related_place_too_far_to_be_in_the_same_excerpt() {
    let between = format!("\"content\": \"{}\", ", "x".repeat(90));
    assert_snapshot!(alone(Full, &duplicate_key(&between), &report("train.jsonl", 1, 0)), @r#"
    error[dataset/mixed-formats]: this object has the key "role" twice
        ╭─[train.jsonl:7:137]
      7 │ …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "role": "system"}]}
        │                                              ^^^^^^ the second one counts
        ╰──── messages[0].role
      note: the first `role`
        ╭─[train.jsonl:7:16]
      7 │ {"messages": [{"role": "user", "content": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
        │                ------
        ╰────
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
    "#);
}

#[test]
fn a_related_place_in_another_file() {
    let report = with_file(report("train.jsonl", 0, 1), "eval.jsonl", 1);
    assert_snapshot!(alone(Full, &duplicate_record(), &report), @r#"
    warning[dataset/duplicate-record]: this record is the same as the one in line 17
      of "train.jsonl"
         ╭─[eval.jsonl:1000:1]
    1000 │ {"messages": [{"role": "system", "content": "You are a helpful assistan…
         │ ^
         ╰────
      note: the same record, for the first time
        ──[train.jsonl:17:1]
      together, openai train this otherwise than meant: each copy is trained again
      help: remove all but one of them

    ... 1 more duplicate-record (--max-per-rule none shows all)
    "#);
}

#[test]
fn a_finding_about_a_file() {
    let report = report("train.jsonl", 1, 0);
    assert_snapshot!(alone(Full, &empty_file(), &report), @r#"
    error[file/empty-file]: this file is empty
        ──[train.jsonl]
      together, openai, llama-factory refuse the file: File is empty
      help: write at least one record: a JSON object on a line of its own

    ... 1 more mixed-formats (--max-per-rule none shows all)
    "#);
    assert_snapshot!(alone(Concise, &empty_file(), &report), @r#"
    train.jsonl:1:1: error[file/empty-file] this file is empty
    ... 1 more mixed-formats (--max-per-rule none shows all)
    "#);
}

#[test]
fn an_empty_place_at_the_end_of_a_line() {
    let line = br#"{"messages": [{"role": "user", "content": "Hi"}"#;
    let mut finding = finding(line, 3, line.len()..line.len());
    finding.message = "this line ends within an object".into();
    finding.label = Some("`]` and `}` are missing".into());
    assert_snapshot!(alone(Full, &finding, &report("train.jsonl", 1, 0)), @r#"
    error[dataset/mixed-formats]: this line ends within an object
        ╭─[train.jsonl:3:48]
      3 │ {"messages": [{"role": "user", "content": "Hi"}
        │                                                ^ `]` and `}` are missing
        ╰────
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
    "#);
}

#[test]
fn a_label_that_does_not_fit_beside_its_place() {
    let line = format!(r#"{{"text": "{}"}}"#, "x".repeat(200));
    let mut finding = finding(line.as_bytes(), 3, 9..9 + 202);
    finding.message = "this text is too long".into();
    finding.label = Some("202 characters".into());
    assert_snapshot!(alone(Full, &finding, &report("train.jsonl", 1, 0)), @r#"
    error[dataset/mixed-formats]: this text is too long
        ╭─[train.jsonl:3:10]
      3 │ {"text": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
        │          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        │          202 characters
        ╰────
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
    "#);
}

#[test]
fn a_finding_in_the_middle_of_ten_megabytes() {
    assert_snapshot!(alone(Full, &in_a_long_line(), &report("train.jsonl", 1, 0)), @r#"
    error[dataset/mixed-formats]: unknown role "asistant"
        ╭─[train.jsonl:1:5000001]
      1 │ …xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"asistant"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
        │                                 ^^^^^^^^^^ did you mean "assistant"?
        ╰────
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
    "#);
}

#[test]
fn hostile_names_and_contents() {
    let report = report(HOSTILE_NAME, 1, 0);
    assert_snapshot!(alone(Full, &hostile(), &report), @r#"
    error[dataset/mixed-formats]: unknown role "␛]0;title␇\u{202e}"␍␊::error::%
      ]]></x>&amp;
        ╭─[a␍␊::error::b␛[2J\u{202e}%0A,:|`]]><x>&"'�.jsonl:1:10]
      1 │ {"role": "␛]0;title␇\u{202e}\xFF", "content": "␉x"}
        │   ----   ^^^^^^^^^^^^^^^^^^^ ␍␛[31mred
        │   ␀￾|`
        ╰──── a\u{200b}b␊.role
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
      help: write␊##[error]\u{2028}this
    "#);
    assert_snapshot!(alone(Concise, &hostile(), &report), @r#"a␍␊::error::b␛[2J\u{202e}%0A,:|`]]><x>&"'�.jsonl:1:10: error[dataset/mixed-formats] unknown role "␛]0;title␇\u{202e}"␍␊::error::% ]]></x>&amp;"#);
    assert_snapshot!(alone(Grouped, &hostile(), &report), @r#"
    a␍␊::error::b␛[2J\u{202e}%0A,:|`]]><x>&"'�.jsonl
      1:10       error    unknown role "␛]0;title␇\u{202e}"␍␊::error::% ]]></x>&amp;  dataset/mixed-formats
    "#);
}

#[test]
fn every_effect_has_words() {
    let mut options = Full.options();
    (options.quiet, options.per_rule) = (true, None);
    let findings: Vec<_> = Effect::ALL[2..]
        .iter()
        .map(|effect| {
            let mut finding = with_effect(unknown_role(), *effect);
            (finding.snippet, finding.help) = (None, None);
            finding
        })
        .collect();
    assert_snapshot!(written(Full, options, &findings, &report("train.jsonl", 5, 0)));
}

#[test]
fn what_is_not_established_is_said_only_where_nothing_else_is() {
    let mut finding = with_effect(unknown_role(), Effect::Unknown);
    finding.level = crate::target::Level::Warning;
    let report = report("train.jsonl", 0, 1);
    assert!(alone(Full, &finding, &report).contains("not established for together, openai:"));
    finding.effects[2] = Effect::Ignores;
    assert!(!alone(Full, &finding, &report).contains("not established"));
}

#[test]
fn a_whole_report() {
    let report = with_file(report("train.jsonl", 12_000 / 2, 20), "eval.jsonl", 3);
    let findings: Vec<_> = (0..10)
        .map(|i| {
            let mut finding = unknown_role();
            finding.location.line += i * 7;
            finding
        })
        .collect();
    let options = RenderOptions { per_rule: Some(1), ..Full.options() };
    assert_snapshot!(written(Full, options, &findings, &report));
    let options = RenderOptions { per_rule: Some(2), ..Concise.options() };
    let report = self::report("train.jsonl", 12_000 / 2, 0);
    assert_snapshot!(written(Concise, options, &findings, &report), @r#"
    train.jsonl:812:122: error[dataset/mixed-formats] unknown role "asistant"
    train.jsonl:819:122: error[dataset/mixed-formats] unknown role "asistant"
    ... 5,998 more mixed-formats (lines 826, ...; --max-per-rule none shows all)
    ✗ 6,000 errors in 12,000 records (18.2 MB, 0.02 s):
      together and openai refuse this dataset
    "#);
}

#[test]
fn findings_by_file() {
    let report = with_file(report("train.jsonl", 12_000 / 2, 20), "eval.jsonl", 3);
    let findings = [unknown_role(), duplicate_key(""), duplicate_record()];
    assert_snapshot!(written(Grouped, Grouped.options(), &findings, &report));
}

#[test]
fn statistics() {
    let report = report("train.jsonl", 12_000 / 2, 20);
    let options = RenderOptions { statistics: true, ..Full.options() };
    assert_snapshot!(written(Full, options, &[unknown_role()], &report), @r#"
      found  level    rule
      6,000  error    dataset/mixed-formats
         20  warning  dataset/duplicate-record

    ✗ 6,000 errors, 20 warnings in 12,000 records (18.2 MB, 0.02 s):
      together and openai refuse this dataset
    "#);
    let quiet = RenderOptions { quiet: true, ..options };
    assert_snapshot!(written(Concise, quiet, &[unknown_role()], &report), @r#"
    found  level    rule
    6,000  error    dataset/mixed-formats
       20  warning  dataset/duplicate-record
    "#);
}

#[test]
fn without_the_text_of_the_dataset() {
    let options = RenderOptions { redact: true, quiet: true, ..Full.options() };
    let report = report("train.jsonl", 1, 0);
    assert_snapshot!(written(Full, options, &[duplicate_key("")], &report), @r#"
    error[dataset/mixed-formats]: a record has another format than the file's first
      (other)
        ──[train.jsonl:7:32] messages[0].role
      note: a place that belongs to it
        ──[train.jsonl:7:16]
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
    "#);
}

#[test]
fn too_many_findings_altogether() {
    let options = RenderOptions { total: Some(1), ..Concise.options() };
    let findings = [unknown_role(), duplicate_record()];
    assert_snapshot!(written(Concise, options, &findings, &report("t.jsonl", 3, 4)), @r#"
    t.jsonl:812:122: error[dataset/mixed-formats] unknown role "asistant"
    ... 6 more of 2 rules (--max-diagnostics none shows all)
    ✗ 3 errors, 4 warnings in 12,000 records (18.2 MB, 0.02 s):
      together and openai refuse this dataset
    "#);
}

#[test]
fn nothing_found() {
    assert_snapshot!(written(Full, Full.options(), &[], &clean_report()), @r#"✓ no problems in 12,000 records (18.2 MB, 0.02 s)"#);
    let ascii = RenderOptions { unicode: false, ..Concise.options() };
    assert_snapshot!(written(Concise, ascii, &[], &clean_report()), @r#"ok: no problems in 12,000 records (18.2 MB, 0.02 s)"#);
    let quiet = RenderOptions { quiet: true, ..Full.options() };
    assert_eq!(written(Full, quiet, &[], &clean_report()), "");
}

#[test]
fn warnings_alone() {
    assert_snapshot!(written(Full, Full.options(), &[], &report("train.jsonl", 0, 20)), @r#"
    ... 20 more duplicate-record (--max-per-rule none shows all)

      target         records  trains  mistrained  verdict
      together        12,000  11,980          20  accepted
      openai          12,000  11,980          20  accepted
      llama-factory   12,000  12,000           ·  accepted

    ⚠ 20 warnings in 12,000 records (18.2 MB, 0.02 s):
      together and openai mistrain 20 records
    "#);
}

#[test]
fn a_forecast_without_room_for_a_table() {
    let options = RenderOptions { width: 60, ..Full.options() };
    assert_snapshot!(written(Full, options, &[], &report("train.jsonl", 5, 20)));
}
