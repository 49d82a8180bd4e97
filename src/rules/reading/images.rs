//! The images of a record, whatever its format.
//!
//! Chat messages have parts with an `image_url`, Gemini has `inlineData` and `fileData`, Converse
//! an `image` with a source.

use std::ops::Range;

use super::tools::named;
use crate::record::{Format, Index, Key, Kind, Record, Role, Span, text};

/// The images of one record, in the order of the line.
#[derive(Debug, Default)]
pub(crate) struct Images {
    pub(crate) all: Vec<Image>,
}

/// What kind of file it is. Bedrock's format has videos and documents in the same way as images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Image,
    Video,
    Document,
}

impl Sort {
    /// What people call it.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Document => "document",
        }
    }

    /// The same for one, and for several.
    pub(crate) fn names(self) -> [&'static str; 2] {
        match self {
            Self::Image => ["an image", "images"],
            Self::Video => ["a video", "videos"],
            Self::Document => ["a document", "documents"],
        }
    }
}

/// One image.
#[derive(Debug)]
pub(crate) struct Image {
    pub(crate) sort: Sort,
    /// The message, among the turns of the record; none for one in a prompt or completion.
    pub(crate) turn: Option<usize>,
    /// What it is a part of.
    pub(crate) content: Index,
    pub(crate) role: Role,
    /// The string that says where it is, or is it.
    pub(crate) value: Index,
    /// `image_url` is that string, and not an object that has it.
    pub(crate) bare: bool,
    /// It says where the image comes from in the way that the format asks for, and not only by a
    /// path beside the text.
    pub(crate) is_addressed: bool,
    /// The media type that it is said to be of, if anything is said.
    pub(crate) media: Option<String>,
    /// The value that says the media type, where it is not the address itself.
    pub(crate) media_value: Option<Index>,
    pub(crate) origin: Origin,
}

/// Where an image comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// From the record itself: its base64 as bytes of the value's inside.
    Data {
        data: Range<usize>,
        /// The scheme of its URL is not written as all others write it: `DATA:`.
        in_capitals: bool,
    },
    /// From a data URL that is not in base64.
    OtherData,
    /// From the web.
    Http,
    /// From a file.
    Path,
    /// From a store of a cloud: `s3` or `gs`.
    Store(&'static str),
    /// From somewhere else: the scheme of a URL.
    Other,
}

/// How many bytes of a string are looked at to tell what it is.
const HEAD: usize = 256;

impl Images {
    pub(crate) fn read(record: &Record<'_>) -> Self {
        let mut images = Self::default();
        for (at, turn) in record.turns().iter().enumerate() {
            if let Some(content) = turn.content {
                images.read_content(record, Some(at), turn.role, content);
            }
        }
        if record.turns().is_empty() {
            for (key, role) in [
                (Key::Prompt, Role::User),
                (Key::Completion, Role::Assistant),
                (Key::Text, Role::User),
            ] {
                if let Some(content) = record.member(0, key) {
                    images.read_content(record, None, role, content);
                }
            }
        }
        images
    }

    fn read_content(
        &mut self,
        record: &Record<'_>,
        turn: Option<usize>,
        role: Role,
        content: Index,
    ) {
        for part in record.tape().elements(content) {
            for member in record.tape().members(part) {
                let Some(mut image) = read_part(record, member.known, member.value) else {
                    continue;
                };
                (image.turn, image.role, image.content) = (turn, role, content);
                self.all.push(image);
            }
        }
    }
}

/// The image in a part of a content, if there is one under this key.
fn read_part(record: &Record<'_>, key: Key, value: Index) -> Option<Image> {
    let image = |value: Index, origin: Origin| Image {
        sort: Sort::Image,
        turn: None,
        content: value,
        role: Role::Missing,
        value,
        bare: false,
        is_addressed: false,
        media: None,
        media_value: None,
        origin,
    };
    // Where the media type has a value of its own.
    let typed = |image: Image, media: Option<(Index, String)>| {
        let (media_value, media) = media.unzip();
        Image { is_addressed: true, media, media_value, ..image }
    };
    let string = |value: Index| (record.kind(value) == Kind::String).then_some(value);
    let whole = |value: Index| 0..record.raw(value).len();
    match (key, record.format()) {
        (Key::ImageUrl, _) => {
            let bare = string(value).is_some();
            let url = string(value).or_else(|| string(record.member(value, Key::Url)?))?;
            let (origin, media) = Origin::of(record.raw(url));
            Some(Image { bare, is_addressed: true, media, ..image(url, origin) })
        }
        (Key::InlineData | Key::FileData, Format::Gemini | Format::GeminiPreference) => {
            let media = record.member(value, Key::MimeType)?;
            let media = (media, record.text(media).into_owned());
            if !media.1.starts_with("image/") {
                return None;
            }
            if key == Key::FileData {
                let uri = string(record.member(value, Key::FileUri)?)?;
                return Some(typed(image(uri, Origin::of(record.raw(uri)).0), Some(media)));
            }
            let data = string(named(record, value, "data")?)?;
            Some(typed(image(data, Origin::data(whole(data))), Some(media)))
        }
        (Key::Image | Key::Video | Key::Document, Format::Converse) => {
            let sort = match key {
                Key::Video => Sort::Video,
                Key::Document => Sort::Document,
                _ => Sort::Image,
            };
            let format = record.member(value, Key::Format);
            let media = format.map(|at| (at, format!("{}/{}", key.name(), record.text(at))));
            let source = record.member(value, Key::SourceKey)?;
            if let Some(data) = named(record, source, "bytes").and_then(string) {
                let found = typed(image(data, Origin::data(whole(data))), media);
                return Some(Image { sort, ..found });
            }
            let location = record.member(source, Key::S3Location)?;
            let uri = string(record.member(location, Key::Uri)?)?;
            let found = typed(image(uri, Origin::of(record.raw(uri)).0), media);
            Some(Image { sort, ..found })
        }
        (Key::Image, _) => {
            let url = string(value)?;
            let (origin, media) = Origin::of(record.raw(url));
            Some(Image { media, ..image(url, origin) })
        }
        _ => None,
    }
}

