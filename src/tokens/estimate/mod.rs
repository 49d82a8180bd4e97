//! How many tokens a text is, nearly: for every family of tokenizers, and without its vocabulary.
//!
//! In goes text, as it is or as it stands in a JSON string; 56 numbers about its bytes are counted
//! (see [`Counters`]), and a weighted sum of them is the estimate. Counting is worth a share of
//! the scan; the sums cost nothing.

mod block;
mod count;
mod family;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
mod weights;

use std::ops::{AddAssign, RangeInclusive};

use crate::record::classes::Kind;
use count::{Count, Decode};

pub use family::Family;

/// How many numbers are counted.
const COUNTERS: usize = 56;

/// Above this share of bytes beyond ASCII, a text is not one of English, code and data.
const OTHER_LANGUAGES: f64 = 0.03;

/// And above this share of letters with accents it may be none: Italian has few of them.
const ACCENTS: f64 = 0.001;

/// What was counted in texts: enough to estimate the tokens of every family.
///
/// Counters of several texts may be added up; the estimate of the sum is the sum of the estimates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counters {
    counts: [u64; COUNTERS],
    bytes: u64,
    /// The texts that are not empty.
    texts: u64,
    least: u64,
}

impl Default for Counters {
    fn default() -> Self {
        Self { counts: [0; COUNTERS], bytes: 0, texts: 0, least: 0 }
    }
}

impl Counters {
    /// Count a text.
    pub fn add(&mut self, text: &str) {
        self.add_with(Kind::default(), text.as_bytes());
    }

    /// Count the text of a JSON string: what stands between its quotes, in a line that the scanner
    /// took.
    pub fn add_json_string(&mut self, raw: &[u8]) {
        self.add_json_string_with(Kind::default(), raw);
    }

    fn add_with(&mut self, kind: Kind, text: &[u8]) {
        self.texts += u64::from(!text.is_empty());
        kind.run(Count { text, counters: self });
    }

    fn add_json_string_with(&mut self, kind: Kind, raw: &[u8]) {
        match memchr::memchr(b'\\', raw) {
            None => self.add_with(kind, raw),
            Some(plain) => {
                self.texts += 1;
                kind.run(Decode { raw, plain, counters: self });
            }
        }
    }

    /// The number of bytes of the texts.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What the number of tokens is never below or above, with any tokenizer: no token is less than
    /// a byte, but `SentencePiece` puts one more before a text.
    pub fn bounds(&self) -> RangeInclusive<u64> {
        self.least..=self.bytes + self.texts
    }

    /// The most probable number of tokens.
    pub fn estimate(&self, family: Family) -> u64 {
        self.clamped(self.sum(family))
    }

    /// Between which numbers the tokens are with this confidence, each text having 200 of them or
    /// more. Shorter ones are off by more of their length, but by few tokens.
    pub fn band(&self, family: Family, confidence: Confidence) -> RangeInclusive<u64> {
        self.stretched_band(family, confidence, family.weights().stretch())
    }

    /// The same for an estimate that is corrected by the count of another family over the same texts: what
    /// is unusual in them shows there as well.
    pub(crate) fn band_of_corrected(
        &self,
        family: Family,
        confidence: Confidence,
    ) -> RangeInclusive<u64> {
        self.stretched_band(family, confidence, [1.0; 2])
    }

    /// The band, which in other languages is multiplied by `stretch`.
    fn stretched_band(
        &self,
        family: Family,
        confidence: Confidence,
        stretch: [f32; 2],
    ) -> RangeInclusive<u64> {
        let sum = self.sum(family);
        let weights = family.weights();
        let (ratios, [least, most]) = if self.may_be_in_other_languages() {
            (&weights.other, stretch)
        } else {
            (&weights.english, [1.0; 2])
        };
        let outer = confidence as usize;
        let scaled = |ratio: f32| self.clamped(sum * f64::from(ratio));
        scaled(ratios[outer] * least)..=scaled(ratios[ratios.len() - 1 - outer] * most)
    }

    /// Whether the texts are not in English, code or data.
    pub(crate) fn is_in_other_languages(&self) -> bool {
        ratio(self.counts[count::HIGH_BYTES], self.bytes) > OTHER_LANGUAGES
    }

    /// Whether some of the texts may be in another language than English.
    pub(crate) fn may_be_in_other_languages(&self) -> bool {
        let accents = self.counts[count::ACCENTS].iter().sum();
        self.is_in_other_languages() || ratio(accents, self.bytes) > ACCENTS
    }

    fn sum(&self, family: Family) -> f64 {
        let products = family.weights().counters.iter().zip(self.counts);
        products.map(|(weight, count)| f64::from(*weight) * float(count)).sum()
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It saturates.
    fn clamped(&self, tokens: f64) -> u64 {
        let bounds = self.bounds();
        (tokens.round() as u64).clamp(*bounds.start(), *bounds.end())
    }
}

#[allow(clippy::cast_precision_loss)] // Of an estimate.
fn float(count: u64) -> f64 {
    count as f64
}

fn ratio(part: u64, whole: u64) -> f64 {
    float(part) / float(whole.max(1))
}

impl AddAssign<&Self> for Counters {
    fn add_assign(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, count)| *sum += count);
        self.bytes += other.bytes;
        self.texts += other.texts;
        self.least += other.least;
    }
}

/// How sure it is that the truth is within a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// 998 of 1,000 texts.
    AllBut2Of1000 = 0,
    /// 98 of 100 texts.
    AllBut2Of100 = 1,
    /// 9 of 10 texts.
    AllBut1Of10 = 2,
}
