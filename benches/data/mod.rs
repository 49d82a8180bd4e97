//! The datasets that the benchmarks run on: seven kinds of records as users have them, made of
//! random numbers that are the same on every machine.
//!
//! A set of a given size is always the same bytes, whole lines, and clean: no rule finds anything
//! in it. [`broken`] and [`unknown_roles`] make the opposite of one.

mod json;
mod random;
mod text;

use json::Json;
use random::Random;
use text::{Words, base64, chinese};

/// One kind of dataset.
pub struct Set {
    /// A letter, for tables and for choosing.
    pub letter: char,
    /// The name of its file.
    pub name: &'static str,
    /// What its records are, with the length of a line.
    pub title: &'static str,
    record: fn(&mut Writer) -> String,
}

/// All kinds.
pub const SETS: &[Set] = &[
    Set { letter: 'a', name: "chat", title: "short chat, 1.4 KB", record: chat },
    Set { letter: 'b', name: "code", title: "long chat on code, 20 KB", record: code },
    Set { letter: 'c', name: "cjk", title: "Chinese, UTF-8, 1.5 KB", record: cjk },
    Set { letter: 'd', name: "escaped", title: "Chinese, \\uXXXX, 2.9 KB", record: escaped },
    Set { letter: 'e', name: "tools", title: "tool calls, 3.5 KB", record: tools },
    Set { letter: 'f', name: "images", title: "base64 images, 200 KB", record: images },
    Set { letter: 'g', name: "agent", title: "calls of few tools, 3.9 KB", record: agent },
];

impl Set {
    /// Whole lines of at least `size` bytes, which end with a line feed.
    pub fn generate(&self, size: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(size + size / 8);
        let mut writer =
            Writer { random: Random::new(u64::from(u32::from(self.letter))), words: Words::new() };
        while bytes.len() < size {
            bytes.extend_from_slice((self.record)(&mut writer).as_bytes());
            bytes.push(b'\n');
        }
        bytes
    }
}

/// What records are written with.
struct Writer {
    random: Random,
    words: Words,
}

impl Writer {
    /// What a tool gives back.
    fn results(&mut self) -> String {
        let rows: Vec<String> = (0..4)
            .map(|_| {
                let label = self.words.word(&mut self.random);
                let (score, count) = (self.random.below(100_000), self.random.below(1000));
                format!("{{\"score\": 0.{score:05}, \"label\": \"{label}\", \"count\": {count}}}")
            })
            .collect();
        format!("{{\"result\": [{}]}}", rows.join(", "))
    }
}

const RAW: Json = Json { ascii: false };
const ESCAPED: Json = Json { ascii: true };

/// A record of chat: one to three exchanges, and mostly a system message.
fn conversation(
    writer: &mut Writer,
    json: Json,
    (system, question, answer): (&str, (usize, usize), (usize, usize)),
    say: fn(&mut Writer, usize) -> String,
) -> String {
    let mut messages = Vec::new();
    if writer.random.chance(75) {
        messages.push(json.message("system", system));
    }
    for _ in 0..writer.random.between(1, 4) {
        for (role, (low, high)) in [("user", question), ("assistant", answer)] {
            let length = writer.random.length(low, high);
            let content = say(writer, length);
            messages.push(json.message(role, &content));
        }
    }
    format!("{{\"messages\": [{}]}}", messages.join(", "))
}

fn chat(writer: &mut Writer) -> String {
    let shape = ("You are a helpful assistant.", (40, 300), (150, 1000));
    conversation(writer, RAW, shape, |writer, length| {
        writer.words.prose(&mut writer.random, length)
    })
}

fn code(writer: &mut Writer) -> String {
    let shape = ("You are a careful engineer.", (500, 8000), (2000, 14_000));
    conversation(writer, RAW, shape, |writer, length| writer.words.code(&mut writer.random, length))
}

