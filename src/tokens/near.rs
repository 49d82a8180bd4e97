//! Counts for every family, as well as the built-in vocabularies can give them.
//!
//! Llama 3, Qwen 2 to 3 and GLM have vocabularies that were made from cl100k. Over ASCII they count as it
//! does but for a rule about numbers: then the count of cl100k is theirs, or very near. In other scripts
//! they have fewer tokens, by what is known of each script. Any other family is estimated, and the estimate
//! corrected by how far off it is where the truth is known: with the built-in vocabulary, over the same text.
//!
//! Where there is a file with the model's own tokenizer, it decides whatever the family.

use std::sync::Arc;

use super::Tokenizer;
use super::derived::Derived;
use super::doubt::PerMille;
use super::estimate::{Confidence, Counters, Family};
use super::exact::{Encoding, ExactCounter};
use super::file::{FileCounter, LazyFile};
use super::glm_numbers;

/// How good a count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// It is the count of the tokenizer itself.
    Exact,
    /// It is the count of the vocabulary that this one was made from, over text where they agree.
    Near,
    /// It is the count of another vocabulary, or an estimate, corrected by what is known of both.
    Estimated,
}

/// A number of tokens, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Count {
    /// The number.
    pub tokens: u64,
    /// The truth is hardly less: in one of 20 texts.
    pub least: u64,
    /// The truth is hardly more: in one of 20 texts.
    pub most: u64,
    /// Where it is from.
    pub certainty: Certainty,
    /// How far off the sum of many such counts may be, in thousandths of a token.
    pub(crate) doubt: u64,
}

impl Count {
    /// What the tokenizer itself counts.
    pub(crate) const fn exact(tokens: u64) -> Self {
        Self { tokens, least: tokens, most: tokens, certainty: Certainty::Exact, doubt: 0 }
    }

    /// The count of a vocabulary that agrees with the family's own but for some tokens.
    const fn near(tokens: u64) -> Self {
        let off = tokens / 100;
        Self {
            tokens,
            least: tokens - off,
            most: tokens + off,
            certainty: Certainty::Near,
            doubt: PerMille::NEAR.of(tokens),
        }
    }

    /// With the tokens of another text.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            tokens: self.tokens + other.tokens,
            least: self.least + other.least,
            most: self.most + other.most,
            certainty: self.certainty.max(other.certainty),
            doubt: self.doubt.saturating_add(other.doubt),
        }
    }

    /// With so many tokens more that a template writes, which are known as surely as the others.
    pub(crate) fn with(self, tokens: u64) -> Self {
        let more = u128::from(self.doubt) * u128::from(tokens);
        let more = more.div_ceil(u128::from(self.tokens.max(1)));
        let doubt = u64::try_from(more).unwrap_or(u64::MAX);
        self.and(Self { doubt, ..Self::exact(tokens) })
    }

    /// What the counters of a text say.
    pub(crate) fn estimated(counters: &Counters, family: Family) -> Self {
        let (least, most) = counters.band(family, Confidence::AllBut1Of10).into_inner();
        let tokens = counters.estimate(family);
        let doubt = PerMille::estimated(counters).of(tokens);
        Self { tokens, least, most, certainty: Certainty::Estimated, doubt }
    }
}

/// Counts for any family.
///
/// It remembers pieces of text from one call to the next: keep one for each thread.
#[derive(Debug, Clone)]
pub struct NearCounter {
    /// One for each encoding that was asked for.
    exact: Vec<ExactCounter>,
    /// The file to count with, until it is read.
    lazy: Option<Arc<LazyFile>>,
    file: Option<FileCounter>,
}

impl NearCounter {
    /// How surely the texts of a model can be counted, at best.
    pub fn best(tokenizer: Tokenizer) -> Certainty {
        match tokenizer.family {
            _ if tokenizer.encoding.is_some() => Certainty::Exact,
            Family::Llama3 | Family::Qwen2 | Family::Glm4 | Family::Glm5 => Certainty::Near,
            _ => Certainty::Estimated,
        }
    }

