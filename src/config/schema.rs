//! The JSON Schema of the configuration, made of the list of all keys.

use serde_json::{Map, Value, json};

use super::keys::{FILE, Holds, Key, LAYER};
use crate::rules::{ALL, Category, OptionKind, RuleId, RuleOption};
use crate::target::Level;

const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Off];

/// The JSON Schema of the configuration.
pub fn schema() -> Value {
    let mut schema = table(&[LAYER, FILE]);
    let level = json!({ "enum": LEVELS.map(Level::name) });
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tunelint",
        "description": "The configuration of tunelint: tunelint.toml, or [tool.tunelint] in pyproject.toml",
        "$defs": {
            "level": level,
            "rule-name": { "enum": rule_names() },
            "selector": {
                "anyOf": [
                    { "$ref": "#/$defs/rule-name" },
                    { "enum": Category::ALL.map(Category::name) },
                    { "const": "ALL" },
                ]
            },
            "selectors": one_or_more(&reference("selector")),
            "level-or-options": level_or_options([]),
            "rules": rules(),
            "texts": one_or_more(&json!({ "type": "string" })),
        },
    });
    if let (Value::Object(schema), Value::Object(head)) = (&mut schema, head) {
        schema.extend(head);
    }
    schema
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// The names of all rules, with their categories and without.
fn rule_names() -> Vec<String> {
    let bare = ALL.iter().map(|rule| rule.name.to_owned());
    bare.chain(RuleId::all().map(|rule| rule.to_string())).collect()
}

/// A table with some keys and no others.
fn table(keys: &[&[Key]]) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .copied()
        .flatten()
        .map(|key| {
            let mut value = held(key.holds);
            value["description"] = key.summary.into();
            (key.name.to_owned(), value)
        })
        .collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn held(holds: Holds) -> Value {
    match holds {
        Holds::Text => json!({ "type": "string" }),
        Holds::Texts => reference("texts"),
        Holds::Flag => json!({ "type": "boolean" }),
        Holds::Number => json!({ "type": "integer", "minimum": 0 }),
        Holds::OneOf(words) => json!({ "enum": words() }),
        Holds::Selectors => reference("selectors"),
        Holds::Rule => reference("rule-name"),
        Holds::Rules => reference("rules"),
        Holds::Share => json!({
            "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "pattern": "^[0-9]+([.][0-9]+)? *%$|^[0-9]+$" },
            ]
        }),
        Holds::Date => json!({ "type": "string", "format": "date" }),
        Holds::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
        Holds::Targets => json!({ "type": "object", "additionalProperties": { "type": "object" } }),
    }
}

fn one_or_more(item: &Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item }] })
}

/// A level for each rule and category; of a rule its options, too.
fn rules() -> Value {
    let mut properties = Map::new();
    for name in Category::ALL.map(Category::name).into_iter().chain(["ALL"]) {
        properties.insert(name.into(), reference("level"));
    }
    for rule in RuleId::all() {
        let options = RuleOption::of(rule).map(|option| {
            let mut value = match option.kind {
                OptionKind::Number => json!({ "type": "integer", "minimum": 0 }),
                OptionKind::Names => json!({ "type": "array", "items": { "type": "string" } }),
            };
            value["description"] = option.summary.into();
            (option.name.to_owned(), value)
        });
        let options: Vec<_> = options.collect();
        let mut value = if options.is_empty() {
            reference("level-or-options")
        } else {
            level_or_options(options)
        };
        value["description"] = rule.rule().summary.into();
        properties.insert(rule.rule().name.into(), value);
        properties
            .insert(rule.to_string(), reference(&format!("rules/properties/{}", rule.rule().name)));
    }
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// What stands beside the name of a rule that has these options.
fn level_or_options(options: impl IntoIterator<Item = (String, Value)>) -> Value {
    let level = [("level".to_owned(), reference("level"))];
    let options: Map<String, Value> = level.into_iter().chain(options).collect();
    json!({
        "anyOf": [
            reference("level"),
            { "type": "object", "additionalProperties": false, "properties": options },
        ]
    })
}
