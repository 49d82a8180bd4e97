//! Records with too few tokens, and turns with too many, at the targets that have such limits.
//!
//! As with [`lengths`](super::lengths), nothing is counted that a bound or an estimate with its band
//! decides. What is written around a text and not known is taken for what it may be at most where there
//! may be too few tokens, and for nothing where there may be too many.

use super::super::Plan;
use super::cut_words;
use super::weighing::{Placed, Weighing};
use crate::record::{Format, Index, Record, Role};
use crate::rules::{Context, Finding};
use crate::target::{Limits, TargetSet};
use crate::tokens::near::{Certainty, Count, NearCounters};
use crate::tokens::pieces::{Piece, Pieces, Sort};
use crate::tokens::template::{Shape, TEMPLATES};

/// A limit that is not kept, or may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Breach {
    target: usize,
    /// What has too few or too many tokens.
    place: Index,
    /// The truth may be on either side of the limit.
    pub(crate) perhaps: bool,
    pub(crate) limit: u64,
    pub(crate) tokens: u64,
    /// Nothing where the tokens are the most or the least there can be.
    certainty: Option<Certainty>,
}

impl Breach {
    /// `9,120 tokens`, or as well as it is known.
    pub(crate) fn tokens(&self, otherwise: &str) -> String {
        cut_words::tokens(self.tokens, self.certainty, otherwise)
    }

    /// Whether the tokens are more than some number, given between which numbers they are; nothing if
    /// it is sure that they are not.
    fn of(count: Count, limit: u64, breaks: impl Fn(u64) -> bool) -> Option<Self> {
        let Count { tokens, least, most, certainty, .. } = count;
        let perhaps = match (breaks(least), breaks(most)) {
            (true, true) => false,
            (false, false) => return None,
            _ => true,
        };
        let certainty = Some(certainty);
        Some(Self { target: 0, place: 0, perhaps, limit, tokens, certainty })
    }
}

/// A limit that targets have, and what looks whether a record keeps it.
pub(crate) struct LimitOfTokens {
    /// The number, at the targets that have it.
    pub(crate) of: fn(&Limits) -> Option<u64>,
    pub(crate) look: fn(&mut Weighing<'_, '_>, u64) -> Vec<Breach>,
    /// Writes what there is to say, given the title of the target.
    pub(crate) describe: fn(&mut Finding, &Breach, &str),
}

impl LimitOfTokens {
    /// Where a record does not keep the limit.
    pub(crate) fn breaches(
        &self,
        record: &Record<'_>,
        plan: &Plan,
        counters: &mut NearCounters,
    ) -> Vec<Breach> {
        let mut pieces: Option<Pieces> = None;
        let mut all = Vec::new();
        for (target, limits) in plan.targets().iter().map(|target| &target.limits).enumerate() {
            let Some((limit, measure)) = (self.of)(limits).zip(plan.scale(target)) else {
                continue;
            };
            let pieces = pieces.get_or_insert_with(|| Pieces::of(record));
            let counter = counters.with(measure.file.as_ref());
            let mut weighing = Weighing { record, pieces, measure, counter };
            let found = (self.look)(&mut weighing, limit);
            all.extend(found.into_iter().map(|breach| Breach { target, ..breach }));
        }
        all
    }

    /// Say where a record does not keep the limit, and with `--pedantic` where it may not.
    pub(crate) fn tell(&self, record: &Record<'_>, context: &mut Context<'_>) {
        let plan = context.plan();
        let mut breaches = context.breaches(self, record);
        breaches.retain(|breach| !breach.perhaps || plan.options().pedantic);
        breaches.sort_by_key(|breach| (breach.place, breach.perhaps));
        let same =
            |one: &Breach, other: &Breach| (one.place, one.perhaps) == (other.place, other.perhaps);
        for together in breaches.chunk_by(same) {
            let targets = TargetSet::of(|at| together.iter().any(|breach| breach.target == at));
            let worst = together.iter().max_by_key(|breach| breach.limit.abs_diff(breach.tokens));
            let Some(breach) = worst else { continue };
            let case = u8::from(breach.perhaps);
            if let Some(finding) = context.found_at(record, breach.place, case, targets) {
                let title = plan.targets().get(breach.target).map(|target| target.title.as_str());
                (self.describe)(finding, breach, title.unwrap_or_default());
            }
        }
    }
}

