//! What skinflint ships as data: policy packs, library models and the lexicon of label names, embedded
//! at build time.
//!
//! Only text lives here, and it is not parsed: `skinflint-policy` reads packs, `skinflint-program`
//! reads models, `skinflint-rule` the lexicon. Adding a TOML file to `packs/` or `models/<language>/`
//! needs no code.

include!(concat!(env!("OUT_DIR"), "/data.rs"));

/// The text of a built-in pack, as `extends` names it; `None` where there is no such pack.
#[must_use]
pub fn pack(name: &str) -> Option<&'static str> {
    PACKS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The names of the built-in packs, sorted.
pub fn pack_names() -> impl Iterator<Item = &'static str> {
    PACKS.iter().map(|(name, _)| *name)
}

/// All built-in models, sorted by path: the path below `models/` (`rust/prometheus.toml`) and the text.
#[must_use]
pub fn models() -> &'static [(&'static str, &'static str)] {
    MODELS
}

/// The lexicon: what the name of a label says of its values.
#[must_use]
pub fn lexicon() -> &'static str {
    include_str!("../lexicon.toml")
}

#[cfg(test)]
mod tests {
    use super::{models, pack, pack_names};

    #[test]
    fn every_pack_that_is_named_is_there() {
        let names: Vec<_> = pack_names().collect();
        assert!(names.is_sorted(), "{names:?}");
        for name in ["recommended", "strict", "finops"] {
            assert!(names.contains(&name), "{names:?}");
            assert!(pack(name).is_some_and(|text| text.contains("[rules")), "{name}");
        }
        assert_eq!(pack("recommended.toml"), None);
    }

    #[test]
    fn a_model_lies_in_the_folder_of_its_language() {
        for (path, text) in models() {
            let parts: Vec<_> = path.split('/').collect();
            assert!(parts.len() == 2 && path.ends_with(".toml") && !path.contains('\\'), "{path}");
            assert!(!text.trim().is_empty(), "{path} is empty");
        }
    }
}
