//! Escapes undone with AVX-512, a word at a time and none of them by itself.
//!
//! Text that is not Latin is written by Python as `\uXXXX` throughout, and Latin text with it here and
//! there. Nearly all of these characters have two or three bytes in UTF-8, so as many bytes of an escape
//! become those of its character, and the others are dropped. Whatever else there is stays as it is. No
//! branch depends on where the escapes are.

use std::arch::x86_64::{
    __m512i, _mm512_cmpeq_epi8_mask, _mm512_cmplt_epu8_mask, _mm512_loadu_si512,
    _mm512_mask_permutexvar_epi8, _mm512_maskz_compress_epi8, _mm512_maskz_mov_epi8,
    _mm512_maskz_permutexvar_epi8, _mm512_or_si512, _mm512_permutexvar_epi8, _mm512_set1_epi8,
    _mm512_storeu_si512, _mm512_test_epi8_mask,
};
use std::ops::Range;

use super::avx512::whole;
use super::{Reach, WORD, escaped_bytes};

/// What one word hands on to the next.
#[derive(Debug, Default, Clone, Copy)]
struct State {
    /// Whether the next byte is escaped.
    escaped: u64,
    /// Where in the word before `\uXXXX` escapes start, and which of these become two bytes.
    starts: u64,
    twos: u64,
}

/// Undo escapes from the start of a string on, which must be a valid one: how many of its bytes were
/// read, and how many written. It ends before a word with an escape that is none of these, and `text`
/// must have room for a word more than the string. `bytes` has the string at `span`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt,bmi1")]
pub(super) fn undo(bytes: &[u8], span: Range<usize>, text: &mut [u8]) -> (usize, usize) {
    let mut state = State::default();
    let (mut at, mut written) = (span.start, 0);
    while at < span.end {
        let padded;
        let reach = if let Some(reach) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
            reach
        } else {
            padded = reach_of(bytes.get(at..).unwrap_or_default());
            &padded
        };
        let left = span.end - at;
        let there = if left < WORD { (1 << left) - 1 } else { u64::MAX };
        let room = text.get_mut(written..).unwrap_or_default().first_chunk_mut();
        let count = if let Some(room) = room { step(reach, there, &mut state, room) } else { None };
        let Some(count) = count else {
            // Back to the start of an escape that goes on.
            let (read, undone) = state.unfinished();
            return ((at - span.start).saturating_sub(read), written.saturating_sub(undone));
        };
        written += count;
        at += WORD;
    }
    (span.len(), written)
}

impl State {
    /// How much was read of an escape that the last word ends within, and written for it.
    #[inline]
    fn unfinished(self) -> (usize, usize) {
        match (self.starts >> (WORD - 5)).checked_ilog2() {
            Some(place) => {
                let read = 5 - place as usize;
                let is_two = self.twos >> (WORD - read) & 1;
                (read, read.min(3) - is_two as usize)
            }
            None if self.escaped != 0 => (1, 1),
            None => (0, 0),
        }
    }
}

/// What remains of all bytes, padded.
#[cold]
fn reach_of(rest: &[u8]) -> Reach {
    let mut reach = [0; _];
    for (byte, from) in reach.iter_mut().zip(rest) {
        *byte = *from;
    }
    reach
}

/// What each digit becomes, by its place: a byte of UTF-8, or a part of one. `1110aaaa 10bbbbcc 10ccdddd`,
/// `110bbbcc 10ccdddd`.
const FIRST: [u8; WORD] = of_digits(0xE0, 0xF, 0, 0);
const SECOND: [u8; WORD] = of_digits(0x80, 0xF, 2, 0);
const THIRD_HIGH: [u8; WORD] = of_digits(0, 0xF, 0, 2);
const THIRD_LOW: [u8; WORD] = of_digits(0x80, 0x3, 4, 0);
const FOURTH: [u8; WORD] = of_digits(0, 0xF, 0, 0);

/// What sets a byte of two apart from the second of three.
const TWO: i8 = 0x40;

/// Escapes whose first two digits have one of these in common stand for characters below U+0800, or for
/// half of a surrogate pair. A second digit that is zero has another one.
const BELOW_800: u8 = 1;
const SURROGATE: u8 = 2;
const ZERO: u8 = 4;
const FIRST_KIND: [u8; WORD] = by_digit(&{
    let mut kinds = [0; 16];
    kinds[0] = BELOW_800;
    kinds[0xD] = SURROGATE;
    kinds
});
const SECOND_KIND: [u8; WORD] = by_digit(&{
    let mut kinds = [BELOW_800; 16];
    kinds[0] |= ZERO;
    let mut digit = 8;
    while digit < 16 {
        kinds[digit] = SURROGATE;
        digit += 1;
    }
    kinds
});

