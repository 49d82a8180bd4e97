//! How a text is split into pieces before its symbols are merged.

use std::ops::{ControlFlow, Range};

use regex_automata::{Input, meta, util::syntax};

use super::format::{self, Behavior, PreTokenizer, PrependScheme};

/// GPT-2's pieces, which `ByteLevel` makes unless it is told not to.
const GPT2: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

/// How a run of white space is split in nearly every file: all of it but the last character, which goes
/// with the word behind; at the end of a text all of it.
const BLANKS: &[&str] = &[r"|\s+(?!\S)|\s+", r"|\s+(?!\S)|\s"];

/// All that is done before merging.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    steps: Vec<Split>,
    /// What a text begins with, and whether only the first one does.
    pub(super) prefix: Option<(String, bool)>,
    /// What stands for a space.
    pub(super) space: Option<char>,
    /// Whether the symbols are bytes.
    pub(super) of_bytes: bool,
}

#[derive(Debug)]
struct Split {
    pattern: Pattern,
    behavior: Behavior,
    invert: bool,
}

impl Splitter {
    /// That of a file; what it cannot do otherwise.
    pub(super) fn new(file: Option<&PreTokenizer>) -> Result<Self, String> {
        let mut splitter = Self::default();
        if let Some(file) = file {
            splitter.add(file)?;
        }
        Ok(splitter)
    }

    fn add(&mut self, step: &PreTokenizer) -> Result<(), String> {
        match step {
            PreTokenizer::Sequence { pretokenizers } => {
                pretokenizers.iter().try_for_each(|step| self.add(step))?;
            }
            PreTokenizer::Split { pattern, behavior, invert } => self.steps.push(Split {
                pattern: Pattern::new(pattern)?,
                behavior: *behavior,
                invert: *invert,
            }),
            PreTokenizer::Digits { individual_digits } => {
                self.isolate(if *individual_digits { r"\p{N}" } else { r"\p{N}+" })?;
            }
            PreTokenizer::ByteLevel { add_prefix_space, use_regex } => {
                if *add_prefix_space {
                    self.begin_with(" ".into(), false)?;
                }
                if *use_regex {
                    self.isolate(GPT2)?;
                }
                self.of_bytes = true;
            }
            PreTokenizer::Metaspace { replacement, add_prefix_space, prepend_scheme, split } => {
                let always =
                    if *add_prefix_space { PrependScheme::Always } else { PrependScheme::Never };
                let scheme = prepend_scheme.unwrap_or(always);
                if scheme != PrependScheme::Never {
                    self.begin_with((*replacement).into(), scheme == PrependScheme::First)?;
                }
                if !self.steps.is_empty() {
                    return Err("its Metaspace comes after a split".into());
                }
                self.space = Some(*replacement);
                if *split {
                    let pattern = Pattern::new(&format::Pattern::String((*replacement).into()))?;
                    let behavior = Behavior::MergedWithNext;
                    self.steps.push(Split { pattern, behavior, invert: false });
                }
            }
        }
        Ok(())
    }

    fn isolate(&mut self, regex: &str) -> Result<(), String> {
        let pattern = Pattern::new(&format::Pattern::Regex(regex.into()))?;
        self.steps.push(Split { pattern, behavior: Behavior::Isolated, invert: false });
        Ok(())
    }

    fn begin_with(&mut self, prefix: String, only_first: bool) -> Result<(), String> {
        if !self.steps.is_empty() || self.prefix.is_some() {
            return Err("it begins its pieces with a space after a split".into());
        }
        self.prefix = Some((prefix, only_first));
        Ok(())
    }

