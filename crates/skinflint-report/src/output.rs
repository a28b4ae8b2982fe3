//! What the user asks for with `--output`: a format and where it goes. Opens no file.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::{Format, Style};

/// A format by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatName {
    /// For people.
    Human,
    /// SARIF 2.1.0.
    Sarif,
    /// Our own JSON.
    Json,
    /// GitLab's Code Quality report.
    Gitlab,
    /// Reviewdog's diagnostics.
    Rdjson,
    /// JUnit's XML.
    Junit,
    /// GitHub's annotations.
    Github,
    /// Markdown, for the summary of a job.
    Markdown,
}

impl FormatName {
    /// All of them, in the order in which help texts name them.
    pub const ALL: &[Self] =
        &[Self::Human, Self::Sarif, Self::Json, Self::Gitlab, Self::Rdjson, Self::Junit, Self::Github, Self::Markdown];

    /// As the command line writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Sarif => "sarif",
            Self::Json => "json",
            Self::Gitlab => "gitlab",
            Self::Rdjson => "rdjson",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Markdown => "markdown",
        }
    }
}

impl fmt::Display for FormatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where an output goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A file, which is replaced.
    File(PathBuf),
}

/// What the formats can be told, as the command line gives it.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Style of the text for people.
    pub style: Style,
    /// Whether standard output wants colour; files never get any.
    pub color: bool,
    /// Columns of the terminal behind standard output.
    pub width: Option<usize>,
    /// Whether to count what was skipped.
    pub verbose: bool,
    /// The SARIF category.
    pub category: Option<String>,
}

/// One `--output`: `human`, `sarif=results.sarif`, `json=-`. Without `=` it goes to standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputSpec {
    /// Which format.
    pub format: FormatName,
    /// Where to.
    pub target: Target,
}

impl OutputSpec {
    /// The format with all it needs to be rendered for this output's target.
    #[must_use]
    pub fn format(&self, options: &RenderOptions) -> Format {
        let stdout = self.target == Target::Stdout;
        match self.format {
            FormatName::Human => Format::Human {
                style: options.style,
                color: options.color && stdout,
                width: options.width.filter(|_| stdout),
                verbose: options.verbose,
            },
            FormatName::Sarif => Format::Sarif { category: options.category.clone() },
            FormatName::Json => Format::Json,
            FormatName::Gitlab => Format::Gitlab,
            FormatName::Rdjson => Format::Rdjson,
            FormatName::Junit => Format::Junit,
            FormatName::Github => Format::Github,
            FormatName::Markdown => Format::Markdown,
        }
    }
}

/// A wrong `--output`: the user's mistake.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutputSpecError {
    /// No such format.
    #[error("there is no output format `{name}`{}; the formats are {}", suggestion(.nearest), all_names())]
    Unknown {
        /// What was written.
        name: String,
        /// The nearest name, where one is near.
        nearest: Option<FormatName>,
    },
    /// `sarif=` without what follows.
    #[error("`{0}=` names no file; write `{0}=FILE`, or `{0}=-` for standard output")]
    NoTarget(FormatName),
    /// Two outputs into one place would overwrite or interleave each other.
    #[error("`{first}` and `{second}` both go to {place}; give one of them a file of its own: `{second}=FILE`")]
    Clash {
        /// The one named first.
        first: FormatName,
        /// The one named later.
        second: FormatName,
        /// Where both would go.
        place: String,
    },
}

fn suggestion(nearest: &Option<FormatName>) -> String {
    nearest.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}

