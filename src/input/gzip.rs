//! Gzip data of one part or several, as `gzip -d` reads it.
//!
//! Parts may follow one another (`cat a.gz b.gz`, `pigz`, `bgzip`), and zeros may follow the last:
//! tapes and some stores fill the last block with them. Anything else behind a part is damage.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// Unpacks all parts.
pub(super) struct Gzip<R> {
    /// The part that is read; none behind the last.
    part: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gzip<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { part: Some(GzDecoder::new(packed)) }
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(part) = &mut self.part {
            let length = part.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            self.part = self.part.take().map(GzDecoder::into_inner).map_or(Ok(None), next_part)?;
        }
        Ok(0)
    }
}

/// The part behind one that has ended.
fn next_part<R: BufRead>(mut packed: R) -> io::Result<Option<GzDecoder<R>>> {
    /// The first byte of every part.
    const START: u8 = 0x1F;
    loop {
        let bytes = packed.fill_buf()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        match bytes.get(zeros) {
            None if bytes.is_empty() => return Ok(None),
            None => packed.consume(zeros),
            Some(&START) => {
                packed.consume(zeros);
                return Ok(Some(GzDecoder::new(packed)));
            }
            Some(_) => {
                let error = "something else follows the compressed data";
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(packed: &[u8], block: usize) -> io::Result<String> {
        let mut text = String::new();
        let reader = io::BufReader::with_capacity(block, packed);
        Gzip::new(reader).read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn all_parts_are_read_and_zeros_behind_them_are_none() {
        let two = [packed("a"), packed(""), packed("b\n")].concat();
        for block in [1, 7, 8192] {
            assert_eq!(unpacked(&two, block).unwrap(), "ab\n");
            let padded = [two.clone(), vec![0; 1000]].concat();
            assert_eq!(unpacked(&padded, block).unwrap(), "ab\n");
        }
        assert_eq!(unpacked(&[packed("a"), vec![0; 9], packed("b")].concat(), 4).unwrap(), "ab");
    }

    #[test]
    fn what_is_neither_is_damage() {
        let kind = |behind: &[u8]| {
            let error = unpacked(&[&packed("a"), behind].concat(), 8192).unwrap_err();
            error.kind()
        };
        assert_eq!(kind(b"junk"), io::ErrorKind::InvalidData);
        assert_eq!(kind(b"\0\0x"), io::ErrorKind::InvalidData);
        assert_eq!(kind(&packed("b")[..12]), io::ErrorKind::UnexpectedEof);
    }
}