fn cjk(writer: &mut Writer) -> String {
    let shape = ("你是一个乐于助人的助手。", (30, 150), (80, 300));
    conversation(writer, RAW, shape, |writer, length| chinese(&mut writer.random, length))
}

fn escaped(writer: &mut Writer) -> String {
    let shape = ("你是一个乐于助人的助手。", (30, 150), (80, 300));
    conversation(writer, ESCAPED, shape, |writer, length| chinese(&mut writer.random, length))
}

/// A question, three calls of three tools with their results, and the answer. Arguments and
/// results are JSON in JSON strings, full of escaped quotation marks. No two records have a tool in
/// common, nor a parameter.
fn tools(writer: &mut Writer) -> String {
    let mut definitions = Vec::new();
    let mut messages = Vec::new();
    let length = writer.random.length(40, 200);
    messages.push(RAW.message("user", &writer.words.prose(&mut writer.random, length)));
    for call in 0..3 {
        let names: Vec<String> =
            (0..3).map(|n| format!("{}_{n}", writer.words.word(&mut writer.random))).collect();
        let name = format!("get_{}_{call}", writer.words.word(&mut writer.random));
        let mut prose = |low, high| {
            let length = writer.random.length(low, high);
            RAW.string(&writer.words.prose(&mut writer.random, length))
        };
        let properties: Vec<String> = names
            .iter()
            .map(|name| {
                let description = prose(20, 60);
                format!("\"{name}\": {{\"type\": \"string\", \"description\": {description}}}")
            })
            .collect();
        definitions.push(format!(
            "{{\"type\": \"function\", \"function\": {{\"name\": \"{name}\", \"description\": {}, \
             \"parameters\": {{\"type\": \"object\", \"properties\": {{{}}}, \"required\": \
             [\"{}\"]}}}}}}",
            prose(30, 120),
            properties.join(", "),
            names[0]
        ));
        let arguments: Vec<String> =
            names.iter().map(|name| format!("\"{name}\": {}", prose(5, 30))).collect();
        messages.push(format!(
            "{{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{{\"id\": \
             \"call_{call}\", \"type\": \"function\", \"function\": {{\"name\": \"{name}\", \
             \"arguments\": {}}}}}]}}",
            RAW.string(&format!("{{{}}}", arguments.join(", ")))
        ));
        messages.push(format!(
            "{{\"role\": \"tool\", \"tool_call_id\": \"call_{call}\", \"content\": {}}}",
            RAW.string(&writer.results())
        ));
    }
    let length = writer.random.length(100, 400);
    messages.push(RAW.message("assistant", &writer.words.prose(&mut writer.random, length)));
    format!("{{\"messages\": [{}], \"tools\": [{}]}}", messages.join(", "), definitions.join(", "))
}

/// The tools of an agent: their names, and the names of their parameters.
const TOOLS: [(&str, [&str; 3]); 5] = [
    ("search_orders", ["customer", "status", "since"]),
    ("get_invoice", ["number", "format", "language"]),
    ("send_message", ["recipient", "subject", "body"]),
    ("book_slot", ["calendar", "start", "title"]),
    ("find_product", ["query", "category", "sort"]),
];

