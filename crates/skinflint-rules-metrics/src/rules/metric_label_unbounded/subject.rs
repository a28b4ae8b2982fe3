//! What a label is about, as far as its names and its evidence say: it decides what one series is
//! made per, and what the way out is.

use super::decide::Shown;

/// What kind of thing the values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Paths and addresses of requests.
    Path,
    /// Texts of errors.
    Error,
    /// Quantities.
    Number,
    /// Statements, search terms: texts that people or programs write.
    Text,
    /// Users, requests, hosts: endlessly many things with a name each.
    Thing,
}

impl Subject {
    /// What the evidence and the label's name say.
    pub(super) fn of(label: &str, shown: &Shown) -> Self {
        let evidence = match shown {
            Shown::Value(text) | Shown::Hint(text) => text.to_ascii_lowercase(),
            Shown::Number(_) => return Self::Number,
            Shown::Name => String::new(),
        };
        // What the value is says more than what the label is called.
        Self::of_words(&evidence).or_else(|| Self::of_words(&label.to_ascii_lowercase())).unwrap_or(Self::Thing)
    }

    fn of_words(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let any = |known: &[&str]| known.iter().any(|k| words.contains(k));
        if any(&["error", "err", "exception", "errors", "stacktrace", "traceback"]) {
            Some(Self::Error)
        } else if any(&["path", "url", "uri", "endpoint", "route", "target", "referer", "referrer"]) {
            Some(Self::Path)
        } else if any(&["query", "sql", "statement", "message", "msg", "text", "search", "keyword"]) {
            Some(Self::Text)
        } else if any(&["timestamp", "duration", "count", "size"]) {
            Some(Self::Number)
        } else {
            None
        }
    }

    /// One series per …
    pub(super) fn unit(self, label: &str) -> String {
        match self {
            Self::Path => "path that anyone requests".to_owned(),
            Self::Error => "error text".to_owned(),
            Self::Number => "number that occurs".to_owned(),
            Self::Text => "text that occurs".to_owned(),
            Self::Thing => {
                let words = skinflint_rule::normalised(label).replace('_', " ");
                if words.is_empty() { "value".to_owned() } else { words }
            }
        }
    }

    /// What to do about it.
    pub(super) fn way_out(self, label: &str) -> String {
        match self {
            Self::Path => {
                "Use the matched route template (`/users/{id}`), with one constant for whatever matches no route; \
                 the raw path belongs on a span or a log event."
            }
            Self::Error => {
                "Map the error to a small fixed set (an enum with a `kind()`, the exception's class); its text belongs \
                 in a log event."
            }
            Self::Number => {
                "Make the number the measurement (a gauge's or histogram's value), or sort it into a few classes; the \
                 exact number belongs on a span or a log event."
            }
            Self::Text => {
                "Give it a name from a small fixed set (what kind of statement, which feature); the text belongs on a \
                 span or a log event."
            }
            Self::Thing => {
                return format!(
                    "Drop the label, or map it to a bounded class (a plan, a tier, a region); `{label}` belongs on a \
                     span or a log event, where single cases are looked up."
                );
            }
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Shown, Subject};

    #[test]
    fn the_evidence_says_more_than_the_name() {
        let of = |label, text: &str| Subject::of(label, &Shown::Value(text.to_owned()));
        assert_eq!(of("status", "the text of an error"), Subject::Error);
        assert_eq!(of("handler", "the raw request path"), Subject::Path);
        assert_eq!(of("user_id", "a UUID"), Subject::Thing);
        assert_eq!(Subject::of("db.statement", &Shown::Name), Subject::Text);
        assert_eq!(Subject::of("user_id", &Shown::Number("a number".to_owned())), Subject::Number);
    }
}
