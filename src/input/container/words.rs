//! What a wrong container is called, and the way out of it, as a command to copy.

use std::path::{Path, PathBuf};

use super::{Archive, Container, Encoding, Table};
use crate::input::Compression;

impl Container {
    /// A short name for machines and statistics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::JsonArray => "json-array",
            Self::PrettyPrinted { .. } => "pretty-printed",
            Self::LoneCr => "lone-cr",
            Self::Encoded { encoding, .. } => match encoding {
                Encoding::Utf16Le | Encoding::Utf16Be => "utf-16",
                Encoding::Utf32Le | Encoding::Utf32Be => "utf-32",
            },
            Self::Csv { .. } => "csv",
            Self::GitLfsPointer => "git-lfs-pointer",
            Self::Markup => "markup",
            Self::Zeros => "zeros",
            Self::Archive(archive) => archive.words().0,
            Self::Table(table) => table.words().0,
            Self::Other(_) => "other",
        }
    }

    /// What it is, as a sentence without its full stop.
    pub fn message(&self) -> String {
        match self {
            Self::JsonArray => "this is one JSON array, not one object a line".to_owned(),
            Self::PrettyPrinted { lines: Some(lines) } => format!(
                "this is pretty-printed JSON: the first record is spread over {lines} lines"
            ),
            Self::PrettyPrinted { lines: None } => {
                "this is pretty-printed JSON: the first record is spread over many lines".to_owned()
            }
            Self::LoneCr => {
                "the lines end in a carriage return (`\\r`) alone, so this is all one line"
                    .to_owned()
            }
            Self::Encoded { encoding, marked } => {
                let mark = if *marked { "" } else { " (without a byte order mark)" };
                format!("this is {} text{mark}, not UTF-8", encoding.name())
            }
            Self::Csv { separator, columns } => {
                let kind = match separator {
                    ',' => "CSV".to_owned(),
                    '\t' => "tab-separated".to_owned(),
                    other => format!("`{other}`-separated"),
                };
                format!("this is a {kind} table of {columns} columns, not JSON")
            }
            Self::GitLfsPointer => {
                "this is a Git LFS pointer: the data itself was not fetched".to_owned()
            }
            Self::Markup => {
                "this is an HTML or XML page, often an error saved in place of the data".to_owned()
            }
            Self::Zeros => "this is nothing but zero bytes: the data was lost".to_owned(),
            Self::Archive(archive) => format!("this is {}, not text", archive.words().1),
            Self::Table(table) => format!("this is {}, not text", table.words().1),
            Self::Other(kind) => format!("this is {kind}, not a dataset"),
        }
    }

    /// What to do about it. `name` is the source's name, for the commands.
    pub fn way_out(&self, name: &Path) -> String {
        let files = Files::of(name);
        match self {
            Self::JsonArray => {
                format!("write one object a line: `{}`", files.filter("jq -c '.[]'"))
            }
            Self::PrettyPrinted { .. } => {
                format!("write one object a line: `{}`", files.filter("jq -c ."))
            }
            Self::LoneCr => {
                let command = match files.unpack {
                    Some(_) => files.filter("tr '\\r' '\\n'"),
                    None => format!("tr '\\r' '\\n' < {} > {}", files.input, files.output),
                };
                format!("end the lines with newlines: `{command}`")
            }
            Self::Encoded { encoding, marked } => {
                let from = if *marked { encoding.family() } else { encoding.name() };
                let command = files.filter(&format!("iconv -f {from} -t UTF-8"));
                format!("save it as UTF-8: `{command}`")
            }
            Self::Csv { separator, .. } => {
                let options = match separator {
                    ',' => String::new(),
                    '\t' => ", sep='\\t'".to_owned(),
                    other => format!(", sep='{other}'"),
                };
                let reading = format!("pandas.read_csv(sys.argv[1]{options})");
                format!("write one object a line: `{}`", files.pandas(&reading))
            }
            Self::GitLfsPointer => "fetch it: `git lfs pull`".to_owned(),
            Self::Markup => {
                "look at it in a browser, then download the data again (is a login needed?)"
                    .to_owned()
            }
            Self::Zeros => "restore it from a copy, or download it again".to_owned(),
            Self::Archive(archive) => archive.way_out(&files),
            Self::Table(table) => table.way_out(&files),
            Self::Other(_) => "give the path of the dataset".to_owned(),
        }
    }
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
        }
    }

    /// The name under which a converter obeys the mark, and takes it off.
    fn family(self) -> &'static str {
        match self {
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Utf32Le | Self::Utf32Be => "UTF-32",
        }
    }
}

