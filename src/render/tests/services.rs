//! `github`, `gitlab`, `sarif` and `junit`: what other programs on other machines read.

use insta::assert_snapshot;
use serde_json::Value;

use super::samples::*;
use crate::render::OutputFormat::{Github, Gitlab, Junit, Sarif};
use crate::render::{OutputFormat, RenderOptions};
use crate::rules::Finding;

const SERVICES: [OutputFormat; 4] = [Github, Gitlab, Sarif, Junit];

/// With the data quoted, which not all of them do unasked.
fn quoting(format: OutputFormat) -> RenderOptions {
    RenderOptions { redact: false, ..format.options() }
}

fn samples() -> [Finding; 4] {
    [unknown_role(), duplicate_key(""), duplicate_record(), hostile()]
}

/// What is written of ordinary findings and of a hostile one, in a file with a hostile name.
fn of_samples(format: OutputFormat) -> String {
    let report = with_file(report(HOSTILE_NAME, 3, 1), "eval.jsonl", 1);
    written(format, quoting(format), &samples(), &report)
}

fn schema(name: &str) -> Value {
    let path = format!("{}/tests/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
    object(&std::fs::read_to_string(path).unwrap())
}

/// JSON for the eyes, without what they would be deceived by.
fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap().replace('\u{202e}', "<RLO>")
}

