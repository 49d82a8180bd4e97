//! Reads the values of a TOML table, and notes every mistake with its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::Key;
use super::mistake::{Document, Mistake};

/// A text with its place.
pub(super) type Word = (String, Range<usize>);

/// The mistakes found in a document.
#[derive(Debug)]
pub(super) struct Mistakes<'d> {
    pub(super) document: &'d Document,
    pub(super) list: Vec<Mistake>,
}

impl Mistakes<'_> {
    pub(super) fn mistake(&self, span: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake::new(self.document, span, message)
    }

    pub(super) fn add(&mut self, span: Range<usize>, message: impl Into<String>) {
        let mistake = self.mistake(span, message);
        self.list.push(mistake);
    }

    fn wrong_type(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = match value.get_ref().type_str() {
            "array" => "a list",
            "integer" => "a whole number",
            "boolean" => "true or false",
            "table" => "a table",
            "string" => "a string",
            _ => "something else",
        };
        self.add(value.span(), format!("{key:?} must be {wanted}, and not {found}"));
    }
}

/// A table that is read.
pub(super) struct Reader<'t, 'm, 'd> {
    pub(super) table: &'t DeTable<'t>,
    pub(super) mistakes: &'m mut Mistakes<'d>,
}

impl<'t, 'm, 'd> Reader<'t, 'm, 'd> {
    /// Read a table that may have these keys and no others.
    pub(super) fn new(
        table: &'t DeTable<'t>,
        keys: &[&[Key]],
        mistakes: &'m mut Mistakes<'d>,
    ) -> Self {
        let known = || keys.iter().copied().flatten().map(|key| key.name);
        for (key, _) in table {
            let name = key.get_ref();
            if !known().any(|known| known == name) {
                let mistake = mistakes.mistake(key.span(), format!("unknown key {name:?}"));
                mistakes.list.push(mistake.or_one_of(name, known()));
            }
        }
        Self { table, mistakes }
    }

    pub(super) fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    pub(super) fn text(&mut self, key: &str) -> Option<Word> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str().map(|text| (text.to_owned(), value.span()));
        if text.is_none() {
            self.mistakes.wrong_type(key, value, "a string");
        }
        text
    }

    /// A string, or a list of them.
    pub(super) fn texts(&mut self, key: &str) -> Option<Vec<Word>> {
        let value = self.value(key)?;
        let one = |value: &Spanned<DeValue<'_>>| {
            Some((value.get_ref().as_str()?.to_owned(), value.span()))
        };
        let words = match value.get_ref() {
            DeValue::Array(values) => values.iter().map(one).collect(),
            _ => one(value).map(|word| vec![word]),
        };
        if words.is_none() {
            self.mistakes.wrong_type(key, value, "a string or a list of strings");
        }
        words
    }

    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        let value = self.value(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.mistakes.wrong_type(key, value, "true or false");
        }
        flag
    }

    pub(super) fn number(&mut self, key: &str) -> Option<u64> {
        let value = self.value(key)?;
        let number = number(value.get_ref());
        if number.is_none() && value.get_ref().is_integer() {
            let most = i64::MAX;
            self.mistakes.add(value.span(), format!("{key:?} must be from 0 to {most}"));
        } else if number.is_none() {
            self.mistakes.wrong_type(key, value, "a whole number that is not negative");
        }
        number
    }

    /// A word that must be one of some.
    pub(super) fn one_of(&mut self, key: &str, known: &[&'static str]) -> Option<&'static str> {
        let (word, span) = self.text(key)?;
        let found = known.iter().find(|known| **known == word).copied();
        if found.is_none() {
            let mistake = self.mistakes.mistake(span, format!("there is no {key} {word:?}"));
            self.mistakes.list.push(mistake.or_one_of(&word, known.iter().copied()));
        }
        found
    }

    pub(super) fn table(&mut self, key: &str) -> Option<&'t DeTable<'t>> {
        let value = self.value(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.mistakes.wrong_type(key, value, "a table");
        }
        table
    }

    /// A list of tables, each with its place.
    pub(super) fn tables(&mut self, key: &str) -> Vec<(&'t DeTable<'t>, Range<usize>)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let tables = value.get_ref().as_array().and_then(|values| {
            let tables =
                values.iter().map(|value| Some((value.get_ref().as_table()?, value.span())));
            tables.collect::<Option<Vec<_>>>()
        });
        if tables.is_none() {
            self.mistakes.wrong_type(key, value, "a list of tables");
        }
        tables.unwrap_or_default()
    }
}

/// A whole number that is not negative, nor larger than those of TOML.
pub(super) fn number(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok()?;
    u64::try_from(number).ok()
}
