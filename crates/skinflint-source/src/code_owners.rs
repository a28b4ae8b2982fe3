//! Who owns a file: `CODEOWNERS` as GitHub and GitLab read it. A pure function of its text; where the
//! text comes from is the caller's business, since a change must not name its own owners.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use skinflint_base::RelPath;

use crate::os_path;

/// Where such a file lies, in the order in which platforms look; the first that is there counts.
pub const CODE_OWNERS_FILES: [&str; 4] = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// The rules of one file.
#[derive(Debug, Default)]
pub struct CodeOwners {
    /// GitLab's sections each name owners of their own; without sections there is one.
    sections: Vec<Vec<Rule>>,
}

#[derive(Debug)]
struct Rule {
    pattern: Gitignore,
    /// `dir/*` owns what lies in the folder and nothing deeper, unlike the same line in `.gitignore`.
    shallow: bool,
    owners: Vec<String>,
}

impl CodeOwners {
    /// Reads the file's text. A line that makes no pattern is left out, as the platforms do.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut sections = vec![Vec::new()];
        let mut default: Vec<String> = Vec::new();
        for line in text.lines() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(owners) = section(line) {
                default = owners;
                sections.push(Vec::new());
                continue;
            }
            let mut words = words(line).into_iter();
            let Some(pattern) = words.next() else { continue };
            let mut owners: Vec<String> = words.take_while(|word| !word.starts_with('#')).collect();
            if owners.is_empty() {
                owners.clone_from(&default);
            }
            let Some(compiled) = compile(&pattern) else { continue };
            let rule = Rule { pattern: compiled, shallow: pattern.ends_with("/*"), owners };
            if let Some(rules) = sections.last_mut() {
                rules.push(rule);
            }
        }
        Self { sections }
    }

    /// The owners of a file: those of the last rule that matches it, in each section. Empty where
    /// nobody owns it.
    #[must_use]
    pub fn of(&self, path: &RelPath) -> Vec<&str> {
        let path = os_path::from_bytes(path.as_bytes());
        let mut all: Vec<&str> = Vec::new();
        for rules in &self.sections {
            let last = rules.iter().rev().find(|rule| {
                if rule.shallow {
                    rule.pattern.matched(&path, false).is_ignore()
                } else {
                    rule.pattern.matched_path_or_any_parents(&path, false).is_ignore()
                }
            });
            for owner in last.into_iter().flat_map(|rule| &rule.owners) {
                if !all.contains(&owner.as_str()) {
                    all.push(owner);
                }
            }
        }
        all
    }
}

/// The default owners of GitLab's `[Section]`, `^[Optional]`, `[Section][2] @owner`.
fn section(line: &str) -> Option<Vec<String>> {
    let rest = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (_, rest) = rest.split_once(']')?;
    let rest = rest.strip_prefix('[').and_then(|count| count.split_once(']')).map_or(rest, |(_, rest)| rest);
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

/// The words of a line; `\ ` is a space inside one.
fn words(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(' ')) => {
                chars.next();
                if let Some(word) = all.last_mut() {
                    word.push(' ');
                }
            }
            (c, _) if c.is_whitespace() => all.push(String::new()),
            (c, _) => {
                if let Some(word) = all.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    all.retain(|word| !word.is_empty());
    all
}

fn compile(pattern: &str) -> Option<Gitignore> {
    // Neither negation nor character ranges exist there.
    if pattern.starts_with('!') {
        return None;
    }
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, &pattern.replace(' ', "\\ ")).ok()?;
    builder.build().ok().filter(|built| !built.is_empty())
}

#[cfg(test)]
mod tests {
    use skinflint_base::RelPath;

    use super::CodeOwners;

    fn of(text: &str, path: &str) -> String {
        CodeOwners::parse(text).of(&RelPath::from(path)).join(" ")
    }

    const GITHUB: &str = "# everything\n* @all\n*.js @js # inline\n/build/logs/ @ops\ndocs/* docs@example.com\napps/ @apps\n/apps/github\n**/logs @log\nwith\\ space.md @space\n!x @never\n";

    #[test]
    fn the_last_rule_that_matches_counts() {
        for (path, owners) in [
            ("src/a.rs", "@all"),
            ("src/a.js", "@js"),
            ("build/logs/x/y.txt", "@log"),
            ("docs/a.md", "docs@example.com"),
            ("docs/deep/a.md", "@all"),
            ("x/apps/y.rs", "@apps"),
            ("apps/github/y.rs", ""),
            ("deep/logs/a", "@log"),
            ("with space.md", "@space"),
            ("x", "@all"),
        ] {
            assert_eq!(of(GITHUB, path), owners, "{path}");
        }
    }

    #[test]
    fn sections_add_up_and_have_default_owners() {
        let text = "* @all\n[Database][2] @dba\n/db/\n/db/seed/ @seed\n^[Docs]\n*.md @docs\n";
        assert_eq!(of(text, "db/a.sql"), "@all @dba");
        assert_eq!(of(text, "db/seed/a.md"), "@all @seed @docs");
    }

    #[test]
    fn odd_lines_cost_only_themselves() {
        assert_eq!(of("[\n[x\n\\\n/ @root\n\u{0} @nul\na[ @b\n*.rs @rust\n", "a.rs"), "@rust");
    }
}
