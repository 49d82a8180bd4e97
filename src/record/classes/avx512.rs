//! The classes with AVX-512: a comparison gives the 64 bits at once.

use std::arch::x86_64::{
    __m512i, _mm_set_epi64x, _mm512_add_epi32, _mm512_add_epi64, _mm512_alignr_epi32,
    _mm512_broadcast_i32x4, _mm512_castsi512_si128, _mm512_cmpeq_epi8_mask, _mm512_cmple_epu8_mask,
    _mm512_cmplt_epu8_mask, _mm512_cvtepu8_epi32, _mm512_loadu_si512, _mm512_maskz_compress_epi8,
    _mm512_maskz_mov_epi8, _mm512_min_epu8, _mm512_movepi8_mask, _mm512_mul_epu32, _mm512_or_si512,
    _mm512_permutex2var_epi8, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_set1_epi64,
    _mm512_srli_epi64, _mm512_storeu_si512, _mm512_sub_epi8, _mm512_test_epi8_mask,
    _mm512_test_epi64_mask, _mm512_xor_si512,
};

use std::ops::Range;

use super::products::{FIRST, LANES, SECOND, STEP, Sums, Words};
use super::x86::clmul_parity;
use super::{Classes, Machine, Pass, Seen, TILE, WORD};

/// A machine with AVX-512, byte permutations and compression. Only `run_avx512` makes one.
#[derive(Debug, Clone, Copy)]
struct Avx512(());

/// Compile a pass for AVX-512, and run it.
#[target_feature(
    enable = "avx2,bmi1,bmi2,popcnt,pclmulqdq,avx512f,avx512bw,avx512vbmi,avx512vbmi2"
)]
pub(super) fn run_avx512<P: Pass>(pass: P) -> P::Output {
    pass.run(Avx512(()))
}

impl Machine for Avx512 {
    type Bytes = __m512i;

