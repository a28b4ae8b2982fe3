//! What the name of a label says of its values. The words themselves are data
//! (`policies/lexicon.toml`); here is only how names are read and which pattern decides.

use serde::Deserialize;
use thiserror::Error;

use crate::NamePattern;

/// What a name is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameClass {
    /// Usually a small fixed set: `method`, `status`, `shard`.
    Bounded,
    /// A quantity: without limit where its value is a number.
    Numeric,
    /// Where something is: as often configured as met. `address`, `host`, `endpoint`.
    Place,
    /// Often without limit, often not: `path`, `client`, `error`.
    Suspect,
    /// Names one of endlessly many things: `user_id`, `email`, `trace_id`.
    Identity,
}

/// The lexicon cannot be read: our bug, since it is built in.
#[derive(Debug, Error)]
#[error("the built-in lexicon of label names cannot be read: {0}")]
pub struct LexiconError(#[from] toml::de::Error);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    identity: Vec<String>,
    suspect: Vec<String>,
    place: Vec<String>,
    numeric: Vec<String>,
    bounded: Vec<String>,
}

/// Patterns for names, by what they are evidence of.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: Vec<(NamePattern, NameClass)>,
    policy: Vec<(NamePattern, NameClass)>,
}

impl Lexicon {
    /// Reads the four lists of a lexicon.
    ///
    /// # Errors
    /// Where the text is no TOML or a list is missing.
    pub fn parse(text: &str) -> Result<Self, LexiconError> {
        let raw: Raw = toml::from_str(text)?;
        let lists = [
            (raw.identity, NameClass::Identity),
            (raw.suspect, NameClass::Suspect),
            (raw.place, NameClass::Place),
            (raw.numeric, NameClass::Numeric),
            (raw.bounded, NameClass::Bounded),
        ];
        let entries = lists
            .into_iter()
            .flat_map(|(names, class)| names.into_iter().map(move |name| (NamePattern::new(&name), class)))
            .collect();
        Ok(Self { entries, policy: Vec::new() })
    }

    /// With a policy's own patterns, which beat the built-in ones whatever they are.
    #[must_use]
    pub fn with(mut self, unbounded: &[String], bounded: &[String]) -> Self {
        let patterns = |list: &[String], class| list.iter().map(|p| (NamePattern::new(p), class)).collect::<Vec<_>>();
        self.policy.extend(patterns(bounded, NameClass::Bounded));
        self.policy.extend(patterns(unbounded, NameClass::Identity));
        self
    }

    /// What a name says; `None` where it says nothing. The whole name is asked first, then the last two
    /// parts of a dotted one, then its last part: `messaging.client.id`, `client.id`, `id`.
    #[must_use]
    pub fn class(&self, name: &str) -> Option<NameClass> {
        let dotted: Vec<&str> = name.split('.').filter(|part| !part.is_empty()).collect();
        let tails = [dotted.len(), 2, 1].into_iter().filter(|n| *n <= dotted.len());
        let mut forms: Vec<String> = tails.map(|n| normalised(&dotted[dotted.len() - n..].join("."))).collect();
        forms.dedup();
        let of = |entries: &[(NamePattern, NameClass)]| forms.iter().find_map(|form| most_specific(entries, form));
        of(&self.policy).or_else(|| of(&self.entries))
    }
}

/// The class of the most specific pattern that matches; of two that say as much, the one that accuses
/// less.
fn most_specific(entries: &[(NamePattern, NameClass)], name: &str) -> Option<NameClass> {
    let matching = entries.iter().filter(|(pattern, _)| pattern.matches(name));
    matching.max_by_key(|(pattern, class)| (pattern.specificity(), std::cmp::Reverse(*class))).map(|(_, class)| *class)
}

/// A name as patterns see it: snake_case, lower case, `_` for every other separator. `clientIP`,
/// `client-ip` and `client.ip` are all `client_ip`.
#[must_use]
pub fn normalised(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (i, c) in chars.iter().enumerate() {
        if c.is_uppercase() {
            let before = i.checked_sub(1).map(|i| chars[i]);
            let starts_word = match before {
                None => false,
                Some(b) if b.is_lowercase() || b.is_ascii_digit() => true,
                // `HTTPUrl`: the last capital of a run starts the next word.
                Some(b) => b.is_uppercase() && chars.get(i + 1).is_some_and(|next| next.is_lowercase()),
            };
            if starts_word {
                out.push('_');
            }
            out.extend(c.to_lowercase());
        } else if matches!(c, '.' | '-' | ' ' | '/' | ':') {
            out.push('_');
        } else {
            out.push(*c);
        }
    }
    let mut clean = String::with_capacity(out.len());
    for c in out.chars() {
        if c != '_' || !clean.ends_with('_') {
            clean.push(c);
        }
    }
    clean.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Lexicon, NameClass, normalised};

    fn built_in() -> Lexicon {
        match Lexicon::parse(skinflint_policies::lexicon()) {
            Ok(lexicon) => lexicon,
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn every_spelling_of_a_name_is_one_name() {
        for name in ["client_ip", "clientIp", "clientIP", "ClientIP", "client-ip", "client.ip", "_client_ip_"] {
            assert_eq!(normalised(name), "client_ip", "{name}");
        }
        assert_eq!(normalised("HTTPUrl"), "http_url");
        assert_eq!(normalised("le"), "le");
    }

    #[test]
    fn names_say_what_a_person_would_expect() {
        use NameClass::{Bounded, Identity, Numeric, Place, Suspect};
        let lexicon = built_in();
        for (name, class) in [
            ("user_id", Some(Identity)),
            ("userId", Some(Identity)),
            ("target_user_id", Some(Identity)),
            ("enduser.id", Some(Identity)),
            ("client.address", Some(Identity)),
            ("remote_ip", Some(Identity)),
            ("user_agent.original", Some(Identity)),
            ("order_uuid", Some(Identity)),
            ("trace_id", Some(Identity)),
            ("url.full", Some(Place)),
            ("tx_hash", Some(Suspect)),
            ("url.path", Some(Suspect)),
            ("job_id", Some(Suspect)),
            ("db.statement", Some(Suspect)),
            ("hostname", Some(Place)),
            ("peer_addr", Some(Suspect)),
            ("target_port", None),
            ("block_height", Some(Numeric)),
            ("client.port", Some(Numeric)),
            ("num_retries", Some(Numeric)),
            ("http.status_code", Some(Bounded)),
            ("http.request.method", Some(Bounded)),
            ("le", Some(Bounded)),
            ("shard_id", Some(Bounded)),
            ("worker_id", Some(Bounded)),
            ("error_kind", Some(Bounded)),
            ("address_family", Some(Bounded)),
            ("ip_version", Some(Bounded)),
            ("http_route", Some(Suspect)),
            ("flavour", None),
        ] {
            assert_eq!(lexicon.class(name), class, "{name}");
        }
    }

    #[test]
    fn a_policy_beats_the_built_in_words() {
        let lexicon = built_in().with(&["ticket_*".to_owned()], &["user_id".to_owned()]);
        assert_eq!(lexicon.class("ticket_ref"), Some(NameClass::Identity));
        assert_eq!(lexicon.class("ticketRef"), Some(NameClass::Identity));
        assert_eq!(lexicon.class("user_id"), Some(NameClass::Bounded));
        assert_eq!(lexicon.class("account_id"), Some(NameClass::Identity));
    }
}
