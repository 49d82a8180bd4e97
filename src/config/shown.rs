//! Settings as they would be written: what `--show-settings` prints.

use toml::{Table, Value};

use super::layer::Layer;
use crate::rules::{OptionValue, Selector};

/// The settings of a dataset as TOML, with all that was settled for it.
pub fn shown(layer: &Layer) -> String {
    let mut table = Table::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key.to_owned(), value);
        }
    };
    let names = |selectors: &[Selector]| {
        Value::from(selectors.iter().map(|selector| selector.name()).collect::<Vec<_>>())
    };
    let any = |selectors: &[Selector]| (!selectors.is_empty()).then(|| names(selectors));
    let selection = &layer.selection;
    let format = layer.format.flatten().map_or("auto", |format| format.name());
    put("target", layer.target.clone().map(Value::from));
    put("model", layer.model.clone().map(Value::from));
    put("method", layer.method.clone().map(Value::from));
    put("format", Some(format.into()));
    put("max-tokens", layer.max_tokens.and_then(whole));
    put("tokenizer", layer.tokenizer.clone().map(Value::from));
    put("pedantic", Some(layer.pedantic.unwrap_or_default().into()));
    put("select", Some(names(selection.select.as_deref().unwrap_or(&[Selector::All]))));
    put("extend-select", any(&selection.extend_select));
    put("ignore", any(&selection.ignore));
    let mut rules = Table::new();
    for (selector, level) in &selection.levels {
        rules.insert(selector.name().to_owned(), level.name().into());
    }
    for (rule, option, value) in layer.options.iter() {
        let name = rule.rule().name;
        let entry = rules.entry(name).or_insert_with(|| Table::new().into());
        if let Value::String(level) = entry {
            let level = std::mem::take(level);
            *entry = Table::from_iter([("level".to_owned(), Value::from(level))]).into();
        }
        let value = match value {
            OptionValue::Number(number) => whole(*number),
            OptionValue::Names(names) => Some(Value::from(names.clone())),
        };
        if let (Value::Table(options), Some(value)) = (entry, value) {
            options.insert(option.to_owned(), value);
        }
    }
    if !rules.is_empty() {
        table.insert("rules".to_owned(), rules.into());
    }
    table.to_string()
}

/// A number as TOML has it. A larger one is in no configuration.
fn whole(number: u64) -> Option<Value> {
    i64::try_from(number).ok().map(Value::from)
}
