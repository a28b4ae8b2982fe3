//! What was read and what was left out, counted.

use std::collections::BTreeMap;

use skinflint_facts::Language;
use skinflint_report::Stats;
use skinflint_source::Skipped;

use crate::lower::File;

/// Counts files; the time is not known yet.
pub(crate) fn stats(files: &[File], skipped: &Skipped) -> Stats {
    let mut languages: BTreeMap<Language, u64> = BTreeMap::new();
    for file in files {
        *languages.entry(file.language).or_default() += 1;
    }
    let named = |language| match language {
        Language::Rust => "Rust".to_owned(),
        Language::Python => "Python".to_owned(),
        Language::Terraform => "Terraform".to_owned(),
        Language::Yaml => "YAML".to_owned(),
        Language::Json => "JSON".to_owned(),
        Language::Sql => "SQL".to_owned(),
    };
    Stats {
        files: files.len() as u64,
        lines: files.iter().map(|file| file.lines).sum(),
        bytes: files.iter().map(|file| file.bytes).sum(),
        languages: languages.into_iter().map(|(language, count)| (named(language), count)).collect(),
        other_languages: skipped.unread.iter().map(|(name, count)| (name.clone(), *count as u64)).collect(),
        skipped: reasons(skipped),
        ..Stats::default()
    }
}

/// What was left out, in words that read after a number.
fn reasons(skipped: &Skipped) -> Vec<(String, u64)> {
    [
        ("excluded by the policy", skipped.excluded),
        ("vendored", skipped.vendored),
        ("generated", skipped.generated),
        ("build output", skipped.build_output),
        ("hidden", skipped.hidden),
        ("binary", skipped.binary),
        ("over the size cap", skipped.too_large),
        ("links out of the root", skipped.links_out),
        ("broken links", skipped.links_broken),
        ("links to what is read anyway", skipped.links_inside),
        ("other repositories", skipped.repositories),
        ("special files", skipped.special),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(reason, count)| (reason.to_owned(), count as u64))
    .collect()
}
