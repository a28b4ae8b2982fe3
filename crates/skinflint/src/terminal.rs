//! What goes to standard output and standard error, and what those look like.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::Context as _;
use clap::ValueEnum;
use skinflint_report::color_wanted;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, as NO_COLOR and CLICOLOR_FORCE have it
    #[default]
    Auto,
    /// Also into files and pipes
    Always,
    /// Never
    Never,
}

/// The two streams.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// Whether to colour standard output.
    pub(crate) color: bool,
    /// Whether to colour standard error.
    pub(crate) error_color: bool,
}

impl Terminal {
    pub(crate) fn new(choice: ColorChoice) -> Self {
        let wanted = |is_tty| match choice {
            ColorChoice::Auto => color_wanted(|name| std::env::var(name).ok(), is_tty),
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        Self { color: wanted(io::stdout().is_terminal()), error_color: wanted(io::stderr().is_terminal()) }
    }

    /// Columns of the terminal behind standard output; `None` where there is none.
    pub(crate) fn width(&self) -> Option<usize> {
        terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
    }

    /// Columns of the terminal behind standard error; `None` where there is none.
    pub(crate) fn error_width(&self) -> Option<usize> {
        terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0))
    }

    /// Writes to standard output. That nobody reads on (`| head`) is no error.
    pub(crate) fn print(&self, text: &str) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(error).context("cannot write to standard output")
            }
            _ => Ok(()),
        }
    }

    /// Writes to standard error. Where that fails, nobody can be told.
    pub(crate) fn tell(&self, text: &str) {
        let mut err = io::stderr().lock();
        let _ = err.write_all(text.as_bytes());
    }
}