const fn of_digits(mark: u8, kept: u8, left: u32, right: u32) -> [u8; WORD] {
    let mut values = [0; 16];
    let mut digit = 0_u8;
    while digit < 16 {
        values[digit as usize] = mark | (digit & kept) << left >> right;
        digit += 1;
    }
    by_digit(&values)
}

/// A table by the low six bits of a byte, which tell all hexadecimal digits apart.
const fn by_digit(values: &[u8; 16]) -> [u8; WORD] {
    let mut table = [0; WORD];
    let mut digit = 0;
    while digit < 16 {
        let upper_case = b"0123456789ABCDEF"[digit] as usize;
        let lower_case = b"0123456789abcdef"[digit] as usize;
        table[upper_case % WORD] = values[digit];
        table[lower_case % WORD] = values[digit];
        digit += 1;
    }
    table
}

/// One word further, of which these bytes are there: how many bytes were written. None, if an escape needs a
/// closer look.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt,bmi1")]
fn step(reach: &Reach, there: u64, state: &mut State, room: &mut [u8; WORD]) -> Option<usize> {
    let all = _mm512_set1_epi8;
    let is = |bytes, byte: u8| _mm512_cmpeq_epi8_mask(bytes, all(byte.cast_signed()));
    let are = |kinds, kind: u8| _mm512_test_epi8_mask(kinds, all(kind.cast_signed()));
    let (bytes, after) = (load(reach, 0), load(reach, 1));
    let backslashes = is(bytes, b'\\');
    let mut escaped = state.escaped;
    let are_escaped = escaped_bytes(backslashes, &mut escaped);
    let starts = backslashes & !are_escaped & is(after, b'u') & there;

    // The digits two and three places further are the first two of an escape that starts here.
    let (digits, next) = (load(reach, 2), load(reach, 3));
    let second_kind = _mm512_permutexvar_epi8(next, whole(&SECOND_KIND));
    let kinds = _mm512_maskz_permutexvar_epi8(starts, digits, whole(&FIRST_KIND));
    let twos = _mm512_test_epi8_mask(kinds, second_kind);
    let kinds = _mm512_maskz_mov_epi8(twos, kinds);
    let surrogates = are(kinds, SURROGATE);
    // `\u00` and a third digit below 8.
    let third = _mm512_cmplt_epu8_mask(load(reach, 4), all(b'8'.cast_signed()));
    let ascii = are(second_kind, ZERO) & third & twos;
    let slashes = are_escaped & is(bytes, b'/') & there;
    if surrogates | ascii | slashes != 0 {
        return None;
    }

    // The byte after the start is made of the digits two and three places further too, and the next one.
    let places = |by: u32| starts << by | state.starts >> (u64::BITS - by);
    let (second, third) = (places(1), places(2));
    let mut made = _mm512_mask_permutexvar_epi8(bytes, starts, digits, whole(&FIRST));
    made = _mm512_mask_permutexvar_epi8(made, second, digits, whole(&SECOND));
    made = _mm512_mask_permutexvar_epi8(made, third, digits, whole(&THIRD_LOW));
    let low = _mm512_maskz_permutexvar_epi8(second, next, whole(&THIRD_HIGH));
    let last = _mm512_maskz_permutexvar_epi8(third, next, whole(&FOURTH));
    let marks = _mm512_maskz_mov_epi8(twos << 1 | state.twos >> (u64::BITS - 1), all(TWO));
    made = _mm512_or_si512(_mm512_or_si512(made, low), _mm512_or_si512(last, marks));
    let kept = there & !(places(3) | places(4) | places(5) | twos);
    made = _mm512_maskz_compress_epi8(kept, made);
    // SAFETY: there is room for 64 bytes, and the store asks for no alignment.
    unsafe { _mm512_storeu_si512(room.as_mut_ptr().cast(), made) };
    *state = State { escaped, starts, twos };
    Some(kept.count_ones() as usize)
}

/// The word that starts so many bytes further.
#[inline]
#[target_feature(enable = "avx512f")]
fn load(reach: &Reach, by: usize) -> __m512i {
    const { assert!(size_of::<Reach>() == WORD + 4) };
    let by = by.min(4);
    // SAFETY: from the fifth byte on there are 64, and the load asks for no alignment.
    unsafe { _mm512_loadu_si512(reach.as_ptr().add(by).cast()) }
}