impl Weighing<'_, '_> {
    /// That the record has fewer tokens than this; of a pair, each of its sides.
    pub(crate) fn too_short(&mut self, limit: u64) -> Vec<Breach> {
        if let Some(tokens) = self.pieces.tokenized {
            return Breach::of(Count::exact(tokens), limit, |most| most < limit)
                .into_iter()
                .collect();
        }
        let unseen = self.unseen();
        let mut longest: Option<Breach> = None;
        for (_, sequence) in self.pieces.sequences() {
            // What becomes of an image is not known.
            let has_image = sequence.iter().any(|piece| piece.sort == Sort::Image);
            let counters = self.counters(&sequence);
            let least = (*counters.bounds().start()).max(*self.band(&counters).start());
            if has_image || least + self.overhead(&sequence, None) >= limit {
                return Vec::new();
            }
            let mut count = self.count_or_band(&sequence);
            count.most += unseen;
            let Some(mut breach) = Breach::of(count, limit, |tokens| tokens < limit) else {
                return Vec::new();
            };
            if unseen > 0 || self.tokenizer().is_none() {
                (breach.tokens, breach.certainty) = (count.most, None);
            }
            longest = longest.into_iter().chain([breach]).max_by_key(|breach| breach.tokens);
        }
        longest.into_iter().collect()
    }

    /// The most that may stand around the texts and is not known.
    fn unseen(&self) -> u64 {
        /// What begins a text, and what ends it.
        const EDGES: u64 = 2;
        match self.record.format() {
            Format::Text | Format::Segments => EDGES,
            _ if self.pieces.is_conversation && self.template().is_some() => 0,
            _ => {
                let has_system = self.pieces.has_system;
                let shape = Shape { messages: self.pieces.messages, has_system, tools: None };
                TEMPLATES.iter().map(|template| template.overhead(shape)).max().unwrap_or(0)
            }
        }
    }

    /// The tokens of a sequence, counted if it is known how.
    fn count_or_band(&mut self, sequence: &[Piece]) -> Count {
        match self.tokenizer() {
            Some(tokenizer) => self.count(sequence, tokenizer).whole,
            None => self.widest(sequence),
        }
    }

    /// The tokens of a sequence with whatever tokenizer.
    fn widest(&self, sequence: &[Piece]) -> Count {
        let (least, most) = self.band(&self.counters(sequence)).into_inner();
        Count { most, certainty: Certainty::Estimated, ..Count::exact(least) }
    }

    /// The turns with more tokens than this: what leads up to an answer, the answer, and the system
    /// message.
    pub(crate) fn long_turns(&mut self, limit: u64) -> Vec<Breach> {
        let mut breaches = Vec::new();
        if !self.pieces.is_conversation {
            return breaches;
        }
        for (_, sequence) in self.pieces.sequences() {
            let counters = self.counters(&sequence);
            let around = self.overhead(&sequence, None);
            let fits = |most: u64| most.saturating_add(around) <= limit;
            if fits(*counters.bounds().end()) || fits(*self.band(&counters).end()) {
                continue;
            }
            let tokenizer = self.tokenizer();
            let placed = match tokenizer {
                Some(tokenizer) => self.count(&sequence, tokenizer).pieces,
                None => sequence
                    .iter()
                    .map(|piece| Placed { piece: *piece, start: 0, count: self.widest(&[*piece]) })
                    .collect(),
            };
            for (place, count) in self.turns(&placed) {
                let Some(mut breach) = Breach::of(count, limit, |tokens| tokens > limit) else {
                    continue;
                };
                if tokenizer.is_none() {
                    (breach.tokens, breach.certainty) = (count.least, None);
                }
                breaches.push(Breach { place, ..breach });
            }
        }
        breaches
    }

    /// Where each turn begins, and its tokens.
    fn turns(&self, sequence: &[Placed]) -> Vec<(Index, Count)> {
        let is_system = |piece: &Piece| matches!(piece.role, Role::System | Role::Developer);
        let (system, said): (Vec<_>, Vec<_>) = sequence
            .iter()
            .filter(|placed| placed.piece.sort != Sort::Tools)
            .partition(|placed| is_system(&placed.piece));
        let sum = |start: Count, placed: &[&Placed]| {
            placed.iter().fold(start, |sum, placed| sum.and(placed.count))
        };
        let always = sum(Count::exact(0), &system);
        let (mut start, mut tokens, mut turns) = (None, always, Vec::new());
        for message in said.chunk_by(|one, other| one.piece.message == other.piece.message) {
            let Some(first) = message.first() else { continue };
            tokens = sum(tokens.with(self.around_message()), message);
            let start_of_turn = *start.get_or_insert(first.piece.value);
            if first.piece.role == Role::Assistant {
                turns.push((start_of_turn, tokens));
                (start, tokens) = (None, always);
            }
        }
        turns
    }
}

