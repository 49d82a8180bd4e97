//! Texts that are searched for in the bytes, before anything is known about them.
//!
//! To look at the text of every record would cost more than the scan. So whole blocks are searched
//! for the few byte sequences that a rule is after; only where a block has one, its lines are, and
//! only where a line has one, the rule runs and looks closely. What no rule of the run is after is
//! not searched for.

use std::cell::OnceCell;
use std::fmt;

use crate::record::scan::Spelling;
use crate::record::{Facts, sweep};
use crate::rules::content::forbidden_text::{self, Forbidden};
use crate::rules::reading::think_tags::TagSearch;
use crate::rules::reasoning::{earlier_reasoning_lost, mixed_reasoning, unbalanced_think_tags};
use crate::rules::syntax::line_separator_in_string;
use crate::rules::tokens::special_token_in_text;
use crate::rules::{Plan, Rule, RuleId};

/// Says whether bytes may have what a rule is after, given how they are written: half of the searches
/// are for other spellings, which most data does not have.
type MayBeIn = Box<dyn Fn(&[u8], Spelling) -> bool + Send>;

/// What is searched for in a run.
pub(super) struct Searches {
    /// The fact that a line has it, and the search.
    searches: Vec<(Facts, MayBeIn)>,
    /// The same for what begins with `<`, as all tags and most tokens do. Most texts have no `<` at
    /// all, and to see that takes a tenth of the time of the searches.
    with_angle: Vec<(Facts, MayBeIn)>,
}

impl Searches {
    pub(super) fn new(plan: &Plan) -> Self {
        let wanted =
            |rules: &[&'static Rule]| rules.iter().any(|rule| plan.looks_for(RuleId::of(rule)));
        let mut searches: Vec<(Facts, MayBeIn)> = Vec::new();
        let mut with_angle: Vec<(Facts, MayBeIn)> = Vec::new();
        if wanted(&[&line_separator_in_string::RULE]) {
            let has_separator = |bytes: &[u8], spelling: Spelling| {
                !spelling.is_ascii && line_separator_in_string::has_separator(bytes)
            };
            searches.push((Facts::LINE_SEPARATOR, Box::new(has_separator)));
        }
        if wanted(&[
            &unbalanced_think_tags::RULE,
            &mixed_reasoning::RULE,
            &earlier_reasoning_lost::RULE,
        ]) {
            let tags = TagSearch::new();
            let has_tag = move |bytes: &[u8], spelling: Spelling| {
                tags.may_be_in(bytes)
                    || spelling.respells && tags.may_be_respelled_in(bytes)
                    || may_be_any_text(bytes, spelling)
            };
            with_angle.push((Facts::THINK_TAG, Box::new(has_tag)));
        }
        if wanted(&[&special_token_in_text::RULE]) {
            let tokens = special_token_in_text::Search::new();
            let has_token = move |bytes: &[u8], spelling: Spelling| {
                tokens.may_be_in(bytes)
                    || spelling.respells && special_token_in_text::may_be_respelled_in(bytes)
                    || may_be_any_text(bytes, spelling)
            };
            with_angle.push((Facts::SPECIAL_TOKEN, Box::new(has_token)));
            // Those of some models look like anything.
            if let Some(tokens) = plan.special_tokens().inconspicuous() {
                let has_token = move |bytes: &[u8], spelling: Spelling| {
                    tokens.is_in(bytes) || may_be_any_text(bytes, spelling)
                };
                searches.push((Facts::SPECIAL_TOKEN, Box::new(has_token)));
            }
        }
        if wanted(&[&forbidden_text::RULE]) {
            let forbidden = Forbidden::new(plan);
            searches
                .push((Facts::FORBIDDEN_TEXT, Box::new(move |bytes, _| forbidden.is_in(bytes))));
        }
        Self { searches, with_angle }
    }

    /// What some line of a block has.
    #[inline]
    pub(super) fn in_block(&self, block: &[u8], spelling: Spelling) -> Facts {
        self.find(block, Facts::all(), spelling, |_| spelling.has_angle)
    }

    /// What a line has, of what its block has.
    #[inline]
    pub(super) fn in_line(&self, line: &[u8], in_block: Facts, spelling: Spelling) -> Facts {
        if in_block.is_empty() {
            return in_block;
        }
        self.find(line, in_block, spelling, |line| memchr::memchr(b'<', line).is_some())
    }

    fn find(
        &self,
        bytes: &[u8],
        among: Facts,
        spelling: Spelling,
        has_angle: impl Fn(&[u8]) -> bool,
    ) -> Facts {
        let may_open = OnceCell::new();
        let ask = || has_angle(bytes) || may_be_respelled(bytes, spelling);
        let with_angle = self.with_angle.iter().filter(|_| *may_open.get_or_init(ask));
        let searches = self.searches.iter().chain(with_angle);
        searches
            .filter(|(fact, may_be_in)| among.intersects(*fact) && may_be_in(bytes, spelling))
            .fold(Facts::empty(), |facts, (fact, _)| facts | *fact)
    }
}

/// Whether a letter of what is searched for may be written as an escape, as hardly anybody does.
fn may_be_any_text(bytes: &[u8], spelling: Spelling) -> bool {
    spelling.respells_ascii && memchr::memmem::find(bytes, br"\u00").is_some()
}

/// Whether there may be a `<` in a text that is written otherwise.
fn may_be_respelled(bytes: &[u8], spelling: Spelling) -> bool {
    // `\u003c`. The bytes of other escapes are never so, since a backslash comes after four.
    spelling.respells_ascii && sweep::has_any(bytes, [*b"003c"])
}

impl fmt::Debug for Searches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.searches.iter().chain(&self.with_angle);
        f.debug_list().entries(all.map(|(fact, _)| fact)).finish()
    }
}