    /// Each piece of a text, in its order.
    pub(super) fn each(
        &self,
        text: &str,
        visit: &mut dyn FnMut(Range<usize>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        each_of(&self.steps, text, 0..text.len(), visit)
    }
}

fn each_of(
    steps: &[Split],
    text: &str,
    range: Range<usize>,
    visit: &mut dyn FnMut(Range<usize>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some((step, rest)) = steps.split_first() else {
        return if range.is_empty() { ControlFlow::Continue(()) } else { visit(range) };
    };
    let start = range.start;
    let part = text.get(range).unwrap_or_default();
    step.each(part, &mut |piece| each_of(rest, text, start + piece.start..start + piece.end, visit))
}

impl Split {
    fn each(
        &self,
        text: &str,
        visit: &mut dyn FnMut(Range<usize>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        // What was seen last, and whether it was found or stood between.
        let mut held: Option<(Range<usize>, bool)> = None;
        let mut one = |range: Range<usize>, found: bool| {
            if range.is_empty() {
                return ControlFlow::Continue(());
            }
            let found = found != self.invert;
            if let Some((before, was_found)) = &mut held {
                let joins = match self.behavior {
                    Behavior::Isolated | Behavior::Removed => false,
                    Behavior::MergedWithPrevious => found && !*was_found,
                    Behavior::MergedWithNext => !found && *was_found,
                    Behavior::Contiguous => found == *was_found,
                };
                if joins {
                    (before.end, *was_found) = (range.end, found);
                    return ControlFlow::Continue(());
                }
            }
            match held.replace((range, found)) {
                Some((before, was_found)) if self.keeps(was_found) => visit(before),
                _ => ControlFlow::Continue(()),
            }
        };
        let mut at = 0;
        while let Some(found) = self.pattern.find(text, at) {
            one(at..found.start, false)?;
            at = found.end;
            one(found, true)?;
        }
        one(at..text.len(), false)?;
        match held {
            Some((last, found)) if self.keeps(found) => visit(last),
            _ => ControlFlow::Continue(()),
        }
    }

    fn keeps(&self, found: bool) -> bool {
        self.behavior != Behavior::Removed || !found
    }
}

/// What is looked for in a text.
#[derive(Debug)]
pub(super) enum Pattern {
    Text(String),
    /// Pieces; and if there is a second expression, white space as [`BLANKS`] has it.
    Quick(Box<meta::Regex>),
    /// What only looks ahead can tell.
    Slow(Box<fancy_regex::Regex>),
}

impl Pattern {
    pub(super) fn new(pattern: &format::Pattern) -> Result<Self, String> {
        let regex = match pattern {
            format::Pattern::String(text) if text.is_empty() => {
                return Err("it looks for nothing".into());
            }
            format::Pattern::String(text) => return Ok(Self::Text(text.clone())),
            format::Pattern::Regex(regex) => regex,
        };
        let build = |expressions: &[&str]| {
            // In the files a line ends where a text does.
            let syntax = syntax::Config::new().multi_line(true);
            let regex = meta::Regex::builder().syntax(syntax).build_many(expressions);
            regex.ok().map(|regex| Self::Quick(Box::new(regex)))
        };
        // What takes and never gives back means something else to the quick engine.
        let is_possessive = ["++", "*+", "?+", "}+"].iter().any(|sign| regex.contains(sign));
        if !is_possessive {
            let without = BLANKS.iter().find_map(|blanks| regex.strip_suffix(blanks));
            let quick = match without {
                Some(pieces) => build(&[pieces, r"\s+"]),
                None => build(&[regex]),
            };
            if let Some(quick) = quick {
                return Ok(quick);
            }
        }
        let slow = fancy_regex::Regex::new(&format!("(?m){regex}"));
        slow.map(|slow| Self::Slow(Box::new(slow)))
            .map_err(|error| format!("its expression {regex:?} is not understood: {error}"))
    }

    /// The first place from `at` on; never an empty one.
    pub(super) fn find(&self, text: &str, mut at: usize) -> Option<Range<usize>> {
        loop {
            let range = match self {
                Self::Text(part) => {
                    let start = at + text.get(at..)?.find(part.as_str())?;
                    start..start + part.len()
                }
                Self::Quick(regex) => {
                    let found = regex.find(Input::new(text).span(at..text.len()))?;
                    let mut range = found.range();
                    if found.pattern().as_usize() == 1 && range.end < text.len() {
                        let (last, _) = text.get(range.clone())?.char_indices().next_back()?;
                        if last > 0 {
                            range.end = range.start + last;
                        }
                    }
                    range
                }
                Self::Slow(regex) => regex.find_from_pos(text, at).ok()??.range(),
            };
            if !range.is_empty() {
                return Some(range);
            }
            at = range.end + text.get(range.end..)?.chars().next()?.len_utf8();
        }
    }
}
