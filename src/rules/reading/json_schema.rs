//! The JSON Schemas of tools' parameters: whether they are ones, and whether arguments fit them.
//!
//! Many records of a file mostly have the same few tools, so what was worked out for a schema is
//! kept from record to record. A schema is data like any other, and may mean harm: it is never
//! fetched from anywhere, and where looking at it could take long (references that go round in
//! circles or multiply, large patterns) it is not looked at. What is not looked at is not reported.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;
use twox_hash::XxHash3_128;

/// A schema, and what was found out about it.
#[derive(Debug)]
pub(crate) struct Schema {
    /// The schema as it stands, if it is to be looked at.
    value: Option<Value>,
    fault: OnceCell<Option<Fault>>,
    validator: OnceCell<Option<Validator>>,
    /// How many schemas it is, with every reference replaced by what it refers to; 0 if that is
    /// too much.
    cost: usize,
}

/// Why it is no JSON Schema.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Where, as a JSON pointer.
    pub(crate) pointer: String,
    /// What is wrong there, in the validator's words.
    pub(crate) words: String,
}

/// The longest schema that is looked at.
const LONGEST: usize = 256 << 10;
/// How deep a schema may be nested.
const DEEPEST: usize = 48;
/// How many schemas it may be, with every reference replaced.
const MOST_SCHEMAS: usize = 20_000;
/// How many patterns it may have.
const MOST_PATTERNS: usize = 64;
/// The most work that one check of arguments may be: schemas by bytes.
const MOST_WORK: usize = 50_000_000;
/// How many schemas are kept.
const MOST_KEPT: usize = 1024;

/// The versions of JSON Schema; what is valid by any of them is taken.
const DRAFTS: [Draft; 3] = [Draft::Draft202012, Draft::Draft7, Draft::Draft4];

thread_local! {
    /// The schemas seen last, by the hash of their bytes.
    static KEPT: RefCell<HashMap<u128, Rc<Schema>>> = RefCell::default();
}

impl Schema {
    /// The schema with these bytes; `lenient` if it is one of Gemini's, with types in capitals.
    pub(crate) fn of(json: &[u8], lenient: bool) -> Rc<Self> {
        let hash = XxHash3_128::oneshot_with_seed(u64::from(lenient), json);
        KEPT.with_borrow_mut(|kept| {
            if let Some(schema) = kept.get(&hash) {
                return Rc::clone(schema);
            }
            if kept.len() >= MOST_KEPT {
                kept.clear();
            }
            let schema = Rc::new(Self::read(json, lenient));
            kept.insert(hash, Rc::clone(&schema));
            schema
        })
    }

    fn read(json: &[u8], lenient: bool) -> Self {
        let value = (json.len() <= LONGEST).then(|| serde_json::from_slice(json).ok()).flatten();
        let value = value.and_then(|mut value| normalise(&mut value, lenient, 0).then_some(value));
        let cost = value.as_ref().map_or(0, cost);
        Self { value, fault: OnceCell::new(), validator: OnceCell::new(), cost }
    }

    /// Why it is no JSON Schema, if it is none.
    pub(crate) fn fault(&self) -> Option<&Fault> {
        let work_out = || {
            let value = self.value.as_ref()?;
            if jsonschema::draft202012::meta::is_valid(value)
                || jsonschema::draft7::meta::is_valid(value)
                || jsonschema::draft4::meta::is_valid(value)
            {
                return None;
            }
            let error = jsonschema::draft202012::meta::validate(value).err()?;
            Some(Fault {
                pointer: error.instance_path().as_str().to_owned(),
                words: error.masked().to_string(),
            })
        };
        self.fault.get_or_init(work_out).as_ref()
    }

    /// What of the arguments does not fit the schema first.
    pub(crate) fn mismatch<'v>(
        &self,
        arguments: &'v Value,
        length: usize,
    ) -> Option<jsonschema::ValidationError<'v>> {
        if self.cost == 0 || self.cost.saturating_mul(length) > MOST_WORK {
            return None;
        }
        let validator = self.validator.get_or_init(|| {
            let value = self.value.as_ref()?;
            DRAFTS.iter().find_map(|draft| {
                jsonschema::options()
                    .with_draft(*draft)
                    .offline()
                    .should_validate_formats(false)
                    .with_pattern_options(
                        PatternOptions::fancy_regex()
                            .backtrack_limit(50_000)
                            .size_limit(1 << 18)
                            .dfa_size_limit(1 << 18),
                    )
                    .build(value)
                    .ok()
            })
        });
        let validator = validator.as_ref()?;
        // Telling whether it fits is much quicker than telling why it does not.
        if validator.is_valid(arguments) {
            return None;
        }
        validator.validate(arguments).err().filter(|error| {
            // A pattern that takes too long says nothing about the arguments.
            use jsonschema::error::ValidationErrorKind as Error;
            !matches!(
                error.kind(),
                Error::BacktrackLimitExceeded { .. } | Error::RegexEngineFailure { .. }
            )
        })
    }
}

/// Make a schema plain: `nullable` becomes a type, types in capitals become small if `lenient`, and
/// what would tie it to a place in the world goes. Says whether it is small enough to look at.
fn normalise(value: &mut Value, lenient: bool, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    match value {
        Value::Object(members) => {
            for name in ["$schema", "$id", "id"] {
                if members.get(name).is_some_and(Value::is_string) {
                    members.remove(name);
                }
            }
            if lenient && let Some(Value::String(name)) = members.get_mut("type") {
                name.make_ascii_lowercase();
            }
            if members.get("nullable") == Some(&Value::Bool(true)) {
                if let Some(Value::String(name)) = members.get("type") {
                    let types = vec![Value::String(name.clone()), Value::String("null".into())];
                    members.insert("type".into(), Value::Array(types));
                }
                if let Some(Value::Array(options)) = members.get_mut("enum") {
                    options.push(Value::Null);
                    options.dedup();
                }
            }
            members.values_mut().all(|value| normalise(value, lenient, depth + 1))
        }
        Value::Array(elements) => {
            elements.iter_mut().all(|value| normalise(value, lenient, depth + 1))
        }
        _ => true,
    }
}

