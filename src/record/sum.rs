//! What the values of a record add up to, whatever their order: the arithmetic of its hash.
//!
//! In come texts, each with a number that says where it stands; what they come to is added up in a few
//! lanes (see [`classes`](super::classes)), and in the end all lanes become one number.

use std::ops::Range;

use super::classes::{LANES, Machine, Sums, WORD, Words};

/// What values add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sum(Sums);

impl Sum {
    /// Add the bytes at some place of a text.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // The two halves of a path.
    pub(super) fn add(
        &mut self,
        machine: impl Machine,
        path: u128,
        text: &[u8],
        span: Range<usize>,
    ) {
        let bytes = text.get(span.clone()).unwrap_or_default();
        let length = (bytes.len() as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        // The last word ends with the text, and may have been in the one before.
        let (whole, _) = bytes.get(..bytes.len().saturating_sub(1)).unwrap_or_default().as_chunks();
        let short;
        let last = if let Some(last) = text.get(..span.end).and_then(|text| text.last_chunk()) {
            last
        } else {
            short = ending_with(bytes);
            &short
        };
        // What is before the text does not count.
        let before = WORD.saturating_sub(bytes.len());
        let kept = u64::MAX.checked_shl(before as u32).unwrap_or(0);
        let key = [(path as u64).wrapping_add(length), (path >> 64) as u64 ^ length];
        machine.add_products(Words { key, whole, last, kept }, &mut self.0);
    }

    /// All lanes to one number, in which each bit depends on all of them.
    pub(super) fn finish(self) -> u128 {
        let [first, second] = self.0;
        let fold = |secrets: [u64; LANES], others: [u64; LANES]| {
            let sum = (0..LANES).fold(0_u64, |sum, lane| {
                let product = u128::from(first[lane] ^ secrets[lane])
                    * u128::from(second[lane] ^ others[lane]);
                #[allow(clippy::cast_possible_truncation)] // The two halves.
                sum.wrapping_add(product as u64 ^ (product >> 64) as u64)
            });
            let sum = (sum ^ sum >> 37).wrapping_mul(0x1656_6791_9E37_79F9);
            sum ^ sum >> 32
        };
        let [a, b, c, d] = SECRETS;
        u128::from(fold(a, b)) << 64 | u128::from(fold(c, d))
    }
}

/// Digits of pi, after those that the words are keyed with.
const SECRETS: [[u64; LANES]; 4] = [
    [
        0xA458_FEA3_F493_3D7E,
        0x0D95_748F_728E_B658,
        0x718B_CD58_8215_4AEE,
        0x7B54_A41D_C25A_59B5,
        0x9C30_D539_2AF2_6013,
        0xC5D1_B023_2860_85F0,
        0xCA41_7918_B8DB_38EF,
        0x8E79_DCB0_603A_180E,
    ],
    [
        0x6C9E_0E8B_B01E_8A3E,
        0xD715_77C1_BD31_4B27,
        0x78AF_2FDA_5560_5C60,
        0xE655_25F3_AA55_AB94,
        0x5748_9862_63E8_1440,
        0x55CA_396A_2AAB_10B6,
        0xB4CC_5C34_1141_E8CE,
        0xA154_86AF_7C72_E993,
    ],
    [
        0xB3EE_1411_636F_BC2A,
        0x2BA9_C55D_7418_31F6,
        0xCE5C_3E16_9B87_931E,
        0xAFD6_BA33_6C24_CF5C,
        0x7A32_5381_2895_8677,
        0x3B8F_4898_6B4B_B9AF,
        0xC4BF_E81B_6628_2193,
        0x61D8_09CC_FB21_A991,
    ],
    [
        0x487C_AC60_5DEC_8032,
        0xEF84_5D5D_E985_75B1,
        0xDC26_2302_EB65_1B88,
        0x2389_3E81_D396_ACC5,
        0x0F6D_6FF3_83F4_4239,
        0x2E0B_4482_A484_2004,
        0x69C8_F04A_9E1F_9B5E,
        0x21C6_6842_F6E9_6C9A,
    ],
];

/// A word that ends with a text that is shorter.
#[cold]
fn ending_with(bytes: &[u8]) -> [u8; WORD] {
    let mut word = [0; WORD];
    if let Some(end) = word.get_mut(WORD.saturating_sub(bytes.len())..) {
        end.copy_from_slice(bytes);
    }
    word
}