impl Archive {
    /// The short name, and what it is.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Gzip => ("gzip", "gzip data"),
            Self::Zstd => ("zstd", "zstd data"),
            Self::Zip => ("zip", "a zip archive"),
            Self::Xz => ("xz", "xz data"),
            Self::Lz4 => ("lz4", "lz4 data"),
            Self::Bzip2 => ("bzip2", "bzip2 data"),
            Self::SevenZip => ("7z", "a 7z archive"),
            Self::Tar => ("tar", "a tar archive"),
        }
    }

    fn way_out(self, files: &Files) -> String {
        let Files { input, output, .. } = files;
        match self {
            Self::Gzip => format!("unpack it: `{}`", files.filter("gzip -dc")),
            Self::Zstd => format!("unpack it: `{}`", files.filter("zstd -dc")),
            Self::Zip => format!("unpack it: `unzip {input}`"),
            Self::Xz => format!("unpack it: `xz -dc {input} > {output}`"),
            Self::Lz4 => format!("unpack it: `lz4 -dc {input} > {output}`"),
            Self::Bzip2 => format!("unpack it: `bzip2 -dc {input} > {output}`"),
            Self::SevenZip => format!("unpack it: `7z x {input}`"),
            Self::Tar => format!("unpack it: `tar -xf {input}`"),
        }
    }
}

impl Table {
    /// The short name, and what it is.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Parquet => ("parquet", "a Parquet file"),
            Self::Arrow => ("arrow", "an Arrow (Feather) file"),
            Self::ArrowStream => ("arrow-stream", "an Arrow stream, as `datasets` saves it"),
            Self::Avro => ("avro", "an Avro file"),
            Self::Orc => ("orc", "an ORC file"),
            Self::Sqlite => ("sqlite", "an SQLite database"),
            Self::Hdf5 => ("hdf5", "an HDF5 file"),
            Self::Excel => ("excel", "an Office document, such as an Excel workbook"),
            Self::Pickle => ("pickle", "a Python pickle"),
        }
    }

    fn way_out(self, files: &Files) -> String {
        let Files { input, output, .. } = files;
        let reading = match self {
            Self::Parquet => "pandas.read_parquet(sys.argv[1])",
            Self::Arrow => "pandas.read_feather(sys.argv[1])",
            Self::Orc => "pandas.read_orc(sys.argv[1])",
            Self::Hdf5 => "pandas.read_hdf(sys.argv[1])",
            Self::Excel => "pandas.read_excel(sys.argv[1])",
            Self::ArrowStream => {
                return format!(
                    "write one object a line: `python -c \"import sys, datasets; \
                     datasets.Dataset.from_file(sys.argv[1]).to_json(sys.argv[2])\" \
                     {input} {output}`"
                );
            }
            Self::Avro => return format!("write one object a line: `fastavro {input} > {output}`"),
            Self::Sqlite => {
                return format!(
                    "write one object a line: `sqlite3 -json {input} 'SELECT * FROM records' | \
                     jq -c '.[]' > {output}`, with the name of your table"
                );
            }
            Self::Pickle => {
                return "write it as JSON Lines with the program that made it (loading a pickle \
                        runs code: never load one you do not trust)"
                    .to_owned();
            }
        };
        format!("write one object a line: `{}`", files.pandas(reading))
    }
}

/// The names for commands, quoted for a shell.
struct Files {
    input: String,
    /// Never the same as the input: a command that writes what it reads leaves nothing.
    output: String,
    /// The program that unpacks the input, if it is packed.
    unpack: Option<&'static str>,
}