#[cfg(test)]
mod tests {
    use crate::check::{Linter, LinterOptions};
    use crate::rules::{Plan, PlanOptions};
    use crate::target::{RuleEffect, Target, builtin};

    /// What is said of a conversation at a target with these limits.
    fn told(limits: &str, model: &str, pedantic: bool, line: &str) -> Vec<String> {
        let mut target: Target = builtin("generic").unwrap();
        target.title = "it".into();
        target.limits = toml::from_str(limits).unwrap();
        for rule in ["too-short", "turn-too-long"] {
            let effect = "effect = 'drops'\ncases.perhaps = { effect = 'unknown' }";
            let effect: RuleEffect = toml::from_str(effect).unwrap();
            target.effects.insert(rule.into(), effect);
        }
        let model = Some(model.to_owned());
        let plan =
            Plan::new(vec![target], PlanOptions { pedantic, model, ..PlanOptions::default() });
        let linter = Linter::new(plan.unwrap(), LinterOptions::default());
        let findings = linter.check_slice("a.jsonl", line.as_bytes()).findings();
        let ours = findings.into_iter().filter(|finding| finding.rule.rule().name.contains("too-"));
        ours.map(|finding| format!("{}: {}", finding.path.unwrap_or_default(), finding.message))
            .collect()
    }

    const CHAT: &str = r#"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi."}, {"role": "user", "content": "One, two, three"}, {"role": "assistant", "content": "Four, five, six"}]}"#;

    #[test]
    fn each_turn_has_the_system_message_and_what_stands_around_the_others() {
        // Three of the system; then 1 + 2, and 5 + 5; and four around each message.
        for (limit, wanted) in [
            (21, vec![]),
            (
                20,
                vec![
                    "messages[3].content: this turn has 21 tokens, 1 more than the 20 that it takes",
                ],
            ),
            (
                13,
                vec![
                    "messages[1].content: this turn has 14 tokens, 1 more than the 13 that it takes",
                    "messages[3].content: this turn has 21 tokens, 8 more than the 13 that it takes",
                ],
            ),
        ] {
            let limits = format!("max-turn-tokens = {limit}");
            assert_eq!(told(&limits, "o200k", false, CHAT), wanted);
        }
    }

    #[test]
    fn what_may_be_on_either_side_is_told_to_the_pedantic() {
        let line =
            CHAT.replace("Four, five, six", &"Pluto was one of them until 2006. ".repeat(20));
        let sure = told("max-turn-tokens = 150", "gemma-3", false, &line);
        assert_eq!(sure.len(), 1, "{sure:?}");
        let words = sure.concat();
        let words: Vec<&str> = words.split(' ').collect();
        let about = words.iter().position(|word| *word == "about").unwrap();
        let tokens: u64 = words[about + 1].parse().unwrap();
        for (limits, said) in [
            (format!("max-turn-tokens = {tokens}"), "it may be too long"),
            // All turns together have about twenty more.
            (format!("min-tokens = {}", tokens + 20), "it may be too short"),
        ] {
            let limits = limits.as_str();
            assert_eq!(told(limits, "gemma-3", false, &line), [""; 0], "{limits}");
            let told = told(limits, "gemma-3", true, &line).concat();
            assert!(told.contains(said) && told.contains("about"), "{limits}: {told}");
        }
    }

    #[test]
    fn what_is_not_known_is_no_reason_to_call_a_record_short() {
        let short = r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi."}]}"#;
        let tokens = |model| told("min-tokens = 40", model, false, short);
        assert_eq!(
            tokens("o200k"),
            [": this record has 14 tokens, fewer than the 40 that it asks for"]
        );
        // Some template writes a long system prompt.
        assert_eq!(tokens("nobody"), [""; 0]);
        let unknown = told("min-tokens = 400", "nobody", false, short).concat();
        assert!(unknown.contains("at most"), "{unknown}");
        let image = r#"{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://a.b/c.png"}}]}, {"role": "assistant", "content": "Hi."}]}"#;
        assert_eq!(told("min-tokens = 400", "o200k", true, image), [""; 0]);
    }
}