    /// A counter that counts with a file, if there is one and it is of any use.
    pub fn new(file: Option<Arc<LazyFile>>) -> Self {
        Self { exact: Vec::new(), lazy: file, file: None }
    }

    /// What counts with an encoding.
    fn exact(&mut self, encoding: Encoding) -> &mut ExactCounter {
        let known = self.exact.iter().position(|counter| counter.encoding() == encoding);
        let at = known.unwrap_or_else(|| {
            self.exact.push(ExactCounter::new(encoding));
            self.exact.len() - 1
        });
        &mut self.exact[at]
    }

    /// What counts with the file; it is read when this is asked for first.
    fn of_file(&mut self) -> Option<&mut FileCounter> {
        if let Some(lazy) = self.lazy.take() {
            self.file = lazy.get().map(|file| FileCounter::new(Arc::clone(file)));
        }
        self.file.as_mut()
    }

    /// Whether it counts with a file, and so any family exactly.
    pub fn has_file(&mut self) -> bool {
        self.of_file().is_some()
    }

    /// The tokens of a text for a model, or one of a family.
    ///
    /// Special tokens that are written out in the text are counted as text, but not with a file or as the
    /// model's own vocabulary has it; see [`special`](super::special).
    pub fn count(&mut self, tokenizer: impl Into<Tokenizer>, text: &str) -> Count {
        if let Some(file) = self.of_file() {
            return Count::exact(file.count(text));
        }
        let Tokenizer { family, encoding, .. } = tokenizer.into();
        if let Some(encoding) = encoding {
            return Count::exact(self.exact(encoding).count(text));
        }
        let like_cl100k = match family {
            Family::Llama3 => self.exact(Encoding::Cl100k).count(text),
            Family::Glm4 | Family::Glm5 => {
                self.exact(Encoding::Cl100k).count(text) + glm_numbers::split(text)
            }
            // Every digit is a token of its own.
            Family::Qwen2 => {
                let tally = self.exact(Encoding::Cl100k).tally(text);
                tally.tokens + tally.joined_digits
            }
            _ => {
                let of_known = self.exact(Encoding::O200k).count(text);
                return corrected(family, text, Family::O200k, of_known);
            }
        };
        if text.is_ascii() { Count::near(like_cl100k) } else { derived(family, text, like_cl100k) }
    }
}

impl NearCounter {
    /// Where a text is cut that may have so many tokens, in bytes; for a family whose vocabulary is
    /// not at hand in proportion to one that is.
    pub fn cut(&mut self, tokenizer: impl Into<Tokenizer>, text: &str, tokens: u64) -> usize {
        if let Some(file) = self.of_file() {
            return file.cut(text, tokens);
        }
        let tokenizer = tokenizer.into();
        if let Some(encoding) = tokenizer.encoding {
            return self.exact(encoding).cut(text, tokens);
        }
        let count = self.count(tokenizer, text);
        let known = self.exact(match tokenizer.family {
            Family::Llama3 | Family::Qwen2 | Family::Glm4 | Family::Glm5 => Encoding::Cl100k,
            _ => Encoding::O200k,
        });
        let share = u128::from(tokens) * u128::from(known.count(text));
        let share = share / u128::from(count.tokens.max(1));
        known.cut(text, u64::try_from(share).unwrap_or(u64::MAX))
    }
}

/// The counters of a run whose targets may have files of their own, made when they are first needed.
#[derive(Debug, Default)]
pub(crate) struct NearCounters {
    by_file: Vec<(Option<Arc<LazyFile>>, NearCounter)>,
}

impl NearCounters {
    /// The one that counts with a file, or without any.
    pub(crate) fn with(&mut self, file: Option<&Arc<LazyFile>>) -> &mut NearCounter {
        let is_same = |other: Option<&Arc<LazyFile>>| match (other, file) {
            (Some(other), Some(file)) => Arc::ptr_eq(other, file),
            (other, file) => other.is_none() && file.is_none(),
        };
        let known = self.by_file.iter().position(|(other, _)| is_same(other.as_ref()));
        let at = known.unwrap_or_else(|| {
            self.by_file.push((file.cloned(), NearCounter::new(file.cloned())));
            self.by_file.len() - 1
        });
        &mut self.by_file[at].1
    }
}

