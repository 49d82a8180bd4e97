//! UTF-8 proved with AVX-512, a word at a time: the way of simdutf8, which has no instructions as wide,
//! "Validating UTF-8 In Less Than One Instruction Per Byte" by Keiser and Lemire.
//!
//! What is wrong with two bytes in a row is a bit that both of them have in a table. What needs more than
//! two is whether a third or fourth byte is due, which is where the second of two bytes that go on is not
//! wrong.

use std::arch::x86_64::{
    __m512i, _mm512_and_si512, _mm512_loadu_si512, _mm512_mask_mov_epi8, _mm512_movepi8_mask,
    _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_set1_epi8, _mm512_setzero_si512,
    _mm512_subs_epu8, _mm512_test_epi8_mask, _mm512_xor_si512,
};
use std::ops::Range;

use super::WORD;
use super::avx512::whole;

/// A word, and the three bytes before it.
type Window = [u8; WORD + 3];

/// Whether a part of a block is UTF-8, given that what is around it is ASCII.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn is_utf8(block: &[u8], part: Range<usize>) -> bool {
    let mut wrong = _mm512_setzero_si512();
    let mut at = part.start;
    // And on to what comes after it, which must not be due to go on.
    while at <= part.end {
        let before = at.checked_sub(3).and_then(|before| block.get(before..)?.first_chunk());
        let padded;
        let window = if let Some(window) = before {
            window
        } else {
            padded = padded_window(block, at);
            &padded
        };
        wrong = _mm512_or_si512(wrong, wrong_in(window));
        at += WORD;
    }
    _mm512_test_epi8_mask(wrong, wrong) == 0
}

/// The window at a place near the start or the end of a block, with zeros around that.
#[cold]
fn padded_window(block: &[u8], at: usize) -> Window {
    let mut window = [0; _];
    let skipped = 3_usize.saturating_sub(at);
    let before = block.get(at.saturating_sub(3)..).unwrap_or_default();
    for (byte, from) in window.iter_mut().skip(skipped).zip(before) {
        *byte = *from;
    }
    window
}

/// A first byte that is not followed by one that goes on.
const TOO_SHORT: u8 = 1;
/// ASCII followed by one that goes on.
const TOO_LONG: u8 = 1 << 1;
/// A character that needs fewer bytes.
const OVERLONG_2: u8 = 1 << 2;
const OVERLONG_3: u8 = 1 << 3;
const OVERLONG_4: u8 = 1 << 4;
const SURROGATE: u8 = 1 << 5;
/// Beyond U+10FFFF. With a second byte from 80 to 8F there is no need for a bit of its own.
const TOO_LARGE: u8 = 1 << 6;
const TOO_LARGE_8: u8 = OVERLONG_4;
/// Two bytes that go on: wrong where no third byte is due. The highest bit of a byte.
const TWO: u8 = 1 << 7;

/// What is wrong after each byte beyond ASCII, if the next one has the same bit.
static FIRST: [[u8; WORD]; 2] = {
    let mut table = [[0; WORD]; 2];
    let mut byte = 0x80_u8;
    loop {
        table[(byte & 0x7F) as usize / WORD][byte as usize % WORD] = match byte {
            ..=0xBF => TWO,
            0xC0 | 0xC1 => TOO_SHORT | OVERLONG_2,
            0xE0 => TOO_SHORT | OVERLONG_3,
            0xED => TOO_SHORT | SURROGATE,
            0xF0 => TOO_SHORT | OVERLONG_4,
            0xF4 => TOO_SHORT | TOO_LARGE,
            0xF5.. => TOO_SHORT | TOO_LARGE | TOO_LARGE_8,
            _ => TOO_SHORT,
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// What is wrong before each byte beyond ASCII, if the one before has the same bit.
static SECOND: [[u8; WORD]; 2] = {
    let mut table = [[0; WORD]; 2];
    let mut byte = 0x80_u8;
    loop {
        let any = TOO_LONG | OVERLONG_2 | TWO;
        table[(byte & 0x7F) as usize / WORD][byte as usize % WORD] = match byte {
            ..=0x8F => any | OVERLONG_3 | OVERLONG_4,
            0x90..=0x9F => any | OVERLONG_3 | TOO_LARGE,
            0xA0..=0xBF => any | SURROGATE | TOO_LARGE,
            _ => TOO_SHORT,
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// Not zero where a byte is wrong.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn wrong_in(window: &Window) -> __m512i {
    let all = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let (third, second, first, bytes) =
        (load(window, 0), load(window, 1), load(window, 2), load(window, 3));
    let after_first = looked_up(&FIRST, first, all(TOO_LONG));
    let two = _mm512_and_si512(after_first, looked_up(&SECOND, bytes, all(TOO_SHORT)));
    // Only from E0 on there is a third byte, and from F0 on a fourth: then the highest bit is left.
    let is_due = _mm512_or_si512(
        _mm512_subs_epu8(second, all(0xE0 - 0x80)),
        _mm512_subs_epu8(third, all(0xF0 - 0x80)),
    );
    _mm512_xor_si512(_mm512_and_si512(is_due, all(TWO)), two)
}

/// What a table says of bytes beyond ASCII, and what is said of the others.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn looked_up(table: &[[u8; WORD]; 2], bytes: __m512i, ascii: __m512i) -> __m512i {
    // By the low seven bits.
    let found = _mm512_permutex2var_epi8(whole(&table[0]), bytes, whole(&table[1]));
    _mm512_mask_mov_epi8(ascii, _mm512_movepi8_mask(bytes), found)
}

/// The word that starts so many bytes further.
#[inline]
#[target_feature(enable = "avx512f")]
fn load(window: &Window, by: usize) -> __m512i {
    let by = by.min(3);
    // SAFETY: from the fourth byte on there are 64, and the load asks for no alignment.
    unsafe { _mm512_loadu_si512(window.as_ptr().add(by).cast()) }
}