    // Only `run_avx512` makes an `Avx512`, and it runs only where there is all that it asks for.
    compiled_for_this_machine! {
        load(word: &[u8; WORD]) -> Self::Bytes = whole;
        equal(bytes: Self::Bytes, wanted: u8) -> u64 = equal;
        between(bytes: Self::Bytes, first: u8, last: u8) -> u64 = between;
        classes(words: &[[u8; WORD]], found: &mut Classes) -> Seen = classes;
        not_zero(words: &[u64; TILE]) -> u64 = not_zero;
        is_utf8(block: &[u8], part: Range<usize>) -> bool = super::utf8::is_utf8;
        plain_escapes(word: &[u8; WORD]) -> u64 = plain_escapes;
        hex(word: &[u8; WORD]) -> u64 = hex;
        parity(bits: u64) -> u64 = clmul_parity;
        undo(bytes: &[u8], span: Range<usize>, text: &mut [u8]) -> (usize, usize) = super::undo::undo;
        write_places(bits: u64, base: u32, list: &mut [u32]) -> () = write_places;
        add_products(words: Words<'_>, sums: &mut Sums) -> () = add_products;
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn whole(word: &[u8; WORD]) -> __m512i {
    // SAFETY: a word is 64 bytes, and the load asks for no alignment.
    unsafe { _mm512_loadu_si512(word.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn equal(bytes: __m512i, wanted: u8) -> u64 {
    _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(wanted.cast_signed()))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn between(bytes: __m512i, first: u8, last: u8) -> u64 {
    let above = _mm512_sub_epi8(bytes, _mm512_set1_epi8(first.cast_signed()));
    _mm512_cmple_epu8_mask(above, _mm512_set1_epi8((last - first).cast_signed()))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn classes(words: &[[u8; WORD]], classes: &mut Classes) -> Seen {
    let opening = _mm512_set1_epi8(b'<'.cast_signed());
    // Zero where one was: a comparison of each word would take twice as long.
    let mut least = _mm512_set1_epi8(-1);
    let mut class = |i: usize, word| {
        let bytes = whole(word);
        let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte.cast_signed()));
        classes.quotes[i % TILE] = is(b'"');
        classes.backslashes[i % TILE] = is(b'\\');
        classes.controls[i % TILE] = _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20));
        least = _mm512_min_epu8(least, _mm512_xor_si512(bytes, opening));
        bytes
    };
    let mut beyond_ascii = 0;
    let (fours, rest) = words.as_chunks();
    for (i, [a, b, c, d]) in fours.iter().enumerate().take(TILE / 4) {
        let [a, b, c, d] =
            [class(4 * i, a), class(4 * i + 1, b), class(4 * i + 2, c), class(4 * i + 3, d)];
        // Not each by itself: to ask is dear, and to prove some more bytes UTF-8 is not.
        let all = _mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d));
        beyond_ascii |= if _mm512_movepi8_mask(all) != 0 { 0xF << (4 * i) } else { 0 };
    }
    for (i, word) in rest.iter().enumerate() {
        let i = 4 * fours.len() + i;
        let has_any = _mm512_movepi8_mask(class(i, word)) != 0;
        beyond_ascii |= u64::from(has_any) << (i % TILE);
    }
    Seen { beyond_ascii, has_angle: _mm512_test_epi8_mask(least, least) != u64::MAX }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn not_zero(words: &[u64; TILE]) -> u64 {
    words.as_chunks::<8>().0.iter().rev().fold(0, |bits, words| {
        // SAFETY: eight words are 64 bytes, and the load asks for no alignment.
        let words = unsafe { _mm512_loadu_si512(words.as_ptr().cast()) };
        bits << 8 | u64::from(_mm512_test_epi64_mask(words, words))
    })
}

const PLAIN: i8 = 1;
const HEX: i8 = 2;

/// The classes that each ASCII character is in.
static ASCII: [[u8; WORD]; 2] = {
    let mut classes = [[0; WORD]; 2];
    let mut byte = 0;
    while byte < 128_u8 {
        let plain =
            if matches!(byte, b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') { PLAIN } else { 0 };
        let hex = if byte.is_ascii_hexdigit() { HEX } else { 0 };
        classes[byte as usize / WORD][byte as usize % WORD] = (plain | hex).cast_unsigned();
        byte += 1;
    }
    classes
};

/// The bytes of a class.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn of_class(word: &[u8; WORD], class: i8) -> u64 {
    let bytes = whole(word);
    let classes = _mm512_permutex2var_epi8(whole(&ASCII[0]), bytes, whole(&ASCII[1]));
    // What is beyond ASCII was looked up without its highest bit.
    _mm512_test_epi8_mask(classes, _mm512_set1_epi8(class)) & !_mm512_movepi8_mask(bytes)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn plain_escapes(word: &[u8; WORD]) -> u64 {
    of_class(word, PLAIN)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn hex(word: &[u8; WORD]) -> u64 {
    of_class(word, HEX)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt")]
fn write_places(bits: u64, base: u32, list: &mut [u32]) {
    const NUMBERS: [u8; WORD] = {
        let mut numbers = [0; WORD];
        let mut i = 0;
        while i < WORD {
            #[allow(clippy::cast_possible_truncation)] // Below 64.
            {
                numbers[i] = i as u8;
            }
            i += 1;
        }
        numbers
    };
    let mut places = _mm512_maskz_compress_epi8(bits, whole(&NUMBERS));
    let mut left = bits.count_ones();
    for slots in list.as_chunks_mut::<16>().0 {
        let next = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
        let next = _mm512_add_epi32(next, _mm512_set1_epi32(base.cast_signed()));
        // SAFETY: the slots are 64 bytes, and the store asks for no alignment.
        unsafe { _mm512_storeu_si512(slots.as_mut_ptr().cast(), next) };
        left = left.saturating_sub(16);
        if left == 0 {
            break;
        }
        // The next sixteen bytes to the front.
        places = _mm512_alignr_epi32::<4>(places, places);
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn lanes(lanes: &[u64; LANES]) -> __m512i {
    // SAFETY: eight lanes are 64 bytes, and the load asks for no alignment.
    unsafe { _mm512_loadu_si512(lanes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn add_products(words: Words<'_>, sums: &mut Sums) {
    let [mut first, mut second] = [lanes(&sums[0]), lanes(&sums[1])];
    let key = _mm_set_epi64x(words.key[1].cast_signed(), words.key[0].cast_signed());
    let mut keys = _mm512_add_epi64(lanes(&FIRST), _mm512_broadcast_i32x4(key));
    let step = _mm512_set1_epi64(STEP.cast_signed());
    let other = lanes(&SECOND);
    let product = |lane| _mm512_mul_epu32(lane, _mm512_srli_epi64::<32>(lane));
    for word in words.whole {
        let keyed = _mm512_xor_si512(whole(word), keys);
        first = _mm512_add_epi64(first, product(keyed));
        second = _mm512_add_epi64(second, product(_mm512_xor_si512(keyed, other)));
        keys = _mm512_add_epi64(keys, step);
    }
    let last = _mm512_maskz_mov_epi8(words.kept, whole(words.last));
    let keyed = _mm512_xor_si512(last, keys);
    first = _mm512_add_epi64(first, product(keyed));
    second = _mm512_add_epi64(second, product(_mm512_xor_si512(keyed, other)));
    for (sums, lanes) in sums.iter_mut().zip([first, second]) {
        // SAFETY: eight lanes are 64 bytes, and the store asks for no alignment.
        unsafe { _mm512_storeu_si512(sums.as_mut_ptr().cast(), lanes) };
    }
}
