//! Which rules are looked at, and how loudly each speaks: from names, categories and `ALL` to a
//! level for each rule.

use super::{ALL, Category, RuleId};
use crate::target::Level;

/// One rule, a category of them, or all. The more particular one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Selector {
    /// Every rule.
    All,
    /// Those of a category.
    Category(Category),
    /// One rule.
    Rule(RuleId),
}

impl Selector {
    /// What a name means: `ALL`, a category, a rule, or both with a slash.
    pub fn named(name: &str) -> Option<Self> {
        if name == "ALL" {
            return Some(Self::All);
        }
        if let Some((category, rule)) = name.split_once('/') {
            let rule = RuleId::named(rule)?;
            return (rule.rule().category.name() == category).then_some(Self::Rule(rule));
        }
        let category = Category::ALL.into_iter().find(|category| category.name() == name);
        category.map(Self::Category).or_else(|| RuleId::named(name).map(Self::Rule))
    }

    /// All names that mean something.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let categories = Category::ALL.into_iter().map(Category::name);
        categories.chain(ALL.iter().map(|rule| rule.name)).chain(["ALL"])
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Category(category) => category.name(),
            Self::Rule(rule) => rule.rule().name,
        }
    }

    fn has(self, rule: RuleId) -> bool {
        match self {
            Self::All => true,
            Self::Category(category) => rule.rule().category == category,
            Self::Rule(this) => this == rule,
        }
    }

    /// How particular it is.
    fn rank(self) -> u8 {
        match self {
            Self::All => 1,
            Self::Category(_) => 2,
            Self::Rule(_) => 3,
        }
    }
}

/// Which rules are looked at, and how loudly they speak.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The rules that are looked at; all, if it is not said.
    pub select: Option<Vec<Selector>>,
    /// More of them.
    pub extend_select: Vec<Selector>,
    /// Those that are not, unless they are selected by a more particular name.
    pub ignore: Vec<Selector>,
    /// Levels; of two for the same rule the more particular counts, of two alike the later.
    pub levels: Vec<(Selector, Level)>,
}

impl Selection {
    /// Put what another selection says over what this one says.
    pub fn lay_over(&mut self, over: &Self) {
        if over.select.is_some() {
            // A new choice starts anew, and shows what an older level has turned off.
            self.select.clone_from(&over.select);
            self.extend_select.clear();
            self.ignore.clear();
        }
        let chosen = over.select.iter().flatten().chain(&over.extend_select);
        for selector in chosen.filter(|selector| **selector != Selector::All) {
            self.levels.retain(|(other, level)| other != selector || *level != Level::Off);
        }
        self.extend_select.extend(&over.extend_select);
        self.ignore.extend(&over.ignore);
        self.levels.retain(|(selector, _)| !over.levels.iter().any(|(other, _)| other == selector));
        self.levels.extend(&over.levels);
    }

    /// The level of each rule that has another than the one that follows from its effects: if
    /// `own`, of those that are named themselves or turned off, otherwise of those that have it by
    /// their category or by `ALL`.
    pub fn levels(&self, own: bool) -> Vec<(RuleId, Level)> {
        let level = |rule| {
            let level = self.level(rule)?;
            let named = |(selector, _): &(Selector, Level)| *selector == Selector::Rule(rule);
            let is_own = level == Level::Off || self.levels.iter().any(named);
            (is_own == own).then_some((rule, level))
        };
        RuleId::all().filter_map(level).collect()
    }

    fn level(&self, rule: RuleId) -> Option<Level> {
        let all = [Selector::All];
        let selected = self.select.as_deref().unwrap_or(&all).iter().chain(&self.extend_select);
        let rank = |selectors: &mut dyn Iterator<Item = &Selector>| {
            selectors.filter(|selector| selector.has(rule)).map(|s| s.rank()).max().unwrap_or(0)
        };
        let selected = rank(&mut selected.into_iter());
        if selected == 0 || rank(&mut self.ignore.iter()) >= selected {
            return Some(Level::Off);
        }
        let levels = self.levels.iter().filter(|(selector, _)| selector.has(rule));
        levels.max_by_key(|(selector, _)| selector.rank()).map(|(_, level)| *level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selectors(names: &str) -> Vec<Selector> {
        names.split_whitespace().map(|name| Selector::named(name).unwrap()).collect()
    }

    fn level(selection: &Selection, rule: &str) -> Option<Level> {
        selection.level(RuleId::named(rule).unwrap())
    }

    #[test]
    fn the_more_particular_name_counts() {
        let selection = Selection {
            select: Some(selectors("schema unknown-role turns")),
            ignore: selectors("schema wrong-type turns/consecutive-roles"),
            levels: vec![
                (Selector::named("turns").unwrap(), Level::Error),
                (Selector::named("ALL").unwrap(), Level::Warning),
            ],
            ..Selection::default()
        };
        assert_eq!(level(&selection, "unknown-role"), Some(Level::Warning));
        assert_eq!(level(&selection, "missing-field"), Some(Level::Off));
        assert_eq!(level(&selection, "wrong-type"), Some(Level::Off));
        assert_eq!(level(&selection, "turn-parity"), Some(Level::Error));
        assert_eq!(level(&selection, "consecutive-roles"), Some(Level::Off));
        assert_eq!(level(&selection, "empty-file"), Some(Level::Off));
        assert_eq!(Selection::default().levels(true), []);
        let parity = RuleId::named("turn-parity").unwrap();
        assert!(selection.levels(false).contains(&(parity, Level::Error)));
        assert!(selection.levels(true).iter().all(|(_, level)| *level == Level::Off));
    }

    #[test]
    fn a_later_choice_shows_what_was_turned_off() {
        let mut selection = Selection {
            ignore: selectors("unknown-role"),
            levels: vec![(Selector::named("blank-line").unwrap(), Level::Off)],
            ..Selection::default()
        };
        selection.lay_over(&Selection {
            extend_select: selectors("blank-line"),
            ..Selection::default()
        });
        assert_eq!(level(&selection, "blank-line"), None);
        assert_eq!(level(&selection, "unknown-role"), Some(Level::Off));
        selection.lay_over(&Selection {
            select: Some(selectors("unknown-role")),
            ..Selection::default()
        });
        assert_eq!(level(&selection, "unknown-role"), None);
        assert_eq!(level(&selection, "blank-line"), Some(Level::Off));
    }

    #[test]
    fn every_name_means_something() {
        for name in Selector::names() {
            assert_eq!(Selector::named(name).map(Selector::name), Some(name));
        }
        assert_eq!(Selector::named("schema/blank-line"), None);
        assert_eq!(Selector::named("all"), None);
    }
}
