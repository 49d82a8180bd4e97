//! Escapes undone with AVX-512, a word at a time and none of them by itself.
//!
//! Text that is not Latin is written by Python as `\uXXXX` throughout. Nearly all of these characters
//! have three bytes in UTF-8, so the first three bytes of an escape become those of its character, and
//! the other three are dropped. Whatever else there is stays as it is. No branch depends on where the
//! escapes are.

use std::arch::x86_64::{
    __m512i, _mm512_add_epi8, _mm512_and_si512, _mm512_cmpeq_epi8_mask, _mm512_loadu_si512,
    _mm512_mask_mov_epi8, _mm512_maskz_compress_epi8, _mm512_or_si512, _mm512_set1_epi8,
    _mm512_slli_epi16, _mm512_srli_epi16, _mm512_storeu_si512,
};

use super::{WORD, escaped_bytes};

/// A word, and the bytes after it that are looked at together with it.
const WINDOW: usize = WORD + 3;

/// What one word hands on to the next.
#[derive(Debug, Default, Clone, Copy)]
struct State {
    /// Whether the next byte is escaped.
    escaped: u64,
    /// Where in the word before `\uXXXX` escapes start.
    starts: u64,
}

/// Undo escapes from the start of a string on, which must be a valid one: how many of its bytes were
/// read, and how many written. It ends before a word with an escape that is none of these, and `text`
/// must have room for a word more than the string.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt,bmi1")]
pub(super) fn undo(raw: &[u8], text: &mut [u8]) -> (usize, usize) {
    let mut state = State::default();
    let (mut read, mut written) = (0, 0);
    let mut is_whole = true;
    while is_whole && let Some(window) = raw.get(read..).and_then(|rest| rest.first_chunk()) {
        is_whole = step(window, &mut state, text, &mut read, &mut written);
    }
    let rest = raw.get(read..).unwrap_or_default();
    if is_whole && !rest.is_empty() {
        // Padded with what stays as it is.
        let mut last = [0; 2 * WORD + WINDOW];
        if let Some(start) = last.get_mut(..rest.len()) {
            start.copy_from_slice(rest);
        }
        let end = read + rest.len();
        let mut at = 0;
        while is_whole
            && read < end
            && let Some(window) = last.get(at..).and_then(|rest| rest.first_chunk())
        {
            is_whole = step(window, &mut state, text, &mut read, &mut written);
            at += WORD;
        }
        if let Some(padding) = read.checked_sub(end) {
            return (end, written.saturating_sub(padding));
        }
    }
    // Back to the start of an escape that goes on: of one of those that are undone, three bytes are
    // written.
    let unfinished = state.starts >> (WORD - 5);
    let (bytes, characters) = match u64::BITS - unfinished.leading_zeros() {
        0 if state.escaped != 0 => (1, 1),
        0 => (0, 0),
        last => (6 - last, (6 - last).min(3)),
    };
    (read.saturating_sub(bytes as usize), written.saturating_sub(characters as usize))
}

/// One word further; says if it was, which it is not where an escape needs a closer look.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt,bmi1")]
fn step(
    window: &[u8; WINDOW],
    state: &mut State,
    text: &mut [u8],
    read: &mut usize,
    written: &mut usize,
) -> bool {
    let Some(room) = text.get_mut(*written..).and_then(|room| room.first_chunk_mut::<WORD>())
    else {
        return false;
    };
    let all = _mm512_set1_epi8;
    let is = |bytes, byte: u8| _mm512_cmpeq_epi8_mask(bytes, all(byte.cast_signed()));
    let (bytes, after) = (load(window, 0), load(window, 1));
    let backslashes = is(bytes, b'\\');
    let mut escaped = state.escaped;
    let are_escaped = escaped_bytes(backslashes, &mut escaped);
    let starts = backslashes & !are_escaped & is(after, b'u');
    let before = state.starts;

    // What an escape that stands in place of a character of one, two or four bytes has of digits; and `\/`.
    let (first, second) = (digits(load(window, 2)), digits(load(window, 3)));
    let high = _mm512_and_si512(_mm512_srli_epi16::<3>(second), all(1));
    let five_bits = _mm512_or_si512(_mm512_slli_epi16::<1>(first), high);
    let others = starts & (is(five_bits, 0) | is(five_bits, 0x1B)) | are_escaped & is(bytes, b'/');
    if others != 0 {
        return false;
    }

    // `1110aaaa 10bbbbcc 10ccdddd`: each byte is made of the digits two and three places further.
    let low = |digits, bits: i8| _mm512_and_si512(digits, all(bits));
    let or = |a, b, mark: u8| _mm512_or_si512(_mm512_or_si512(a, b), all(mark.cast_signed()));
    let upper = low(_mm512_srli_epi16::<2>(second), 3);
    let middle = or(_mm512_slli_epi16::<2>(first), upper, 0x80);
    let last = or(_mm512_slli_epi16::<4>(low(first, 3)), second, 0x80);
    let places = |by: u32| starts << by | before >> (u64::BITS - by);
    let mut made = _mm512_mask_mov_epi8(bytes, starts, or(first, first, 0xE0));
    made = _mm512_mask_mov_epi8(made, places(1), middle);
    made = _mm512_mask_mov_epi8(made, places(2), last);
    let kept = !(places(3) | places(4) | places(5));
    made = _mm512_maskz_compress_epi8(kept, made);
    // SAFETY: there is room for 64 bytes, and the store asks for no alignment.
    unsafe { _mm512_storeu_si512(room.as_mut_ptr().cast(), made) };
    *written += kept.count_ones() as usize;
    *read += WORD;
    *state = State { escaped, starts };
    true
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(window: &[u8; WINDOW], by: usize) -> __m512i {
    const { assert!(WINDOW == WORD + 3) };
    let by = by.min(3);
    // SAFETY: from the fourth byte on there are 64, and the load asks for no alignment.
    unsafe { _mm512_loadu_si512(window.as_ptr().add(by).cast()) }
}

/// The values of hexadecimal digits; what other bytes become does not matter, but it is below 32.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn digits(bytes: __m512i) -> __m512i {
    let all = _mm512_set1_epi8;
    // `A` is 0x41: nine more than its low half.
    let is_letter = _mm512_and_si512(_mm512_srli_epi16::<6>(bytes), all(1));
    let nines = _mm512_add_epi8(_mm512_slli_epi16::<3>(is_letter), is_letter);
    _mm512_add_epi8(_mm512_and_si512(bytes, all(0x0F)), nines)
}