/// The count for a family that was made from cl100k, over text that is not all ASCII.
fn derived(family: Family, text: &str, like_cl100k: u64) -> Count {
    let mut counters = Counters::default();
    counters.add(text);
    let Derived { tokens, off, doubt } = Derived::of(family, text, &counters, like_cl100k);
    let (bounds, off) = (counters.bounds(), off.of(tokens).div_ceil(1000));
    let within = |tokens: u64| tokens.clamp(*bounds.start(), *bounds.end());
    let tokens = within(tokens);
    Count {
        tokens,
        least: within(tokens.saturating_sub(off)),
        most: within(tokens.saturating_add(off)),
        certainty: Certainty::Estimated,
        doubt: doubt.of(tokens),
    }
}

/// The estimate for a family, corrected by what is known of another one.
fn corrected(family: Family, text: &str, known: Family, of_known: u64) -> Count {
    let mut counters = Counters::default();
    counters.add(text);
    // Older vocabularies of Mistral have little of other languages, and what o200k makes of them says nothing.
    if family == Family::MistralV3 && counters.is_in_other_languages() {
        return Count::estimated(&counters, family);
    }
    let (least, most) = counters.band_of_corrected(family, Confidence::AllBut1Of10).into_inner();
    let estimate_of_known = counters.estimate(known).max(1);
    let bounds = counters.bounds();
    let corrected = |estimate: u64| {
        let scaled = u128::from(estimate) * u128::from(of_known) / u128::from(estimate_of_known);
        u64::try_from(scaled).unwrap_or(u64::MAX).clamp(*bounds.start(), *bounds.end())
    };
    let tokens = corrected(counters.estimate(family));
    Count {
        tokens,
        least: corrected(least),
        most: corrected(most),
        certainty: Certainty::Estimated,
        doubt: PerMille::corrected(&counters).of(tokens),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_family_decides() {
        let mut counter = NearCounter::new(None);
        let mut count = |family, text| {
            let count = counter.count(family, text);
            (count.tokens, count.certainty)
        };
        let ascii = "In 2026 it was 1234567.";
        // In, a space, 202, 6, it, was, a space, 123, 456, 7 and the full stop.
        assert_eq!(count(Family::Cl100k, ascii), (11, Certainty::Exact));
        assert_eq!(count(Family::O200k, ascii), (11, Certainty::Exact));
        assert_eq!(count(Family::Llama3, ascii), (11, Certainty::Near));
        // 202 is a token of GLM's, and 123; 456 is not.
        assert_eq!(count(Family::Glm5, ascii), (12, Certainty::Near));
        assert_eq!(count(Family::Qwen2, ascii), (17, Certainty::Near));
        assert_eq!(count(Family::Gemma3, ascii).1, Certainty::Estimated);
        assert_eq!(count(Family::Llama3, "na\u{ef}ve").1, Certainty::Estimated);
        for family in Family::ALL {
            assert_eq!(count(family, "").0, 0, "{family:?}");
            assert!((1..=6).contains(&count(family, "na\u{ef}ve").0), "{family:?}");
        }
    }

    #[test]
    fn a_count_says_between_which_numbers_the_truth_is() {
        let mut counter = NearCounter::new(None);
        let text = "The quick brown fox jumps over the lazy dog. ".repeat(100);
        for family in Family::ALL {
            let Count { tokens, least, most, certainty, .. } = counter.count(family, &text);
            assert!(least <= tokens && tokens <= most, "{family:?}");
            assert_eq!(least == most, certainty == Certainty::Exact, "{family:?}");
            assert!(most - least < tokens / 2, "{family:?}");
        }
    }
}
