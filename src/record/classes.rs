//! Which bytes can matter inside a string: one bit for each byte of a block of lines.
//!
//! A byte is *special* if it is a quote, a backslash or a control character: the only bytes that
//! can end a string, start an escape or be an error. The scanner jumps from one special byte to
//! the next, 64 bytes a step, instead of looking at each byte of the text.
//!
//! This is one of the two modules with unsafe code (the other is the memory map): the vector
//! instructions are chosen while the program runs, which the compiler cannot check.

// The loads read through raw pointers, and a function compiled for AVX2 may only be called on a
// machine that has it. Both are argued for at each place.
#![allow(unsafe_code)]

/// How many bytes one word of bits stands for.
const WORD: usize = 64;

/// Write to `specials` one bit for each byte of `bytes`, lowest bit first.
///
/// After the last byte at least 64 more bits are set, so that a search for the next special byte
/// always ends.
pub(crate) fn classify(bytes: &[u8], specials: &mut Vec<u64>) {
    specials.clear();
    specials.reserve(bytes.len() / WORD + 2);
    let (words, rest) = bytes.as_chunks::<WORD>();
    classify_words(words, specials);
    if !rest.is_empty() {
        // NUL is a control character: the padding is special.
        let mut last = [0; WORD];
        last[..rest.len()].copy_from_slice(rest);
        classify_words(&[last], specials);
    }
    specials.push(u64::MAX);
}

#[cfg(target_arch = "x86_64")]
fn classify_words(words: &[[u8; WORD]], specials: &mut Vec<u64>) {
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the machine has AVX2: the line above asked it.
        unsafe { avx2(words, specials) }
    } else {
        // SAFETY: every x86-64 machine has SSE2.
        unsafe { sse2(words, specials) }
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn classify_words(words: &[[u8; WORD]], specials: &mut Vec<u64>) {
    specials.extend(words.iter().map(portable));
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2(words: &[[u8; WORD]], specials: &mut Vec<u64>) {
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8,
        _mm256_or_si256, _mm256_set1_epi8,
    };

    let quote = _mm256_set1_epi8(b'"'.cast_signed());
    let backslash = _mm256_set1_epi8(b'\\'.cast_signed());
    let last_control = _mm256_set1_epi8(0x1F);
    specials.extend(words.iter().map(|word| {
        let mut bits = 0;
        for (half, bytes) in word.as_chunks::<32>().0.iter().enumerate() {
            // SAFETY: `bytes` are 32 bytes, and the load asks for no alignment.
            let bytes = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast::<__m256i>()) };
            let special = _mm256_or_si256(
                _mm256_or_si256(
                    _mm256_cmpeq_epi8(bytes, quote),
                    _mm256_cmpeq_epi8(bytes, backslash),
                ),
                _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, last_control), bytes),
            );
            bits |= u64::from(_mm256_movemask_epi8(special).cast_unsigned()) << (32 * half);
        }
        bits
    }));
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
fn sse2(words: &[[u8; WORD]], specials: &mut Vec<u64>) {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8,
    };

    let quote = _mm_set1_epi8(b'"'.cast_signed());
    let backslash = _mm_set1_epi8(b'\\'.cast_signed());
    let last_control = _mm_set1_epi8(0x1F);
    specials.extend(words.iter().map(|word| {
        let mut bits = 0;
        for (quarter, bytes) in word.as_chunks::<16>().0.iter().enumerate() {
            // SAFETY: `bytes` are 16 bytes, and the load asks for no alignment.
            let bytes = unsafe { _mm_loadu_si128(bytes.as_ptr().cast::<__m128i>()) };
            let special = _mm_or_si128(
                _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes),
            );
            bits |= u64::from(_mm_movemask_epi8(special).cast_unsigned()) << (16 * quarter);
        }
        bits
    }));
}

/// For machines whose vector instructions are not written out above.
#[cfg_attr(target_arch = "x86_64", allow(dead_code))] // There it is what the tests compare with.
fn portable(word: &[u8; WORD]) -> u64 {
    word.iter().rev().fold(0, |bits, &byte| {
        bits << 1 | u64::from(byte == b'"') | u64::from(byte == b'\\') | u64::from(byte < 0x20)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_classed_alike_by_all_ways() {
        for byte in 0..=u8::MAX {
            for place in [0, 1, 15, 16, 31, 32, 63] {
                let mut word = [b'a'; WORD];
                word[place] = byte;
                let wanted = u64::from(byte < 0x20 || byte == b'"' || byte == b'\\') << place;
                assert_eq!(portable(&word), wanted, "byte {byte} at {place}");
                let mut bits = Vec::new();
                classify_words(&[word], &mut bits);
                assert_eq!(bits, [wanted], "byte {byte} at {place}");
                #[cfg(target_arch = "x86_64")]
                {
                    bits.clear();
                    // SAFETY: every x86-64 machine has SSE2.
                    unsafe { sse2(&[word], &mut bits) }
                    assert_eq!(bits, [wanted], "byte {byte} at {place}");
                }
            }
        }
    }

    #[test]
    fn what_follows_the_last_byte_is_special() {
        for length in 0..200 {
            let mut bits = Vec::new();
            classify(&vec![b'a'; length], &mut bits);
            let first = bits.iter().enumerate().find(|(_, word)| **word != 0);
            let first = first.map(|(i, word)| i * WORD + word.trailing_zeros() as usize);
            assert_eq!(first, Some(length));
            assert!(bits.len() * WORD >= length + WORD);
        }
    }
}