/// Where the data of a data URL starts: after the first comma, however it is written.
fn comma(raw: &[u8]) -> Option<usize> {
    let plain = memchr::memchr(b',', raw).map(|at| at + 1);
    let mut escapes = memchr::memmem::find_iter(raw, br"\u002");
    let escaped = escapes.find(|at| matches!(raw.get(at + 5), Some(b'c' | b'C')));
    plain.into_iter().chain(escaped.map(|at| at + 6)).min()
}

impl Origin {
    fn data(data: Range<usize>) -> Self {
        Self::Data { data, in_capitals: false }
    }

    /// What the inside of a JSON string says about where an image comes from, and of which media
    /// type it is.
    fn of(raw: &[u8]) -> (Self, Option<String>) {
        let raw_head = raw.get(..HEAD).unwrap_or(raw);
        let head = text::decode(raw_head);
        if let Some((scheme, _)) = head.split_at_checked(5)
            && scheme.eq_ignore_ascii_case("data:")
        {
            let Some(comma) = comma(raw_head) else { return (Self::OtherData, None) };
            let header = head.split(',').next().and_then(|header| header.get(5..));
            let Some(media) = header.and_then(|header| header.strip_suffix(";base64")) else {
                return (Self::OtherData, None);
            };
            let media = (!media.is_empty()).then(|| media.to_owned());
            let in_capitals = scheme != "data:";
            return (Self::Data { data: comma..raw.len(), in_capitals }, media);
        }
        let origin = match head.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()) {
            Some(scheme) if scheme == "http" || scheme == "https" => Self::Http,
            Some(scheme) if scheme == "s3" => Self::Store("s3"),
            Some(scheme) if scheme == "gs" => Self::Store("gs"),
            Some(scheme) if scheme == "file" => Self::Path,
            Some(_) => Self::Other,
            None => Self::Path,
        };
        (origin, None)
    }
}

impl Image {
    /// The base64 of an image that is in the record.
    pub(crate) fn data<'a>(&self, record: &Record<'a>) -> Option<&'a [u8]> {
        match &self.origin {
            Origin::Data { data, .. } => record.raw(self.value).get(data.clone()),
            _ => None,
        }
    }

    /// Some bytes of its base64, as a span of the line.
    pub(crate) fn within(&self, record: &Record<'_>, bytes: Range<usize>) -> Span {
        let inside = record.span(self.value).start + 1;
        let start = match &self.origin {
            Origin::Data { data, .. } => data.start,
            _ => 0,
        };
        let offset =
            |at: usize| inside.saturating_add(u32::try_from(start + at).unwrap_or(u32::MAX));
        Span::new(offset(bytes.start), offset(bytes.end))
    }

    /// Everything before the data of a data URL, or the first bytes of another string.
    pub(crate) fn header(&self, record: &Record<'_>) -> Span {
        let span = record.span(self.value);
        match &self.origin {
            Origin::Data { data, .. } if data.start > 0 => {
                let length = u32::try_from(data.start).unwrap_or(u32::MAX);
                Span::new(span.start + 1, span.start.saturating_add(1).saturating_add(length))
            }
            _ => Span::new(span.start, span.end.min(span.start.saturating_add(80))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_told_by_their_start() {
        let of = |raw: &[u8]| Origin::of(raw).0;
        let data = |media: &str, start| (Origin::data(start..start + 4), Some(media.to_owned()));
        assert_eq!(Origin::of(b"data:image/png;base64,QUJD"), data("image/png", 22));
        assert_eq!(Origin::of(br"data:image\/png;base64,QUJD"), data("image/png", 23));
        let escaped = br"d\u0061ta:image\u002fsvg\u002bxml;base64\u002CQUJD";
        assert_eq!(Origin::of(escaped), data("image/svg+xml", 46));
        assert_eq!(of(b"data:image/svg+xml,<svg/>"), Origin::OtherData);
        assert_eq!(of(b"https://example.com/a.png"), Origin::Http);
        assert_eq!(of(b"s3://bucket/a.png"), Origin::Store("s3"));
        assert_eq!(of(b"C:/images/a.png"), Origin::Path);
        assert_eq!(of(b"images/a.png"), Origin::Path);
        assert_eq!(of(b""), Origin::Path);
    }
}
