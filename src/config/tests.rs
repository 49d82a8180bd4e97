//! Configurations as people write them, right and wrong.

use std::path::Path;

use super::keys::{FILE, Holds, Key, LAYER};
use super::mistake::{ConfigError, Document};
use super::read::parse;
use super::*;
use crate::record::Format;
use crate::rules::{RuleId, Selector};
use crate::target::Level;

fn parsed(text: &str) -> Result<Configuration, ConfigError> {
    let document = Document { name: "tunelint.toml".into(), text: text.into() };
    parse(&document, &[], Path::new("."), 8).map(Option::unwrap)
}

/// The place and words of each mistake, with what was probably meant.
fn mistakes(text: &str) -> Vec<String> {
    let Err(ConfigError::Mistakes(mistakes)) = parsed(text) else { panic!("no mistake in {text}") };
    let words = mistakes.iter().map(|mistake| {
        let label = mistake.label.as_deref().map(|label| format!(" ({label})"));
        format!("{mistake}{}", label.unwrap_or_default())
    });
    words.collect()
}

#[test]
fn every_mistake_is_told_with_its_place() {
    for (text, told) in [
        ("targt = 'openai'", "tunelint.toml:1:1: unknown key \"targt\" (did you mean \"target\"?)"),
        (
            "\n  pedantic = 1",
            "tunelint.toml:2:14: \"pedantic\" must be true or false, and not a whole number",
        ),
        (
            "max-tokens = -1",
            "tunelint.toml:1:14: \"max-tokens\" must be from 0 to 9223372036854775807",
        ),
        (
            "max-tokens = 9223372036854775808",
            "tunelint.toml:1:14: \"max-tokens\" must be from 0 to 9223372036854775807",
        ),
        (
            "method = 'dpp'",
            "tunelint.toml:1:10: there is no method \"dpp\" (did you mean \"dpo\"?)",
        ),
        (
            "format = 'chatt'",
            "tunelint.toml:1:10: there is no format \"chatt\" (did you mean \"chat\"?)",
        ),
        (
            "select = ['schema', 'unknwon-role']",
            "tunelint.toml:1:21: there is no rule or category \"unknwon-role\" (did you mean \"unknown-role\"?)",
        ),
        (
            "[rules]\nblank-line = 'of'",
            "tunelint.toml:2:14: there is no level \"of\" (did you mean \"off\"?)",
        ),
        ("[rules]\nblank-line = {mn = 3}", "tunelint.toml:2:15: blank-line has no option \"mn\""),
        (
            "[rules]\ntoo-few-records = {mn = 3}",
            "tunelint.toml:2:20: too-few-records has no option \"mn\" (did you mean \"min\"?)",
        ),
        (
            "[rules]\ntoo-few-records = {min = '3'}",
            "tunelint.toml:2:26: \"min\" must be a whole number",
        ),
        ("[rules]\nschema = {level = 'off'}", "tunelint.toml:2:10: only a rule has options"),
        (
            "max-bad-records = 'many'",
            "tunelint.toml:1:19: \"max-bad-records\" must be a number of records or a part, like \"0.5%\"",
        ),
        ("exclude = ['[']", "tunelint.toml:1:12: `[` is not a valid glob"),
        (
            "[[overrides]]\npedantic = true",
            "tunelint.toml:1:1: an override needs \"files\": the globs of its datasets",
        ),
        (
            "[[suppress]]\nreason = 'x'",
            "tunelint.toml:1:1: a suppression needs the name of a \"rule\"",
        ),
        (
            "[[suppress]]\nrule = 'blank-line'\nuntil = 'soon'",
            "tunelint.toml:3:9: \"until\" must be a date, like 2027-01-31",
        ),
        (
            "[[suppress]]\nrule = 'blank-line'\nrecord = 'abc'",
            "tunelint.toml:3:10: the hash of a record has 32 hexadecimal digits",
        ),
        (
            "extends = 'nowhere.toml'",
            "tunelint.toml:1:11: \"nowhere.toml\" cannot be read: No such file or directory (os error 2)",
        ),
        (
            "[targets.mine]\nextends = 'togther'",
            "tunelint.toml:1:10: the target \"mine\" is not sound: there is no target \"togther\"",
        ),
        (
            "[targets.mine]\nextends = 'together'\n[targets.mine.effects.blank-lin]\neffect = 'drops'",
            "tunelint.toml:3:23: there is no rule \"blank-lin\" (did you mean \"blank-line\"?)",
        ),
        (
            "[targets.mine]\neffects.blank-line.effect = \"dr\\nops\"",
            "tunelint.toml:2:29: unknown variant `dr\\nops`, expected one of `accepts`, `unknown`, \
             `ignores`, `mistrains`, `truncates`, `drops`, `refuses` (did you mean \"drops\"?)",
        ),
        ("target = []", "tunelint.toml:1:10: there must be at least one target"),
        (
            "overrides = 1",
            "tunelint.toml:1:13: \"overrides\" must be a list of tables, and not a whole number",
        ),
    ] {
        assert_eq!(mistakes(text), [told], "{text}");
    }
    assert_eq!(mistakes("target = \n").len(), 1);
    assert_eq!(mistakes("a = 1\nb = 2\npedantic = 'x'").len(), 3, "all are told at once");
}

