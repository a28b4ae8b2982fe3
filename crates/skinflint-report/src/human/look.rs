//! Width, colour and wrapping of text for people. No words live here.

use miette::{GraphicalReportHandler, GraphicalTheme};
use skinflint_base::Level;
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::Style;

/// Columns where nobody says how many there are: build logs, files.
const DEFAULT_WIDTH: usize = 120;

/// How the text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) style: Style,
    color: bool,
    width: usize,
}

/// What colours are used for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Paint {
    Level(Level),
    Good,
    Help,
}

impl Look {
    pub(crate) fn new(style: Style, color: bool, width: Option<usize>) -> Self {
        Self { style, color, width: width.unwrap_or(DEFAULT_WIDTH).clamp(40, 400) }
    }

    /// Columns there are.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Paints a text, where colour is wanted.
    pub(crate) fn paint(&self, paint: Paint, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let code = match paint {
            Paint::Level(Level::Error) => "1;31",
            Paint::Level(Level::Warning) => "1;33",
            Paint::Level(Level::Note | Level::Off) | Paint::Help => "36",
            Paint::Good => "1;32",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// Wraps a text: `first` opens its first line, `rest` all others.
    pub(crate) fn wrap(&self, text: &str, first: &str, rest: &str) -> String {
        let options = Options::new(self.width.saturating_sub(2))
            .initial_indent(first)
            .subsequent_indent(rest)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(text, options)
    }

    /// What draws messages and source lines.
    pub(crate) fn handler(&self) -> GraphicalReportHandler {
        let theme = if self.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        GraphicalReportHandler::new_themed(theme)
            .with_width(self.width)
            .with_urls(false)
            .with_context_lines(1)
            .without_syntax_highlighting()
            .with_word_separator(WordSeparator::AsciiSpace)
            .with_word_splitter(WordSplitter::NoHyphenation)
    }
}
