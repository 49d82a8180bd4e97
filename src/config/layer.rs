//! What concerns one dataset: the targets it is for, and which rules say what.

use toml::de::DeValue;

use super::keys::formats;
use super::reader::{Mistakes, Reader, Word, number};
use crate::record::Format;
use crate::rules::{OptionKind, OptionValue, RuleId, RuleOption, RuleOptions, Selection, Selector};
use crate::target::{Level, METHODS};

/// Settings of which each may be said or left open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Layer {
    /// The names of the targets, or the paths of files that define one.
    pub target: Option<Vec<String>>,
    /// The model.
    pub model: Option<String>,
    /// The training method.
    pub method: Option<String>,
    /// The format that all records are to have; within, none for any.
    pub format: Option<Option<Format>>,
    /// The longest record, in tokens.
    pub max_tokens: Option<u64>,
    /// What tokens are counted with: a family, or the path of a file.
    pub tokenizer: Option<String>,
    /// Whether what is not established is a warning.
    pub pedantic: Option<bool>,
    /// Which rules are looked at, and how loudly they speak.
    pub selection: Selection,
    /// What some rules are told.
    pub options: RuleOptions,
}

impl Layer {
    /// Put what another layer says over what this one says.
    pub fn lay_over(&mut self, over: &Self) {
        fn replace<T: Clone>(under: &mut Option<T>, over: Option<&T>) {
            if let Some(over) = over {
                *under = Some(over.clone());
            }
        }
        replace(&mut self.target, over.target.as_ref());
        replace(&mut self.model, over.model.as_ref());
        replace(&mut self.method, over.method.as_ref());
        replace(&mut self.format, over.format.as_ref());
        replace(&mut self.max_tokens, over.max_tokens.as_ref());
        replace(&mut self.tokenizer, over.tokenizer.as_ref());
        replace(&mut self.pedantic, over.pedantic.as_ref());
        self.selection.lay_over(&over.selection);
        self.options.lay_over(&over.options);
    }

    /// Read the keys of a layer.
    pub(super) fn read(reader: &mut Reader<'_, '_, '_>) -> Self {
        let target = reader.texts("target").map(|targets| {
            if targets.is_empty()
                && let Some(value) = reader.value("target")
            {
                reader.mistakes.add(value.span(), "there must be at least one target");
            }
            targets.into_iter().map(|(name, _)| name).collect()
        });
        let mut layer = Self {
            target,
            model: reader.text("model").map(|(model, _)| model),
            method: reader.one_of("method", METHODS).map(str::to_owned),
            format: reader.one_of("format", &formats()).map(Format::named),
            max_tokens: reader.number("max-tokens"),
            tokenizer: reader.text("tokenizer").map(|(tokenizer, _)| tokenizer),
            pedantic: reader.flag("pedantic"),
            ..Self::default()
        };
        layer.selection.select = selectors(reader, "select");
        layer.selection.extend_select = selectors(reader, "extend-select").unwrap_or_default();
        layer.selection.ignore = selectors(reader, "ignore").unwrap_or_default();
        layer.read_rules(reader);
        layer
    }

    fn read_rules(&mut self, reader: &mut Reader<'_, '_, '_>) {
        let Some(rules) = reader.table("rules") else { return };
        for (key, value) in rules {
            let word = (key.get_ref().clone().into_owned(), key.span());
            let Some(selector) = selector(&word, reader.mistakes) else { continue };
            match value.get_ref() {
                DeValue::Table(_) => match selector {
                    Selector::Rule(rule) => self.read_options(rule, value, reader.mistakes),
                    _ => reader.mistakes.add(value.span(), "only a rule has options"),
                },
                _ => self.read_level(selector, value, reader.mistakes),
            }
        }
    }

    fn read_level(
        &mut self,
        selector: Selector,
        value: &toml::Spanned<DeValue<'_>>,
        mistakes: &mut Mistakes<'_>,
    ) {
        let levels = [Level::Error, Level::Warning, Level::Off];
        let said = value.get_ref().as_str().unwrap_or_default();
        if let Some(level) = levels.iter().find(|level| level.name() == said) {
            self.selection.levels.push((selector, *level));
            return;
        }
        let message = if value.get_ref().is_str() {
            format!("there is no level {said:?}")
        } else {
            "a level is a string".to_owned()
        };
        let mistake = mistakes.mistake(value.span(), message);
        mistakes.list.push(mistake.or_one_of(said, levels.map(Level::name)));
    }

    /// A table that has a level, options or both.
    fn read_options(
        &mut self,
        rule: RuleId,
        value: &toml::Spanned<DeValue<'_>>,
        mistakes: &mut Mistakes<'_>,
    ) {
        let Some(table) = value.get_ref().as_table() else { return };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if name == "level" {
                self.read_level(Selector::Rule(rule), value, mistakes);
                continue;
            }
            let Some(option) = RuleOption::of(rule).find(|option| option.name == name) else {
                let message = format!("{} has no option {name:?}", rule.rule().name);
                let known = RuleOption::of(rule).map(|option| option.name).chain(["level"]);
                let mistake = mistakes.mistake(key.span(), message).or_one_of(name, known);
                mistakes.list.push(mistake);
                continue;
            };
            match option_value(option.kind, value.get_ref()) {
                Some(value) => self.options.set(rule, option, value),
                None => mistakes.add(
                    value.span(),
                    match option.kind {
                        OptionKind::Number => format!("{name:?} must be a whole number"),
                        OptionKind::Names => format!("{name:?} must be a list of strings"),
                    },
                ),
            }
        }
    }
}

fn option_value(kind: OptionKind, value: &DeValue<'_>) -> Option<OptionValue> {
    match kind {
        OptionKind::Number => number(value).map(OptionValue::Number),
        OptionKind::Names => {
            let names = value.as_array()?.iter();
            let names = names.map(|name| name.get_ref().as_str().map(str::to_owned));
            names.collect::<Option<_>>().map(OptionValue::Names)
        }
    }
}

fn selectors(reader: &mut Reader<'_, '_, '_>, key: &str) -> Option<Vec<Selector>> {
    let words = reader.texts(key)?;
    Some(words.iter().filter_map(|word| selector(word, reader.mistakes)).collect())
}

fn selector(word: &Word, mistakes: &mut Mistakes<'_>) -> Option<Selector> {
    let (name, span) = word;
    let selector = Selector::named(name);
    if selector.is_none() {
        let message = format!("there is no rule or category {name:?}");
        let bare = name.rsplit('/').next().unwrap_or_default();
        let mut mistake =
            mistakes.mistake(span.clone(), message).or_one_of(bare, Selector::names());
        if mistake.help.is_none() {
            mistake = mistake.with_help("`tunelint rules` lists them all");
        }
        mistakes.list.push(mistake);
    }
    selector
}