#[test]
fn settings_are_as_written() {
    let configuration = parsed(
        "target = ['openai', 'mine.toml']\nformat = 'chat'\npedantic = true\nignore = 'schema'\n\
         max-bad-records = '0.5%'\n[rules]\nunknown-role = 'warning'\n\
         too-few-records = { level = 'error', min = 100 }\n",
    )
    .unwrap();
    let layer = &configuration.layer;
    assert_eq!(layer.target.as_deref().unwrap(), ["openai", "./mine.toml"]);
    assert_eq!(layer.format, Some(Some(Format::Chat)));
    assert_eq!(layer.pedantic, Some(true));
    assert_eq!(layer.selection.ignore, [Selector::named("schema").unwrap()]);
    let few = RuleId::named("too-few-records").unwrap();
    assert!(layer.selection.levels(true).contains(&(few, Level::Error)));
    assert_eq!(layer.options.number(few, "min"), Some(100));
    assert_eq!(configuration.gates.max_bad_records, Some(Share::Percent(0.5)));
}

#[test]
fn an_argument_is_toml_or_plain_text() {
    let target = |argument: &str| fragment(argument).unwrap().layer.target.unwrap();
    assert_eq!(target("target=openai"), ["openai"]);
    assert_eq!(target("target = 'openai'"), ["openai"]);
    assert_eq!(target("target=['openai', 'trl']"), ["openai", "trl"]);
    assert!(fragment("rules.blank-line='off'").unwrap().layer.selection.levels(true).len() == 1);
    assert!(fragment("targt=openai").is_err());
    assert!(fragment("nothing").is_err());
}

#[test]
fn a_configuration_is_laid_over_the_one_it_extends() {
    let place = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(place.path().join(name), text).unwrap();
    write(
        "base.toml",
        "target = 'openai'\npedantic = true\n[rules]\nblank-line = 'off'\nschema = 'warning'\n",
    );
    write("tunelint.toml", "extends = 'base.toml'\ntarget = 'trl'\n[rules]\nschema = 'error'\n");
    let configuration = read(&place.path().join("tunelint.toml")).unwrap().unwrap();
    assert_eq!(configuration.layer.target.as_deref().unwrap(), ["trl"]);
    assert_eq!(configuration.layer.pedantic, Some(true));
    let selection = &configuration.layer.selection;
    let levels = [selection.levels(true), selection.levels(false)].concat();
    let level = |name: &str| {
        let rule = RuleId::named(name).unwrap();
        levels.iter().find(|(known, _)| *known == rule).map(|(_, level)| *level)
    };
    assert_eq!(level("blank-line"), Some(Level::Off));
    assert_eq!(level("unknown-role"), Some(Level::Error));

    write("tunelint.toml", "extends = 'tunelint.toml'\n");
    let error = read(&place.path().join("tunelint.toml")).unwrap_err();
    let ConfigError::Mistakes(mistakes) = error else { panic!("{error}") };
    assert!(mistakes[0].message.contains("or itself"), "{}", mistakes[0]);
}

#[test]
fn the_nearest_configuration_counts() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().canonicalize().unwrap();
    std::fs::create_dir_all(root.join("a/b")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
    write("pyproject.toml", "[project]\nname = 'x'\n[tool.tunelint]\ntarget = 'openai'\n");
    write("a/pyproject.toml", "[project]\nname = 'y'\n[tool.ruff]\nx = 1\n");
    write("a/b/.tunelint.toml", "pedantic = true\n");
    let mut finder = Finder::new();
    let mut found = |file: &str| finder.above(&root.join(file)).unwrap();
    assert_eq!(found("x.jsonl").layer.target.as_deref().unwrap(), ["openai"]);
    assert_eq!(found("a/x.jsonl").layer.target.as_deref().unwrap(), ["openai"]);
    let inner = found("a/b/x.jsonl");
    assert_eq!((inner.layer.pedantic, inner.layer.target.as_ref()), (Some(true), None));
    let mut fixed = Finder::fixed(Configuration::default());
    assert_eq!(fixed.above(&root.join("x.jsonl")).unwrap().layer, Layer::default());
}

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&schema()).unwrap()
}

