//! Counts for the vocabularies that were made from cl100k, over text that is not all ASCII.
//!
//! Llama 3, Qwen 2 to 3 and GLM have what cl100k has, and more for scripts of which it has little: a text has
//! fewer tokens the more of it is in such a script. In the letters of Western Europe Llama 3 and Qwen have
//! what cl100k has.
//!
//! Fitted on 2026-11-29 on the first half of the messages of programs in twenty languages, each language
//! counting as much as any other: of `docs/tokens.md`, which says how near it comes on the second half, and
//! on manual pages. Ukrainian has letters that Russian has not, and so has Polish beside German.

use super::doubt::PerMille;
use super::estimate::{Counters, Family};

/// Characters from one to another.
struct Script {
    first: char,
    last: char,
    /// By what part of the tokens of cl100k a text that is all in it would have more, in hundredths: Llama 3,
    /// Qwen 2 to 3, GLM-4 and GLM-5. Letters that stand among others stand for all of them.
    more: [i16; 4],
    /// How much of a text need be in it for its tokens to be as unsure as can be, one part of so many.
    unsure: u8,
}

const fn script(first: char, last: char, more: [i16; 4], unsure: u8) -> Script {
    Script { first, last, more, unsure }
}

/// Those that were fitted, and symbols, of which none has more than cl100k.
const SCRIPTS: [Script; 17] = [
    // Western Europe.
    script('\u{80}', '\u{FF}', [0, 0, -64, -64], 0),
    // Eastern Europe and Turkish: of Czech, Llama 3 has more than of Polish, and both have few such letters.
    script('\u{100}', '\u{24F}', [-173, -78, -78, -79], 30),
    script('\u{370}', '\u{3FF}', [-65, -4, -60, -60], 2),
    // Russian, then what only other languages have.
    script('\u{400}', '\u{451}', [-28, -23, -37, -37], 2),
    script('\u{452}', '\u{52F}', [-319, 137, -62, -66], 2),
    script('\u{590}', '\u{5FF}', [0, -66, 0, 0], 2),
    script('\u{600}', '\u{6FF}', [-50, -49, -45, -45], 2),
    // Devanagari, and Thai.
    script('\u{900}', '\u{97F}', [-51, -7, 0, -11], 2),
    script('\u{E00}', '\u{E7F}', [-47, -38, 0, -3], 2),
    // Vietnamese.
    script('\u{1E00}', '\u{1EFF}', [-106, -121, -91, -91], 2),
    script('\u{2000}', '\u{2BFF}', [0; 4], 0),
    // Japanese, Chinese characters, and Korean.
    script('\u{3000}', '\u{30FF}', [-32, -31, -29, -29], 2),
    script('\u{3400}', '\u{9FFF}', [-31, -36, -33, -33], 2),
    script('\u{AC00}', '\u{D7AF}', [-33, -27, -14, -14], 2),
    script('\u{FE00}', '\u{FE0F}', [0; 4], 0),
    script('\u{FF00}', '\u{FFEF}', [0; 4], 0),
    script('\u{1F000}', '\u{1FAFF}', [0; 4], 0),
];

/// No more than this part of the tokens of cl100k is saved, and none are added: text is not all in the letters
/// of which few stand for a language.
const MOST_SAVED: f64 = 0.7;

/// How many tokens a text has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Derived {
    pub(super) tokens: u64,
    /// How far off they are in one of ten texts.
    pub(super) off: PerMille,
    /// How far off a sum of such counts may be.
    pub(super) doubt: PerMille,
}

impl Derived {
    /// That of a text which has so many tokens if only what is in ASCII is told apart.
    pub(super) fn of(family: Family, text: &str, counters: &Counters, like_cl100k: u64) -> Self {
        let column = match family {
            Family::Llama3 => 0,
            Family::Qwen2 => 1,
            Family::Glm4 => 2,
            _ => 3,
        };
        // In bytes: those of each script, weighed, and those of scripts that were not fitted.
        let (mut more, mut unsure, mut unknown) = (0.0, 0.0, 0.0);
        for character in text.chars().filter(|character| !character.is_ascii()) {
            #[allow(clippy::cast_precision_loss)] // Four at most.
            let bytes = character.len_utf8() as f64;
            match SCRIPTS.iter().find(|of| (of.first..=of.last).contains(&character)) {
                Some(script) => {
                    more += bytes * f64::from(script.more[column]) / 100.0;
                    unsure += bytes * f64::from(script.unsure);
                }
                None => unknown += bytes,
            }
        }
        #[allow(clippy::cast_precision_loss)] // Of an estimate.
        let [tokens, all] = [like_cl100k, counters.bytes().max(1)].map(|number| number as f64);
        let tokens = tokens * (1.0 + more / all).clamp(1.0 - MOST_SAVED, 1.0);
        let [off, doubt] = match family {
            _ if !counters.may_be_in_other_languages() => [10.0, 5.0],
            // It has words of Western Europe besides.
            Family::Glm4 | Family::Glm5 => [60.0, 50.0],
            _ => [10.0, 10.0],
        };
        let (unsure, unknown) = ((unsure / all).min(1.0), 500.0 * unknown / all);
        let up_to = |from: f64, most: f64| PerMille(whole(from + (most - from) * unsure + unknown));
        Self { tokens: whole(tokens), off: up_to(off, 150.0), doubt: up_to(doubt, 120.0) }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It saturates.
fn whole(number: f64) -> u64 {
    number.round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(family: Family, text: &str) -> Derived {
        let mut counters = Counters::default();
        counters.add(text);
        Derived::of(family, text, &counters, 1000)
    }

    #[test]
    fn scripts_stand_in_order_and_apart() {
        let apart = |pair: &[Script]| pair[0].last < pair[1].first;
        assert!(SCRIPTS.windows(2).all(apart));
        assert!(SCRIPTS.iter().all(|script| script.first <= script.last));
    }

    #[test]
    fn a_text_has_fewer_tokens_the_more_of_it_is_in_a_script() {
        for family in [Family::Llama3, Family::Qwen2, Family::Glm4, Family::Glm5] {
            let [mixed, chinese] =
                ["春天 all the same", "春天来了"].map(|text| derived(family, text));
            assert!(chinese.tokens < mixed.tokens && mixed.tokens < 1000, "{family:?}");
            assert!(chinese.doubt.0 > mixed.doubt.0 && chinese.off.0 > chinese.doubt.0);
            for letters in ["\u{17F}".repeat(9), "\u{491}".repeat(9)] {
                assert!((300..=1000).contains(&derived(family, &letters).tokens), "{family:?}");
            }
        }
    }

    #[test]
    fn how_sure_a_count_is_depends_on_the_script() {
        let quoted = "\u{201C}It is what it is\u{201D}, she said; and nobody in the room said more. \u{2764}";
        let doubt = |text: &str| derived(Family::Llama3, text).doubt.0;
        assert!(doubt(quoted) <= 10);
        assert_eq!([doubt("Übermut tut selten gut"), doubt("Что было, то было")], [10, 120]);
        // Georgian was not among those that were fitted.
        assert_eq!((derived(Family::Llama3, "გაზაფხული").tokens, doubt("გაზაფხული")), (1000, 510));
    }
}