#[test]
fn github() {
    let text = of_samples(Github);
    assert_snapshot!(text.replace('\x1b', "␛"), @r#"
    ::error file=a%0D%0A%3A%3Aerror%3A%3Ab␛[2J\u{202e}%250A%2C%3A|`]]><x>&"'�.jsonl,line=812,endLine=812,col=122,endColumn=132,title=unknown role "asistant"::unknown role "asistant" [dataset/mixed-formats]%0Aat messages[2].role%0Atogether, openai refuse the file: roles are system, user, assistant, tool%0Allama-factory drops this record without a word%0Ahelp: write "assistant"
    ::error file=a%0D%0A%3A%3Aerror%3A%3Ab␛[2J\u{202e}%250A%2C%3A|`]]><x>&"'�.jsonl,line=7,endLine=7,col=32,endColumn=38,title=this object has the key "role" twice::this object has the key "role" twice [dataset/mixed-formats]%0Aat messages[0].role%0Atogether, openai refuse the file: roles are system, user, assistant, tool%0Allama-factory drops this record without a word
    ::error file=a%0D%0A%3A%3Aerror%3A%3Ab␛[2J\u{202e}%250A%2C%3A|`]]><x>&"'�.jsonl,line=1,endLine=1,col=10,endColumn=22,title=unknown role "␛]0;title␇\u{202e}"␍␊%3A%3Aerror%3A%3A%25 ]]></x>&amp;::unknown role "␛]0;title␇\u{202e}"␍␊::error::%25 ]]></x>&amp; [dataset/mixed-formats]%0Aat a\u{200b}b␊.role%0Atogether, openai refuse the file: roles are system, user, assistant, tool%0Allama-factory drops this record without a word%0Ahelp: write␊##[error]\u{2028}this
    ::warning file=eval.jsonl,line=1000,endLine=1000,col=1,endColumn=2,title=this record is the same as the one in line 17 of "train.jsonl"::this record is the same as the one in line 17 of "train.jsonl" [dataset/duplicate-record]%0Atogether, openai train this otherwise than meant: each copy is trained again%0Ahelp: remove all but one of them
    ::stop-commands::tunelint-bedf3bdc364e0efe
    error[dataset/mixed-formats]: unknown role "asistant"
        ╭─[a␍␊::error::b␛[2J\u{202e}%0A,:|`]]><x>&"'�.jsonl:812:122]
    812 │ …r", "content": "Hi"}, {"role": "asistant", "content": "Hello! How can I …
        │                                 ^^^^^^^^^^ did you mean "assistant"?
        ╰──── messages[2].role
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word
      help: write "assistant"

    error[dataset/mixed-formats]: this object has the key "role" twice
        ╭─[a␍␊::error::b␛[2J\u{202e}%0A,:|`]]><x>&"'�.jsonl:7:32]
      7 │ {"messages": [{"role": "user", "role": "system"}]}
        │                ------          ^^^^^^ the second one counts
        │                the first `role`
        ╰──── messages[0].role
      together, openai refuse the file: roles are system, user, assistant, tool
      llama-factory drops this record without a word

    warning[dataset/duplicate-record]: this record is the same as the one in line 17
      of "train.jsonl"
         ╭─[eval.jsonl:1000:1]
    1000 │ {"messages": [{"role": "system", "content": "You are a helpful assistan…
         │ ^
         ╰────
      note: the same record, for the first time
        ──[a␍␊::error::b␛[2J\u{202e}%0A,:|`]]><x>&"'�.jsonl:17:1]
      together, openai train this otherwise than meant: each copy is trained again
      help: remove all but one of them

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

    ... 1 more duplicate-record (--max-per-rule none shows all)

      found  level    rule
          3  error    dataset/mixed-formats
          2  warning  dataset/duplicate-record

      errors  warnings  records  format  file
           3         1   12,000  chat    a␍␊::error::b␛[2J\u{202e}%0A,:|`]]><x>&"'�.jsonl
           ·         1      300  chat    eval.jsonl

      target         records  trains  mistrained  dropped  refused  verdict
      together        12,300  12,295           2        ·        3  refused
      openai          12,300  12,295           2        ·        3  refused
      llama-factory   12,300  12,297           ·        3        ·  accepted

    ✗ 3 errors, 2 warnings in 12,300 records of 2 files (18.7 MB, 0.02 s):
      together and openai refuse this dataset
    ::tunelint-bedf3bdc364e0efe::
    "#);
    // A line is a command or stands where commands are not heeded.
    let mut lines = text.lines();
    let end = lines.by_ref().find_map(|line| {
        assert!(line.starts_with("::"), "{line}");
        line.strip_prefix("::stop-commands::")
    });
    let end = format!("::{}::", end.unwrap());
    let rest: Vec<&str> = lines.collect();
    assert_eq!(rest.iter().position(|line| *line == end), Some(rest.len() - 1));
}

#[test]
fn github_annotates_one_of_each_rule_before_repeats() {
    let report = report("train.jsonl", 100, 100);
    let mut findings = vec![unknown_role(); 60];
    findings.extend(vec![duplicate_record(); 3]);
    findings.push(empty_file());
    let text = written(Github, Github.options(), &findings, &report);
    let of = |start: &str| text.lines().filter(|line| line.starts_with(start)).collect::<Vec<_>>();
    let errors = of("::error ");
    assert_eq!(errors.len(), 10);
    assert!(errors[0].contains("mixed-formats") && errors[1].contains("empty-file"));
    assert_eq!(of("::warning ").len(), 3);
    let annotations = of("::").len() - 2;
    assert_eq!(annotations, 13, "errors first, then warnings, then the report");
    assert!(text.find("::warning ") > text.rfind("::error "));
}

#[test]
fn gitlab() {
    let text = of_samples(Gitlab);
    let issues = object(&text);
    assert_conforms(&schema("gitlab-code-quality"), &issues);
    assert_snapshot!(pretty(&issues), @r#"
    [
      {
        "check_name": "dataset/mixed-formats",
        "description": "unknown role \"asistant\". at messages[2].role. together, openai refuse the file: roles are system, user, assistant, tool. llama-factory drops this record without a word. help: write \"assistant\"",
        "fingerprint": "4f41f602bbe2b49a1288d6c8790df101",
        "location": {
          "lines": {
            "begin": 812,
            "end": 812
          },
          "path": "a\r\n::error::b\u001b[2J<RLO>%0A,:|`]]><x>&\"'�.jsonl"
        },
        "severity": "blocker"
      },
      {
        "check_name": "dataset/mixed-formats",
        "description": "this object has the key \"role\" twice. at messages[0].role. together, openai refuse the file: roles are system, user, assistant, tool. llama-factory drops this record without a word",
        "fingerprint": "85fe5ed244c0c62e148b049649185091",
        "location": {
          "lines": {
            "begin": 7,
            "end": 7
          },
          "path": "a\r\n::error::b\u001b[2J<RLO>%0A,:|`]]><x>&\"'�.jsonl"
        },
        "severity": "blocker"
      },
      {
        "check_name": "dataset/mixed-formats",
        "description": "unknown role \"␛]0;title␇\\u{202e}\"␍␊::error::% ]]></x>&amp;. at a\\u{200b}b␊.role. together, openai refuse the file: roles are system, user, assistant, tool. llama-factory drops this record without a word. help: write␊##[error]\\u{2028}this",
        "fingerprint": "c11751e6489a43f0835e4baf73e3b1ab",
        "location": {
          "lines": {
            "begin": 1,
            "end": 1
          },
          "path": "a\r\n::error::b\u001b[2J<RLO>%0A,:|`]]><x>&\"'�.jsonl"
        },
        "severity": "blocker"
      },
      {
        "check_name": "dataset/duplicate-record",
        "description": "this record is the same as the one in line 17 of \"train.jsonl\". together, openai train this otherwise than meant: each copy is trained again. help: remove all but one of them",
        "fingerprint": "fa74e9773fccb7a36634e1c2ed3588b9",
        "location": {
          "lines": {
            "begin": 1000,
            "end": 1000
          },
          "path": "eval.jsonl"
        },
        "severity": "major"
      },
      {
        "check_name": "tunelint/left-out",
        "description": "1 finding left out: the worst are here; --max-diagnostics none writes all",
        "fingerprint": "tunelint/left-out",
        "location": {
          "lines": {
            "begin": 1,
            "end": 1
          },
          "path": "a\r\n::error::b\u001b[2J<RLO>%0A,:|`]]><x>&\"'�.jsonl"
        },
        "severity": "info"
      }
    ]
    "#);
}

