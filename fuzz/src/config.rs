//! Configurations: any text is refused with places that lie in it, or it means settings that can be
//! written down and read again, and by which data can be checked.

use std::fs;
use std::sync::LazyLock;

use tempfile::TempDir;
use tunelint::check::{Linter, Silent};
use tunelint::config::{
    ConfigError, Configuration, Finder, Layer, Mistake, fragment, prepare, read_named, shown,
};
use tunelint::input::Source;
use tunelint::render::{OutputFormat, Remark, draw_remark};
use tunelint::report::Report;
use tunelint::rules::Selector;
use tunelint::target::Level;

use crate::sound::assert_sound;
use crate::target::DATA;
use crate::terminal::assert_harmless;
use crate::whole;

static PLACE: LazyLock<TempDir> = LazyLock::new(|| {
    let place = TempDir::new().expect("room for a file");
    fs::write(place.path().join("base.toml"), "[rules]\nblank-line = 'error'\n").expect("room");
    place
});

/// Reads a configuration from a file of these bytes, and checks some data by it.
pub fn run(bytes: &[u8]) {
    let is_project = bytes.windows(6).any(|part| part == b"[tool.");
    let path = PLACE.path().join(if is_project { "pyproject.toml" } else { "tunelint.toml" });
    fs::write(&path, bytes).expect("room for a file");
    match read_named(&path) {
        Ok(configuration) => {
            assert_said_again(&configuration.layer);
            assert_followed(configuration);
        }
        Err(ConfigError::Mistakes(mistakes)) => {
            assert!(!mistakes.is_empty());
            mistakes.iter().for_each(assert_told);
        }
        Err(error) => {
            // There is always a place, but where there is no text or none of ours.
            assert!(is_project || std::str::from_utf8(bytes).is_err(), "{error:?}");
            assert!(!error.to_string().is_empty());
        }
    }
}

/// The place of a mistake lies in its text, and can be shown.
fn assert_told(mistake: &Mistake) {
    assert!(!mistake.message.is_empty() && !mistake.message.contains('\n'), "{mistake:?}");
    assert!(mistake.text.get(mistake.span.clone()).is_some(), "{mistake:?}");
    let (line, column) = mistake.position();
    let line = mistake.text.split('\n').nth(usize::try_from(line - 1).expect("it is in memory"));
    let characters = line.expect("a line of the text").chars().count() as u64;
    assert!((1..=characters + 1).contains(&column), "{mistake:?}");
    let mut remark = Remark::new(Level::Error, "config", &mistake.message);
    (remark.label, remark.help) = (mistake.label.as_deref(), mistake.help.as_deref());
    let options = OutputFormat::Full.options();
    let drawn = draw_remark(&remark, "tunelint.toml", &mistake.text, &mistake.span, &options);
    assert_harmless(&drawn, false);
}

/// What `--show-settings` prints means the same settings.
fn assert_said_again(layer: &Layer) {
    let text = shown(layer);
    let again = fragment(&text).unwrap_or_else(|error| panic!("{error:?}\n{text}")).layer;
    assert_eq!(whole_layer(again), whole_layer(layer.clone()), "{text}");
}

/// The layer with what is not said in it, and levels without those that another one outdoes.
fn whole_layer(mut layer: Layer) -> Layer {
    layer.format.get_or_insert(None);
    layer.pedantic.get_or_insert(false);
    layer.selection.select.get_or_insert_with(|| vec![Selector::All]);
    let levels = std::mem::take(&mut layer.selection.levels);
    let last: std::collections::BTreeMap<_, _> = levels.into_iter().collect();
    layer.selection.levels = last.into_iter().collect();
    layer
}

/// A run by these settings is sound, and every finding of it is told or kept back: what the
/// configuration suppresses is all that is missing.
fn assert_followed(mut configuration: Configuration) {
    let Some(report) = checked(&configuration) else { return };
    assert_sound(&report, DATA);
    let suppressions = std::mem::take(&mut configuration.suppressions);
    let all = checked(&configuration).expect("it is no worse without suppressions");
    whole::assert_kept_back(&report, &all);
    if suppressions.is_empty() {
        assert_eq!(report.suppressed().total, 0);
    }
}

/// The report of some data that is checked by the configuration, unless that means something that
/// is not there.
fn checked(configuration: &Configuration) -> Option<Report> {
    let mut finder = Finder::fixed(configuration.clone());
    let source = Source::memory(PLACE.path().join("data.jsonl"), DATA);
    let over = Configuration::default();
    match prepare(vec![source], &mut finder, &over, None, false) {
        Ok(prepared) => {
            let linter = Linter::new(prepared.plan, whole::how(None));
            Some(linter.check(&prepared.sources, &mut Silent).report)
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            None
        }
    }
}
