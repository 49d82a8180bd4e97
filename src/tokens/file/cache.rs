//! A model's tokenizer in the local cache of Hugging Face. The network is never asked.

use std::env;
use std::path::{Path, PathBuf};

/// The `tokenizer.json` of a model that was once downloaded, by the model's name there.
pub fn cached(model: &str) -> Option<PathBuf> {
    // Together has models under names of its own that differ by this from the original.
    let names = [Some(model), model.strip_suffix("-Reference")];
    let hub = hub()?;
    names.into_iter().flatten().find_map(|name| in_hub(&hub, name))
}

/// Where the cache is.
fn hub() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let of_user = || {
        let cache = set("XDG_CACHE_HOME").or_else(|| Some(env::home_dir()?.join(".cache")));
        Some(cache?.join("huggingface"))
    };
    set("HF_HUB_CACHE").or_else(|| Some(set("HF_HOME").or_else(of_user)?.join("hub")))
}

fn in_hub(hub: &Path, model: &str) -> Option<PathBuf> {
    let (organisation, name) = model.split_once('/')?;
    let is_plain = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain)
    };
    if !is_plain(organisation) || !is_plain(name) {
        return None;
    }
    let folder = hub.join(format!("models--{organisation}--{name}"));
    let snapshots = folder.join("snapshots");
    let in_snapshot = |revision: &str| {
        let path = snapshots.join(revision).join("tokenizer.json");
        (is_plain(revision) && path.is_file()).then_some(path)
    };
    let main = std::fs::read_to_string(folder.join("refs").join("main"));
    main.ok().and_then(|revision| in_snapshot(revision.trim())).or_else(|| {
        let entries = std::fs::read_dir(&snapshots).ok()?;
        let mut revisions: Vec<String> =
            entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        // Whichever it is, it is the same one each time.
        revisions.sort_unstable();
        revisions.iter().find_map(|revision| in_snapshot(revision))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_revision_of_main_comes_first() {
        let hub = tempfile::tempdir().unwrap();
        let model = hub.path().join("models--org--model");
        assert_eq!(in_hub(hub.path(), "org/model"), None);
        for revision in ["aaa", "bbb"] {
            let snapshot = model.join("snapshots").join(revision);
            fs::create_dir_all(&snapshot).unwrap();
            fs::write(snapshot.join("tokenizer.json"), "{}").unwrap();
        }
        let found = || in_hub(hub.path(), "org/model").unwrap();
        assert!(found().ends_with("aaa/tokenizer.json"));
        fs::create_dir_all(model.join("refs")).unwrap();
        fs::write(model.join("refs/main"), "bbb\n").unwrap();
        assert!(found().ends_with("bbb/tokenizer.json"));
        // A name is no path.
        for name in
            ["model", "org/../model", "../org", "org/mo/del", "/model", "org/", ".org/model"]
        {
            assert_eq!(in_hub(hub.path(), name), None, "{name}");
        }
        fs::write(model.join("refs/main"), "../snapshots/bbb").unwrap();
        assert!(found().ends_with("aaa/tokenizer.json"));
    }
}