/// The official schema, without a pattern in it that is no regular expression: of languages, which
/// are not written here.
fn sarif_schema() -> Value {
    let mut schema = schema("sarif-2.1.0");
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"];
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    schema
}

#[test]
fn sarif() {
    let log = object(&of_samples(Sarif));
    assert_conforms(&sarif_schema(), &log);
    assert_snapshot!(pretty(&log), @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "runs": [
        {
          "columnKind": "unicodeCodePoints",
          "invocations": [
            {
              "executionSuccessful": true,
              "toolExecutionNotifications": [
                {
                  "level": "warning",
                  "message": {
                    "text": "1 finding left out: the worst are here; --max-diagnostics none writes all"
                  }
                }
              ]
            }
          ],
          "results": [
            {
              "level": "error",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "messages[2].role",
                      "kind": "member"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%0D%0A%3A%3Aerror%3A%3Ab%1B%5B2J%E2%80%AE%250A%2C%3A%7C%60%5D%5D%3E%3Cx%3E%26%22%27%EF%BF%BD.jsonl"
                    },
                    "region": {
                      "endColumn": 132,
                      "endLine": 812,
                      "startColumn": 122,
                      "startLine": 812
                    }
                  }
                }
              ],
              "message": {
                "text": "unknown role \"asistant\". at messages[2].role. together, openai refuse the file: roles are system, user, assistant, tool. llama-factory drops this record without a word. help: write \"assistant\""
              },
              "partialFingerprints": {
                "tunelint/v1": "4f41f602bbe2b49a1288d6c8790df101"
              },
              "properties": {
                "effects": {
                  "llama-factory": "drops",
                  "openai": "refuses",
                  "together": "refuses"
                }
              },
              "relatedLocations": [],
              "ruleId": "dataset/mixed-formats",
              "ruleIndex": 0
            },
            {
              "level": "error",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "messages[0].role",
                      "kind": "member"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%0D%0A%3A%3Aerror%3A%3Ab%1B%5B2J%E2%80%AE%250A%2C%3A%7C%60%5D%5D%3E%3Cx%3E%26%22%27%EF%BF%BD.jsonl"
                    },
                    "region": {
                      "endColumn": 38,
                      "endLine": 7,
                      "startColumn": 32,
                      "startLine": 7
                    }
                  }
                }
              ],
              "message": {
                "text": "this object has the key \"role\" twice. at messages[0].role. together, openai refuse the file: roles are system, user, assistant, tool. llama-factory drops this record without a word"
              },
              "partialFingerprints": {
                "tunelint/v1": "85fe5ed244c0c62e148b049649185091"
              },
              "properties": {
                "effects": {
                  "llama-factory": "drops",
                  "openai": "refuses",
                  "together": "refuses"
                }
              },
              "relatedLocations": [
                {
                  "message": {
                    "text": "the first `role`"
                  },
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%0D%0A%3A%3Aerror%3A%3Ab%1B%5B2J%E2%80%AE%250A%2C%3A%7C%60%5D%5D%3E%3Cx%3E%26%22%27%EF%BF%BD.jsonl"
                    },
                    "region": {
                      "endColumn": 22,
                      "endLine": 7,
                      "startColumn": 16,
                      "startLine": 7
                    }
                  }
                }
              ],
              "ruleId": "dataset/mixed-formats",
              "ruleIndex": 0
            },
            {
              "level": "error",
              "locations": [
                {
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "a\\u{200b}b␊.role",
                      "kind": "member"
                    }
                  ],
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%0D%0A%3A%3Aerror%3A%3Ab%1B%5B2J%E2%80%AE%250A%2C%3A%7C%60%5D%5D%3E%3Cx%3E%26%22%27%EF%BF%BD.jsonl"
                    },
                    "region": {
                      "endColumn": 22,
                      "endLine": 1,
                      "startColumn": 10,
                      "startLine": 1
                    }
                  }
                }
              ],
              "message": {
                "text": "unknown role \"␛]0;title␇\\u{202e}\"␍␊::error::% ]]></x>&amp;. at a\\u{200b}b␊.role. together, openai refuse the file: roles are system, user, assistant, tool. llama-factory drops this record without a word. help: write␊##[error]\\u{2028}this"
              },
              "partialFingerprints": {
                "tunelint/v1": "c11751e6489a43f0835e4baf73e3b1ab"
              },
              "properties": {
                "effects": {
                  "llama-factory": "drops",
                  "openai": "refuses",
                  "together": "refuses"
                }
              },
              "relatedLocations": [
                {
                  "message": {
                    "text": "␀￾|`"
                  },
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%0D%0A%3A%3Aerror%3A%3Ab%1B%5B2J%E2%80%AE%250A%2C%3A%7C%60%5D%5D%3E%3Cx%3E%26%22%27%EF%BF%BD.jsonl"
                    },
                    "region": {
                      "endColumn": 7,
                      "endLine": 1,
                      "startColumn": 3,
                      "startLine": 1
                    }
                  }
                }
              ],
              "ruleId": "dataset/mixed-formats",
              "ruleIndex": 0
            },
            {
              "level": "warning",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "eval.jsonl"
                    },
                    "region": {
                      "endColumn": 2,
                      "endLine": 1000,
                      "startColumn": 1,
                      "startLine": 1000
                    }
                  }
                }
              ],
              "message": {
                "text": "this record is the same as the one in line 17 of \"train.jsonl\". together, openai train this otherwise than meant: each copy is trained again. help: remove all but one of them"
              },
              "partialFingerprints": {
                "tunelint/v1": "fa74e9773fccb7a36634e1c2ed3588b9"
              },
              "properties": {
                "effects": {
                  "llama-factory": "accepts",
                  "openai": "mistrains",
                  "together": "mistrains"
                }
              },
              "relatedLocations": [
                {
                  "message": {
                    "text": "the same record, for the first time"
                  },
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%0D%0A%3A%3Aerror%3A%3Ab%1B%5B2J%E2%80%AE%250A%2C%3A%7C%60%5D%5D%3E%3Cx%3E%26%22%27%EF%BF%BD.jsonl"
                    },
                    "region": {
                      "endColumn": 2,
                      "endLine": 17,
                      "startColumn": 1,
                      "startLine": 17
                    }
                  }
                }
              ],
              "ruleId": "dataset/duplicate-record",
              "ruleIndex": 1
            }
          ],
          "tool": {
            "driver": {
              "informationUri": "https://github.com/tunelint/tunelint",
              "name": "tunelint",
              "rules": [
                {
                  "help": {
                    "markdown": "A record has another format than the first record of the file.\n\nA training job works on one format. Most providers take the format of the first record as that\nof the file and refuse a file that goes on in another one; the loaders of open trainers fill in\nwhat is missing with nulls, so that the records of the second format train on nothing, or on\nsomething else than was meant, without a word.\n\n## How to fix it\n\nWrite one file for each format and train on them one after the other, or convert the records\nto the format of the others: `{\"prompt\": P, \"completion\": C}` says the same as\n`{\"messages\": [{\"role\": \"user\", \"content\": P}, {\"role\": \"assistant\", \"content\": C}]}`.\n\n## Example\n\n```jsonl bad\n{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello.\"}]}\n{\"prompt\": \"Bye\", \"completion\": \"Good bye.\"}\n```\n\n```jsonl good\n{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello.\"}]}\n{\"messages\": [{\"role\": \"user\", \"content\": \"Bye\"}, {\"role\": \"assistant\", \"content\": \"Good bye.\"}]}\n```\n",
                    "text": "Write one file for each format and train on them one after the other, or convert the records to the format of the others: `{\"prompt\": P, \"completion\": C}` says the same as `{\"messages\": [{\"role\": \"user\", \"content\": P}, {\"role\": \"assistant\", \"content\": C}]}`."
                  },
                  "id": "dataset/mixed-formats",
                  "name": "mixed-formats",
                  "properties": {
                    "tags": [
                      "dataset"
                    ]
                  },
                  "shortDescription": {
                    "text": "a record has another format than the file's first"
                  }
                },
                {
                  "help": {
                    "markdown": "A record says exactly what an earlier one said.\n\nTwo records are the same if they hold the same values under the same keys, whatever the order\nof the keys, the white space between them and the spelling of escapes. An example that stands\nin the data several times is trained that many times an epoch: the model learns it by heart,\nand where one copy is in the training file and the other in the evaluation file, the evaluation\nshows how well it has been learned by heart. Copies mostly come from joining exports that\noverlap, or from a script that was run twice.\n\nAll files of one run are compared with each other, so checking `train.jsonl eval.jsonl` in one\ngo finds what has leaked from one into the other.\n\n## How to fix it\n\nRemove all but one. If an example is meant to count more, say so with a weight where the target\nhas one.\n\n## Example\n\n```jsonl bad\n{\"prompt\": \"2 + 2?\", \"completion\": \"4\"}\n{\"completion\": \"4\", \"prompt\": \"2 + 2?\"}\n```\n\n```jsonl good\n{\"prompt\": \"2 + 2?\", \"completion\": \"4\"}\n{\"prompt\": \"2 + 3?\", \"completion\": \"5\"}\n```\n",
                    "text": "Remove all but one. If an example is meant to count more, say so with a weight where the target has one."
                  },
                  "id": "dataset/duplicate-record",
                  "name": "duplicate-record",
                  "properties": {
                    "tags": [
                      "dataset"
                    ]
                  },
                  "shortDescription": {
                    "text": "a record is the same as an earlier one"
                  }
                }
              ],
              "version": "0.1.0"
            }
          }
        }
      ],
      "version": "2.1.0"
    }
    "#);
}