fn as_json(text: &str) -> serde_json::Value {
    fn json(value: toml::Value) -> serde_json::Value {
        match value {
            toml::Value::Table(table) => {
                table.into_iter().map(|(key, value)| (key, json(value))).collect()
            }
            toml::Value::Array(values) => values.into_iter().map(json).collect(),
            // As programs that check TOML by a schema see it.
            toml::Value::Datetime(date) => date.to_string().into(),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    json(toml::Value::Table(text.parse().unwrap()))
}

#[test]
fn the_schema_is_the_one_in_the_repository() {
    let path = "docs/schema/configuration.schema.json";
    let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    assert!(in_repository(path) == text, "write it anew: tunelint schema > {path}");
}

fn in_repository(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// All TOML in the documentation that is a configuration.
fn documented() -> Vec<String> {
    let readme = in_repository("README.md");
    let (_, readme) = readme.split_once("## Configure\n").unwrap();
    let (readme, _) = readme.split_once("\n## ").unwrap();
    let text = in_repository("docs/configuration.md") + readme;
    let mut lines = text.lines();
    let mut blocks = Vec::new();
    while lines.by_ref().any(|line| line == "```toml") {
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(block.join("\n"));
    }
    blocks
}

#[test]
fn the_examples_in_the_documentation_are_true() {
    let blocks = documented();
    assert!(blocks.len() > 5);
    for block in &blocks {
        let text = block.replace("[tool.tunelint]\n", "");
        // There is nothing above to be extended.
        let alone = text.replace("extends = \"../tunelint.toml\"\n", "");
        parsed(&alone).unwrap_or_else(|error| panic!("{error:?}\n{block}"));
        let value = as_json(&text);
        let errors: Vec<String> = validator().iter_errors(&value).map(|e| e.to_string()).collect();
        assert_eq!(errors, [""; 0], "{block}");
    }
}

#[test]
fn every_key_is_documented_and_shown() {
    let text = in_repository("docs/configuration.md");
    let shown = documented().join("\n");
    let mut keys: Vec<&Key> = LAYER.iter().chain(FILE).collect();
    for key in FILE {
        if let Holds::Tables(inner) = key.holds {
            keys.extend(inner.iter().copied().flatten());
        }
    }
    for key in keys {
        let name = key.name;
        assert!(text.contains(&format!("`{name}`")), "{name} is not documented");
        let written = [format!("{name} = "), format!("{name}]"), format!("[{name}.")];
        assert!(written.iter().any(|written| shown.contains(written)), "{name} is not shown");
    }
}

#[test]
fn what_the_schema_refuses_is_refused() {
    for text in
        ["targt = 'x'", "pedantic = 1", "[rules]\nblank-line = 'of'", "[[suppress]]\nrule = 'x'"]
    {
        assert!(!validator().is_valid(&as_json(text)), "{text}");
        assert!(parsed(text).is_err(), "{text}");
    }
}

#[test]
fn the_starter_is_sound_as_it_is_and_with_all_of_its_keys() {
    let text = starter(&[("a\nb.jsonl".into(), Format::Chat), ("c.jsonl".into(), Format::Unknown)]);
    parsed(&text).unwrap();
    assert!(text.contains("#   a\\nb.jsonl: chat\n#   c.jsonl\n"), "{text}");
    let keys = text.split_once("target =").unwrap().1.lines();
    let is_key = |line: &&str| line.contains(" = ") || line.starts_with('[');
    let bare: Vec<&str> =
        keys.map(|line| line.strip_prefix("# ").unwrap_or(line)).filter(is_key).collect();
    assert!(bare.len() > 10);
    parsed(&bare[1..].join("\n")).unwrap();
}

#[test]
fn settings_are_shown_as_they_would_be_written() {
    let text = "target = ['openai']\nmodel = 'm'\nmethod = 'sft'\nformat = 'chat'\nmax-tokens = 5\n\
                pedantic = true\nselect = ['schema']\nextend-select = ['turns']\nignore = ['blank-line']\n\
                [rules]\nschema = 'error'\ntoo-few-records = { level = 'error', min = 100 }\n";
    let layer = parsed(text).unwrap().layer;
    assert_eq!(parsed(&shown(&layer)).unwrap().layer, layer);
    // Nothing selected is not everything.
    let layer = parsed("select = []\nformat = 'auto'\npedantic = false").unwrap().layer;
    assert_eq!(parsed(&shown(&layer)).unwrap().layer, layer);
}