impl Files {
    fn of(name: &Path) -> Self {
        let text = name.to_string_lossy();
        // Standard input has no name to read again, and what cannot be shown cannot be copied.
        if text.is_empty()
            || text.starts_with('<')
            || text.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER)
        {
            let [input, output] = ["in.jsonl", "out.jsonl"].map(str::to_owned);
            return Self { input, output, unpack: None };
        }
        let compression = Compression::from_name(name);
        let plain: PathBuf = match compression {
            Some(_) => name.with_extension(""),
            None => name.to_owned(),
        };
        let mut output = plain.with_extension("jsonl");
        if output == name {
            output = plain.with_extension("fixed.jsonl");
        }
        Self {
            input: quote(&text),
            output: quote(&output.to_string_lossy()),
            unpack: compression.map(Compression::program),
        }
    }

    /// A command that reads a text and writes another.
    fn filter(&self, command: &str) -> String {
        let Self { input, output, unpack } = self;
        match unpack {
            Some(program) => format!("{program} -dc {input} | {command} > {output}"),
            None => format!("{command} {input} > {output}"),
        }
    }

    fn pandas(&self, reading: &str) -> String {
        let Self { input, output, .. } = self;
        format!(
            "python -c \"import sys, pandas; {reading}.to_json(sys.argv[2], orient='records', \
             lines=True, force_ascii=False)\" {input} {output}"
        )
    }
}

/// The name as one word of a POSIX shell.
fn quote(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._/+@%=:,-".contains(c);
    // A name that begins with a dash would be an option.
    let dash = if name.starts_with('-') { "./" } else { "" };
    if name.chars().all(plain) {
        format!("{dash}{name}")
    } else {
        format!("{dash}'{}'", name.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way_out(container: &Container, name: &str) -> String {
        container.way_out(Path::new(name))
    }

    #[test]
    fn a_way_out_is_a_command_to_copy() {
        assert_eq!(
            way_out(&Container::JsonArray, "data/train.json"),
            "write one object a line: `jq -c '.[]' data/train.json > data/train.jsonl`"
        );
        assert_eq!(
            way_out(&Container::PrettyPrinted { lines: Some(3) }, "train.jsonl.gz"),
            "write one object a line: `gzip -dc train.jsonl.gz | jq -c . > train.jsonl`"
        );
        assert_eq!(
            way_out(&Container::LoneCr, "<stdin>"),
            "end the lines with newlines: `tr '\\r' '\\n' < in.jsonl > out.jsonl`"
        );
        let marked = Container::Encoded { encoding: Encoding::Utf16Le, marked: true };
        assert_eq!(
            way_out(&marked, "a.jsonl"),
            "save it as UTF-8: `iconv -f UTF-16 -t UTF-8 a.jsonl > a.fixed.jsonl`"
        );
        let unmarked = Container::Encoded { encoding: Encoding::Utf16Be, marked: false };
        assert!(way_out(&unmarked, "a.jsonl").contains("-f UTF-16BE"));
        assert_eq!(
            way_out(&Container::Csv { separator: ';', columns: 2 }, "a.csv"),
            "write one object a line: `python -c \"import sys, pandas; \
             pandas.read_csv(sys.argv[1], sep=';').to_json(sys.argv[2], orient='records', \
             lines=True, force_ascii=False)\" a.csv a.jsonl`"
        );
    }

    #[test]
    fn a_command_never_writes_what_it_reads() {
        for name in ["a.jsonl", "a.jsonl.gz", "a.json", "a", "b/a.fixed.jsonl", "-a.jsonl"] {
            let files = Files::of(Path::new(name));
            assert_ne!(files.input, files.output, "{name}");
        }
    }

    #[test]
    fn names_are_quoted_for_the_shell() {
        assert_eq!(quote("my file.jsonl"), "'my file.jsonl'");
        assert_eq!(quote("it's;rm"), "'it'\\''s;rm'");
        assert_eq!(quote("-rf"), "./-rf");
        assert_eq!(quote("données/訓練.jsonl"), "données/訓練.jsonl");
        assert_eq!(Files::of(Path::new("a\u{1b}[31m.jsonl")).input, "in.jsonl");
    }

    #[test]
    fn every_container_has_its_words() {
        for (container, name, message) in [
            (Container::JsonArray, "json-array", "this is one JSON array, not one object a line"),
            (Container::Table(Table::Parquet), "parquet", "this is a Parquet file, not text"),
            (
                Container::GitLfsPointer,
                "git-lfs-pointer",
                "this is a Git LFS pointer: the data itself was not fetched",
            ),
            (
                Container::Encoded { encoding: Encoding::Utf16Le, marked: false },
                "utf-16",
                "this is UTF-16LE text (without a byte order mark), not UTF-8",
            ),
            (
                Container::Csv { separator: ',', columns: 2 },
                "csv",
                "this is a CSV table of 2 columns, not JSON",
            ),
        ] {
            assert_eq!(container.name(), name);
            assert_eq!(container.message(), message);
            assert!(!way_out(&container, "a.jsonl").is_empty());
        }
    }
}
