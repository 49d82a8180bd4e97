//! How GLM's vocabulary has numbers otherwise than cl100k, of which it was made.
//!
//! Both cut numbers into pieces of three digits. In cl100k each of these is a token; GLM has kept 177 of the
//! thousand, and the others are two tokens.

/// A bit for each number of three digits: whether GLM has a token for it. Its `tokenizer.json` says so, and
/// has not changed from GLM-4.5 to 4.7.
const TOKENS: [u64; 16] = [
    0x0000_0000_0000_0487,
    0xFFFF_FFF0_0000_0000,
    0x7FFF_FFFF_FFFF_FFFF,
    0x8421_0952_57FF_FFD9,
    0x0857_B004_0100_4111,
    0x1004_2100_4010_2401,
    0x0000_4010_0001_0000,
    0x0010_0001_0000_0004,
    0x0000_0040_0000_0101,
    0x0000_0400_0100_0000,
    0x1000_0000_0000_0400,
    0x0000_4000_0001_0000,
    0x0000_0001_0000_0000,
    0x0100_0000_0004_0000,
    0x0000_0000_0000_0010,
    0x0000_0080_0204_0000,
];

/// How many pieces of a text in ASCII are one token in cl100k, and two in GLM.
pub(super) fn split(text: &str) -> u64 {
    let numbers = text.as_bytes().split(|byte| !byte.is_ascii_digit());
    let pieces = numbers.flat_map(|number| number.as_chunks().0);
    pieces.filter(|piece| !is_token(**piece)).count() as u64
}

fn is_token(digits: [u8; 3]) -> bool {
    let number = digits.iter().fold(0, |number, digit| number * 10 + usize::from(digit & 0x0F));
    TOKENS.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut_where_glm_has_no_token() {
        let all = (0..1000).filter(|number| split(&format!("{number:03}")) == 0);
        assert_eq!(all.clone().count(), 177);
        assert!(all.take(6).eq([0, 1, 2, 7, 10, 100]));
        // 123, 45|6, 78|9, 0|12.
        assert_eq!(split("a123456789012b, 1.45, 45, 4567"), 4);
    }
}