/// The same with the tools of one agent, of which one to three are called.
fn agent(writer: &mut Writer) -> String {
    let definitions = TOOLS.map(|(name, parameters)| {
        let properties = parameters.map(|parameter| {
            format!(
                "\"{parameter}\": {{\"type\": \"string\", \"description\": \"The {parameter}, as \
                 the customer \\\"says\\\" it.\"}}"
            )
        });
        format!(
            "{{\"type\": \"function\", \"function\": {{\"name\": \"{name}\", \"description\": \
             \"Do what the name says,\\nand nothing else.\", \"parameters\": {{\"type\": \
             \"object\", \"properties\": {{{}}}, \"required\": [\"{}\"]}}}}}}",
            properties.join(", "),
            parameters[0]
        )
    });
    let mut messages = vec![RAW.message("system", "You look after the orders of a shop.")];
    let length = writer.random.length(40, 200);
    messages.push(RAW.message("user", &writer.words.prose(&mut writer.random, length)));
    for call in 0..writer.random.between(1, 4) {
        let (name, parameters) = TOOLS[writer.random.below(TOOLS.len())];
        let arguments = parameters.map(|parameter| {
            let length = writer.random.length(5, 30);
            let value = RAW.string(&writer.words.prose(&mut writer.random, length));
            format!("\"{parameter}\": {value}")
        });
        let id = format!("call_{:08x}{call}", writer.random.bits() >> 32);
        messages.push(format!(
            "{{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{{\"id\": \"{id}\", \
             \"type\": \"function\", \"function\": {{\"name\": \"{name}\", \"arguments\": {}}}}}]}}",
            RAW.string(&format!("{{{}}}", arguments.join(", ")))
        ));
        messages.push(format!(
            "{{\"role\": \"tool\", \"tool_call_id\": \"{id}\", \"content\": {}}}",
            RAW.string(&writer.results())
        ));
    }
    let length = writer.random.length(100, 400);
    messages.push(RAW.message("assistant", &writer.words.prose(&mut writer.random, length)));
    format!("{{\"messages\": [{}], \"tools\": [{}]}}", messages.join(", "), definitions.join(", "))
}

/// The bytes by which a PNG image is told, and four more, in base64.
const PNG: &str = "iVBORw0KGgoAAAAN";

fn images(writer: &mut Writer) -> String {
    let length = writer.random.between(37_500, 62_500) * 4;
    let image = base64(&mut writer.random, length);
    let question = RAW.string(&writer.words.prose(&mut writer.random, 60));
    let answer = RAW.string(&writer.words.prose(&mut writer.random, 150));
    format!(
        "{{\"messages\": [{{\"role\": \"user\", \"content\": [{{\"type\": \"text\", \"text\": \
         {question}}}, {{\"type\": \"image_url\", \"image_url\": {{\"url\": \
         \"data:image/png;base64,{PNG}{image}\"}}}}]}}, {{\"role\": \"assistant\", \"content\": \
         [{{\"type\": \"text\", \"text\": {answer}}}]}}]}}"
    )
}

/// The same lines, each broken in one of the ways that people break JSON: near its start, in its
/// middle or at its end.
pub fn broken(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(bytes.len() + bytes.len() / 64);
    for (number, line) in lines(bytes).enumerate() {
        // Not inside a character: that would be another defect.
        let middle = (line.len() / 2..line.len()).find(|at| line[*at] & 0xC0 != 0x80).unwrap_or(0);
        match number % 5 {
            // A trailing comma.
            0 => all.extend([&line[..line.len() - 1], b",}"].concat()),
            // The end is missing.
            1 => all.extend(&line[..line.len() - 1]),
            // A key in single quotes.
            2 => all.extend(replaced(line, b"\"messages\"", b"'messages'")),
            // A raw control character inside a string, or wherever the middle is.
            3 => all.extend([&line[..middle], b"\x01", &line[middle..]].concat()),
            // Python's None.
            _ => all.extend([&line[..line.len() - 1], b", \"weight\": None}"].concat()),
        }
        all.push(b'\n');
    }
    all
}

/// The same lines with a role that nobody knows for every user message.
pub fn unknown_roles(bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(bytes.len() + bytes.len() / 64);
    for line in lines(bytes) {
        all.extend(replaced(line, b"\"role\": \"user\"", b"\"role\": \"human\""));
        all.push(b'\n');
    }
    all
}

/// The lines, without their line feeds.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

fn replaced(line: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut all = Vec::with_capacity(line.len() + 16);
    let mut rest = line;
    for at in memchr::memmem::find_iter(line, from) {
        let before = line.len() - rest.len();
        all.extend_from_slice(&rest[..at - before]);
        all.extend_from_slice(to);
        rest = &line[at + from.len()..];
    }
    all.extend_from_slice(rest);
    all
}