#[test]
fn junit() {
    let text = of_samples(Junit);
    assert_snapshot!(text, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="tunelint" tests="4" failures="3" errors="0">
      <testsuite name="a\r\n::error::b\u{1b}[2J\u{202e}%0A,:|`]]&gt;&lt;x&gt;&amp;&quot;'�.jsonl" file="a\r\n::error::b\u{1b}[2J\u{202e}%0A,:|`]]&gt;&lt;x&gt;&amp;&quot;'�.jsonl" tests="3" failures="3" errors="0" skipped="0">
        <testcase name="dataset/mixed-formats at line 1, column 10" classname="a\r\n::error::b\u{1b}[2J\u{202e}%0A,:|`]]&gt;&lt;x&gt;&amp;&quot;'�.jsonl">
          <failure type="dataset/mixed-formats" message="unknown role &quot;\u{1b}]0;title\u{7}\u{202e}&quot;\r\n::error::% ]]&gt;&lt;/x&gt;&amp;amp;">a\r\n::error::b\u{1b}[2J\u{202e}%0A,:|`]]&gt;&lt;x&gt;&amp;&quot;'�.jsonl:1:10: unknown role &quot;\u{1b}]0;title\u{7}\u{202e}&quot;\r\n::error::% ]]&gt;&lt;/x&gt;&amp;amp;
    at a\u{200b}b␊.role
    together, openai refuse the file: roles are system, user, assistant, tool
    llama-factory drops this record without a word
    help: write␊##[error]\u{2028}this</failure>
        </testcase>
        <testcase name="dataset/mixed-formats at line 7, column 32" classname="a\r\n::error::b\u{1b}[2J\u{202e}%0A,:|`]]&gt;&lt;x&gt;&amp;&quot;'�.jsonl">
          <failure type="dataset/mixed-formats" message="this object has the key &quot;role&quot; twice">a\r\n::error::b\u{1b}[2J\u{202e}%0A,:|`]]&gt;&lt;x&gt;&amp;&quot;'�.jsonl:7:32: this object has the key &quot;role&quot; twice
    at messages[0].role
    together, openai refuse the file: roles are system, user, assistant, tool
    llama-factory drops this record without a word</failure>
        </testcase>
        <testcase name="dataset/mixed-formats at line 812, column 122" classname="a\r\n::error::b\u{1b}[2J\u{202e}%0A,:|`]]&gt;&lt;x&gt;&amp;&quot;'�.jsonl">
          <failure type="dataset/mixed-formats" message="unknown role &quot;asistant&quot;">a\r\n::error::b\u{1b}[2J\u{202e}%0A,:|`]]&gt;&lt;x&gt;&amp;&quot;'�.jsonl:812:122: unknown role &quot;asistant&quot;
    at messages[2].role
    together, openai refuse the file: roles are system, user, assistant, tool
    llama-factory drops this record without a word
    help: write &quot;assistant&quot;</failure>
        </testcase>
        <system-out>1 finding left out: the worst are here; --max-diagnostics none writes all</system-out>
      </testsuite>
      <testsuite name="eval.jsonl" file="eval.jsonl" tests="1" failures="0" errors="0" skipped="0">
        <testcase name="dataset/duplicate-record at line 1000, column 1" classname="eval.jsonl">
          <system-out>warning: eval.jsonl:1000:1: this record is the same as the one in line 17 of &quot;train.jsonl&quot;
    together, openai train this otherwise than meant: each copy is trained again
    help: remove all but one of them</system-out>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
    let document = roxmltree::Document::parse(&text).unwrap();
    assert_eq!(document.root_element().tag_name().name(), "testsuites");
    assert_junit(document.root_element());
}

/// The element is as in the schema that Jenkins has for such reports (junit-10.xsd of its xUnit
/// plugin), with no more attributes and children than are used here.
fn assert_junit(element: roxmltree::Node<'_, '_>) {
    let (required, optional, children): (&[&str], &[&str], &[&str]) =
        match element.tag_name().name() {
            "testsuites" => (&[], &["name", "time", "tests", "failures", "errors"], &["testsuite"]),
            "testsuite" => (
                &["name", "tests", "failures", "errors"],
                &["skipped", "file"],
                &["testcase", "system-out"],
            ),
            "testcase" => (&["name"], &["classname"], &["failure", "system-out"]),
            "failure" => (&[], &["type", "message"], &[]),
            "system-out" => (&[], &[], &[]),
            other => panic!("{other} is no element of such reports"),
        };
    let names: Vec<&str> = element.attributes().map(|attribute| attribute.name()).collect();
    assert!(required.iter().all(|name| names.contains(name)), "{element:?}");
    assert!(names.iter().all(|name| required.contains(name) || optional.contains(name)));
    let within = |name: &str| element.children().filter(|child| child.has_tag_name(name)).count();
    if let Some(tests) = element.attribute("tests").filter(|_| element.has_tag_name("testsuite")) {
        assert_eq!(tests, within("testcase").to_string());
        let failed = element.descendants().filter(|child| child.has_tag_name("failure")).count();
        assert_eq!(element.attribute("failures"), Some(&*failed.to_string()));
    }
    for child in element.children().filter(roxmltree::Node::is_element) {
        assert!(children.contains(&child.tag_name().name()), "{child:?} in {element:?}");
        assert_junit(child);
    }
}

#[test]
fn nothing_found() {
    let report = clean_report();
    let clean = |format: OutputFormat| written(format, format.options(), &[], &report);
    assert_eq!(clean(Gitlab), "[]\n");
    assert_conforms(&sarif_schema(), &object(&clean(Sarif)));
    assert!(clean(Github).starts_with("::stop-commands::"));
    let junit = clean(Junit);
    assert_junit(roxmltree::Document::parse(&junit).unwrap().root_element());
    assert!(junit.contains("tests=\"1\" failures=\"0\""), "{junit}");
}

#[test]
fn what_is_left_out_is_said() {
    let report = report("train.jsonl", 6000, 10);
    let mut findings = vec![duplicate_record(); 10];
    findings.extend(vec![unknown_role(); 6000]);
    for format in SERVICES {
        let text = written(format, format.options(), &findings, &report);
        match format {
            Github => assert!(text.contains("... 5,995 more mixed-formats"), "{text}"),
            Gitlab => {
                let issues = object(&text);
                assert_conforms(&schema("gitlab-code-quality"), &issues);
                assert_eq!(issues.as_array().unwrap().len(), 5001);
                assert!(text.contains("1,010 findings left out"), "{text}");
            }
            Sarif => {
                let run = &object(&text)["runs"][0];
                assert_eq!(run["results"].as_array().unwrap().len(), 5000);
                let said = &run["invocations"][0]["toolExecutionNotifications"][0];
                assert!(
                    said["message"]["text"]
                        .as_str()
                        .unwrap()
                        .starts_with("1,010 findings left out")
                );
            }
            _ => {
                assert_junit(roxmltree::Document::parse(&text).unwrap().root_element());
                assert!(text.contains("1,010 findings left out"));
            }
        }
    }
}
