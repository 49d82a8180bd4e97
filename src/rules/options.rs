//! What a rule can be told beside its level.
//!
//! An option is for what only the author of the data knows: which extra keys are there on purpose,
//! how many records are few. What a provider or trainer does is no option but belongs into a
//! target. Options are in one list, from which the configuration is read and its schema is made;
//! the documentation of the rule explains them under `## Options`, and a test sees to that.

use std::collections::BTreeMap;

use super::RuleId;

/// Something that a rule can be told.
#[derive(Debug)]
#[non_exhaustive]
pub struct RuleOption {
    /// The rule.
    pub rule: &'static str,
    /// The key beside its `level` in the configuration.
    pub name: &'static str,
    /// What it means, in a line.
    pub summary: &'static str,
    /// What can be said.
    pub kind: OptionKind,
}

/// The type of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    /// A number of things.
    Number,
    /// Names in the data.
    Names,
}

/// The value of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionValue {
    /// A number of things.
    Number(u64),
    /// Names in the data.
    Names(Vec<String>),
}

/// The keys of records that are there on purpose.
pub(super) const ALLOW: &str = "allow";
/// The fewest that are enough.
pub(crate) const MIN: &str = "min";

static OPTIONS: &[RuleOption] = &[
    RuleOption {
        rule: "too-few-records",
        name: MIN,
        summary: "how many records a file is to have, even if the target takes fewer",
        kind: OptionKind::Number,
    },
    RuleOption {
        rule: "unknown-field",
        name: ALLOW,
        summary: "keys of records that are there on purpose",
        kind: OptionKind::Names,
    },
    RuleOption {
        rule: "unknown-message-field",
        name: ALLOW,
        summary: "keys of messages that are there on purpose",
        kind: OptionKind::Names,
    },
];

impl RuleOption {
    /// All options of a rule.
    pub fn of(rule: RuleId) -> impl Iterator<Item = &'static Self> {
        OPTIONS.iter().filter(move |option| option.rule == rule.rule().name)
    }
}

/// What the rules are told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleOptions {
    values: BTreeMap<(RuleId, &'static str), OptionValue>,
}

impl RuleOptions {
    /// Tell a rule something.
    pub fn set(&mut self, rule: RuleId, option: &'static RuleOption, value: OptionValue) {
        self.values.insert((rule, option.name), value);
    }

    /// Put what other options say over what these say.
    pub fn lay_over(&mut self, over: &Self) {
        self.values.extend(over.values.iter().map(|(key, value)| (*key, value.clone())));
    }

    /// All that is said: the rule, the name of the option, and its value.
    pub fn iter(&self) -> impl Iterator<Item = (RuleId, &'static str, &OptionValue)> {
        self.values.iter().map(|((rule, name), value)| (*rule, *name, value))
    }

    /// Whether a name is among those that a rule is to allow.
    pub(crate) fn allows(&self, rule: RuleId, name: &str) -> bool {
        match self.values.get(&(rule, ALLOW)) {
            Some(OptionValue::Names(names)) => names.iter().any(|allowed| allowed == name),
            _ => false,
        }
    }

    /// A number that a rule was told.
    pub(crate) fn number(&self, rule: RuleId, name: &'static str) -> Option<u64> {
        match self.values.get(&(rule, name))? {
            OptionValue::Number(number) => Some(*number),
            OptionValue::Names(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_one_of_a_rule_that_explains_it() {
        for option in OPTIONS {
            let rule = RuleId::named(option.rule).unwrap().rule();
            let (_, section) = rule.docs.split_once("## Options\n").unwrap();
            assert!(section.contains(&format!("`{}`", option.name)), "{}", option.rule);
        }
        let explained = super::super::ALL.iter().filter(|rule| rule.docs.contains("## Options\n"));
        for rule in explained {
            assert!(OPTIONS.iter().any(|option| option.rule == rule.name), "{}", rule.name);
        }
    }

    #[test]
    fn what_is_said_last_counts() {
        let rule = RuleId::named("unknown-field").unwrap();
        let option = RuleOption::of(rule).next().unwrap();
        let mut options = RuleOptions::default();
        options.set(rule, option, OptionValue::Names(vec!["id".into()]));
        let mut over = RuleOptions::default();
        over.set(rule, option, OptionValue::Names(vec!["source".into()]));
        options.lay_over(&over);
        assert!(options.allows(rule, "source") && !options.allows(rule, "id"));
    }
}