/// How many values a schema has with every reference replaced by what it refers to; 0 if they are
/// too many, or a reference goes round in a circle or out of the schema.
fn cost(schema: &Value) -> usize {
    let mut walk = Walk { root: schema, open: Vec::new(), values: 0, patterns: 0 };
    if walk.visit(schema, 0) { walk.values } else { 0 }
}

struct Walk<'a> {
    root: &'a Value,
    /// The references that are being followed.
    open: Vec<&'a str>,
    values: usize,
    patterns: usize,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, value: &'a Value, depth: usize) -> bool {
        self.values += 1;
        if self.values > MOST_SCHEMAS || depth > 2 * DEEPEST {
            return false;
        }
        match value {
            Value::Array(elements) => elements.iter().all(|value| self.visit(value, depth + 1)),
            Value::Object(members) => members.iter().all(|(name, value)| {
                match name.as_str() {
                    "$dynamicRef" | "$recursiveRef" | "$anchor" => return false,
                    "$ref" => {
                        if let Value::String(reference) = value {
                            return self.follow(reference, depth);
                        }
                    }
                    "pattern" => self.patterns += 1,
                    "patternProperties" => {
                        self.patterns += value.as_object().map_or(0, serde_json::Map::len);
                    }
                    _ => {}
                }
                self.patterns <= MOST_PATTERNS && self.visit(value, depth + 1)
            }),
            _ => true,
        }
    }

    fn follow(&mut self, reference: &'a str, depth: usize) -> bool {
        let Some(target) = reference.strip_prefix('#').and_then(|to| self.root.pointer(to)) else {
            return false;
        };
        if self.open.contains(&reference) {
            return false;
        }
        self.open.push(reference);
        let fits = self.visit(target, depth + 1);
        self.open.pop();
        fits
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fits(schema: &Value, arguments: &Value) -> bool {
        let schema = Schema::read(schema.to_string().as_bytes(), false);
        assert!(schema.fault().is_none(), "{:?}", schema.fault());
        schema.mismatch(arguments, 100).is_none()
    }

    #[test]
    fn every_draft_is_a_schema() {
        let object = |extra: Value| json!({"type": "object", "properties": {"a": extra}});
        for schema in [
            json!({}),
            object(json!({"type": "array", "items": [{"type": "string"}]})),
            object(json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true})),
            object(json!({"type": "array", "prefixItems": [{"type": "string"}]})),
            object(json!({"type": "string", "nullable": true, "format": "date"})),
            json!({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}),
            json!({"$schema": "https://example.com/mine", "type": "object"}),
        ] {
            assert!(
                Schema::read(schema.to_string().as_bytes(), false).fault().is_none(),
                "{schema}"
            );
        }
        for schema in
            [json!({"type": "dict"}), object(json!({"type": "any"})), json!({"required": "a"})]
        {
            assert!(
                Schema::read(schema.to_string().as_bytes(), false).fault().is_some(),
                "{schema}"
            );
        }
        assert!(Schema::read(br#"{"type": "OBJECT"}"#, true).fault().is_none());
    }

    #[test]
    fn arguments_are_checked() {
        let schema = json!({"type": "object", "properties": {
            "city": {"type": "string"}, "days": {"type": "integer", "nullable": true}},
            "required": ["city"]});
        assert!(fits(&schema, &json!({"city": "Rome"})));
        assert!(fits(&schema, &json!({"city": "Rome", "days": null})));
        assert!(!fits(&schema, &json!({"days": 1})));
        assert!(!fits(&schema, &json!({"city": 1})));
        let shared = json!({"$defs": {"c": {"type": "string"}},
            "properties": {"a": {"$ref": "#/$defs/c"}, "b": {"$ref": "#/$defs/c"}}});
        assert!(!fits(&shared, &json!({"b": 1})));
    }

    #[test]
    fn what_may_take_long_is_left_alone() {
        let mut doubling = json!({"$defs": {"a0": {"type": "string"}}, "$ref": "#/$defs/a40"});
        for i in 1..=40 {
            let reference = json!({"$ref": format!("#/$defs/a{}", i - 1)});
            doubling["$defs"][format!("a{i}")] = json!({"allOf": [reference, reference]});
        }
        for schema in [
            doubling,
            json!({"$ref": "#"}),
            json!({"properties": {"a": {"$ref": "#"}}, "type": "string"}),
            json!({"$ref": "https://example.com/schema.json"}),
            json!({"$ref": "file:///etc/passwd"}),
            json!({"properties": {"a": {"type": "string", "pattern": r"^(\w{0,900}){0,900}$"}}}),
        ] {
            assert!(fits(&schema, &json!({"a": "a".repeat(60)})), "{schema}");
        }
        // It comes to an end: the pattern does not match, or is given up.
        let endless =
            Schema::read(br#"{"properties": {"a": {"pattern": "^(a|a?)+(?=b)\\1$"}}}"#, false);
        let _ = endless.mismatch(&json!({"a": "a".repeat(60)}), 100);
        let deep = format!("{}1{}", r#"{"not":"#.repeat(100), "}".repeat(100));
        let deep = Schema::read(deep.as_bytes(), false);
        assert!(deep.fault().is_none() && deep.mismatch(&json!({}), 2).is_none());
    }
}
