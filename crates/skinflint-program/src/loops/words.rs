//! What names say about loops. Names are evidence beside the code's shape, never alone.

/// The words of an identifier, lower case: `nextPageToken`, `next_page_token`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in name.chars() {
        let starts = c.is_uppercase() && before.is_lowercase();
        if (!c.is_alphanumeric() || starts) && !word.is_empty() {
            all.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        all.push(word);
    }
    all
}

fn has(name: &str, list: &[&str]) -> bool {
    words(name).iter().any(|w| list.contains(&w.as_str()))
}

/// Chunks and batches, and what makes them.
pub(crate) fn is_batch(name: &str) -> bool {
    has(
        name,
        &[
            "chunk", "chunks", "chunked", "batch", "batches", "batched", "chunker", "batcher", "grouper", "window",
            "windows", "chunkify", "chunkize",
        ],
    )
}

/// A list of chunks by its last word: `file_chunks`, and not `batch_groups`.
pub(crate) fn is_batch_list(name: &str) -> bool {
    words(name).last().is_some_and(|w| matches!(w.as_str(), "chunks" | "batches" | "windows"))
}

/// One chunk by its last word.
pub(crate) fn is_one_batch(name: &str) -> bool {
    words(name).last().is_some_and(|w| matches!(w.as_str(), "chunk" | "batch" | "window"))
}

/// One page by its last word.
pub(crate) fn is_one_page(name: &str) -> bool {
    words(name).last().is_some_and(|w| w == "page")
}

/// Pages, and what makes them.
pub(crate) fn is_page(name: &str) -> bool {
    has(name, &["page", "pages", "paginate", "paginated", "paginator", "pagination"])
}

/// Further attempts at the same thing.
pub(crate) fn is_attempt(name: &str) -> bool {
    has(name, &["attempt", "attempts", "retry", "retries", "retrying", "tries", "try", "backoff", "trial", "retryable"])
}

/// Where a reading goes on.
pub(crate) fn is_cursor(name: &str) -> bool {
    has(
        name,
        &[
            "page",
            "offset",
            "cursor",
            "token",
            "marker",
            "next",
            "last",
            "after",
            "continuation",
            "skip",
            "start",
            "from",
            "more",
            "until",
            "before",
            "since",
            "position",
            "pos",
            "done",
            "finished",
            "exhausted",
            "bookmark",
        ],
    )
}

/// Names of what a program is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Whoever has such a list.
    Always,
    /// Where the program starts or stops them; elsewhere they can be data.
    AtStart,
}

/// Whether a name is that of a list of parts of the program.
pub(crate) fn part(name: &str) -> Option<Part> {
    let all = words(name);
    match all.last()?.as_str() {
        "components" | "plugins" | "middlewares" | "middleware" | "extensions" | "subsystems" | "hooks" | "parsers"
        | "exporters" | "validators" | "entrypoints" | "blueprints" | "routers" | "interceptors" | "initializers" => {
            Some(Part::Always)
        }
        "services" | "handlers" | "workers" | "modules" | "providers" | "backends" | "drivers" | "listeners"
        | "tasks" | "threads" | "collectors" | "jobs" | "servers" | "sources" | "sinks" | "migrations" | "handles"
        | "targets" | "processors" | "consumers" | "schedulers" | "actors" | "pools" | "shards" | "interfaces"
        | "endpoints" => Some(Part::AtStart),
        _ => None,
    }
}

/// Whether a function starts or stops the program, or a part of it.
pub(crate) fn is_start(name: &str) -> bool {
    let all = words(name);
    all.first().is_some_and(|w| {
        matches!(
            w.as_str(),
            "start"
                | "startup"
                | "init"
                | "initialize"
                | "initialise"
                | "setup"
                | "register"
                | "boot"
                | "bootstrap"
                | "configure"
                | "launch"
                | "main"
                | "stop"
                | "shutdown"
                | "teardown"
                | "close"
                | "spawn"
                | "serve"
        )
    }) || name == "__init__"
}

/// What brings one thing after the other while it is iterated, and is no list of such things.
pub(crate) fn brings(name: &str) -> bool {
    words(name).last().is_some_and(|w| {
        matches!(
            w.as_str(),
            "subscription"
                | "subscriber"
                | "consumer"
                | "listener"
                | "websocket"
                | "pubsub"
                | "inbox"
                | "mailbox"
                | "rx"
                | "receiver"
                | "watcher"
        )
    })
}

/// What never ends and brings one thing after the other: events, messages, connections.
pub(crate) fn comes_in(name: &str) -> bool {
    has(
        name,
        &[
            "event",
            "events",
            "message",
            "messages",
            "subscription",
            "subscriber",
            "listener",
            "incoming",
            "receiver",
            "rx",
            "recv",
            "channel",
            "watcher",
            "watch",
            "signal",
            "signals",
            "update",
            "updates",
            "notification",
            "notifications",
            "inbound",
            "requests",
            "connections",
            "swarm",
            "consumer",
            "interval",
            "ticker",
            "commands",
            "sub",
            "inbox",
            "mailbox",
            "queue",
        ],
    )
}

/// What keeps answers.
pub(crate) fn is_cache(name: &str) -> bool {
    has(name, &["cache", "cached", "caches", "memo", "memoized", "memoised", "lru", "ttl", "precomputed", "prefetched"])
}

#[cfg(test)]
mod tests {
    use super::{is_attempt, is_batch, words};

    #[test]
    fn names_are_read_word_by_word() {
        assert_eq!(words("nextPageToken"), ["next", "page", "token"]);
        assert_eq!(words("MAX_RETRIES"), ["max", "retries"]);
        assert!(is_batch("file_chunks") && !is_batch("patchwork"));
        assert!(is_attempt("max_attempts") && !is_attempt("country"));
    }
}