fn all_names() -> String {
    FormatName::ALL.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

impl FromStr for OutputSpec {
    type Err = OutputSpecError;

    fn from_str(text: &str) -> Result<Self, OutputSpecError> {
        let (name, target) = match text.split_once('=') {
            Some((name, target)) => (name, Some(target)),
            None => (text, None),
        };
        let format = FormatName::ALL.iter().copied().find(|format| format.as_str() == name);
        let Some(format) = format else {
            return Err(OutputSpecError::Unknown { name: name.to_owned(), nearest: nearest(name) });
        };
        let target = match target {
            None | Some("-") => Target::Stdout,
            Some("") => return Err(OutputSpecError::NoTarget(format)),
            Some(path) => Target::File(PathBuf::from(path)),
        };
        Ok(Self { format, target })
    }
}

/// Holds that no two outputs go to one place.
///
/// # Errors
/// The first two that do.
pub fn check_targets(specs: &[OutputSpec]) -> Result<(), OutputSpecError> {
    for (i, second) in specs.iter().enumerate() {
        if let Some(first) = specs[..i].iter().find(|first| first.target == second.target) {
            let place = match &second.target {
                Target::Stdout => "standard output".to_owned(),
                Target::File(path) => format!("`{}`", path.display()),
            };
            return Err(OutputSpecError::Clash { first: first.format, second: second.format, place });
        }
    }
    Ok(())
}

/// The name that a misspelt one most likely means: at most a third of its letters are wrong.
fn nearest(name: &str) -> Option<FormatName> {
    let name = name.to_lowercase();
    let near = |format: &FormatName| {
        let wrong = distance(&name, format.as_str());
        (wrong <= format.as_str().len().div_ceil(3)).then_some((wrong, *format))
    };
    FormatName::ALL.iter().filter_map(near).min_by_key(|(wrong, _)| *wrong).map(|(_, format)| format)
}

/// Edit distance by insertion, deletion, substitution and swap of neighbours.
fn distance(a: &str, b: &str) -> usize {
    // Nobody misspells a name of five letters with more than these.
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    rows[0] = (0..=b.len()).collect();
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substituted = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substituted.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{FormatName, OutputSpec, RenderOptions, Target, check_targets};
    use crate::Format;

    fn parse(text: &str) -> Result<OutputSpec, String> {
        text.parse().map_err(|error: super::OutputSpecError| error.to_string())
    }

    #[test]
    fn a_format_goes_to_standard_output_unless_a_file_is_named() {
        assert_eq!(parse("human"), Ok(OutputSpec { format: FormatName::Human, target: Target::Stdout }));
        assert_eq!(parse("json=-"), Ok(OutputSpec { format: FormatName::Json, target: Target::Stdout }));
        let file = Target::File(PathBuf::from("out/a=b.sarif"));
        assert_eq!(parse("sarif=out/a=b.sarif"), Ok(OutputSpec { format: FormatName::Sarif, target: file }));
    }

    #[test]
    fn a_misspelt_format_gets_the_nearest_name_and_the_list() {
        let message = parse("sraif=x").err();
        assert_eq!(
            message.as_deref(),
            Some(
                "there is no output format `sraif` (did you mean `sarif`?); the formats are `human`, `sarif`, `json`, `gitlab`, `rdjson`, `junit`, `github`, `markdown`"
            )
        );
        assert_eq!(
            parse("yaml").err().as_deref(),
            Some(
                "there is no output format `yaml`; the formats are `human`, `sarif`, `json`, `gitlab`, `rdjson`, `junit`, `github`, `markdown`"
            )
        );
        assert!(parse("").is_err());
    }

    #[test]
    fn an_empty_target_is_an_error_that_says_what_to_write() {
        let message = parse("sarif=").err().unwrap_or_default();
        assert!(message.contains("`sarif=FILE`") && message.contains("`sarif=-`"), "{message}");
    }

    #[test]
    fn two_outputs_into_one_place_clash() {
        let specs = |texts: &[&str]| texts.iter().filter_map(|text| parse(text).ok()).collect::<Vec<_>>();
        assert!(check_targets(&specs(&["human", "sarif=a", "json=b"])).is_ok());
        let clash = check_targets(&specs(&["human", "json"])).map_err(|error| error.to_string());
        assert_eq!(
            clash.err().as_deref(),
            Some("`human` and `json` both go to standard output; give one of them a file of its own: `json=FILE`")
        );
    }

    #[test]
    fn files_are_never_coloured() {
        let options = RenderOptions { color: true, width: Some(80), ..RenderOptions::default() };
        let colors = ["human", "human=log.txt"].map(|text| match parse(text).map(|spec| spec.format(&options)) {
            Ok(Format::Human { color, width, .. }) => (color, width),
            other => panic!("{other:?}"),
        });
        assert_eq!(colors, [(true, Some(80)), (false, None)]);
    }
}
