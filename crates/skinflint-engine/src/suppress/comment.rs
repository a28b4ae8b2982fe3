//! The words of a comment: `skinflint: allow(rule, …) until DATE -- reason`, or `allow-file(…)`.

use super::{Asks, Date};

/// What a comment asks for; `None` where it says nothing to skinflint.
pub(super) fn read(text: &str) -> Option<Result<Asks, String>> {
    let said = text.trim().strip_prefix("skinflint:")?.trim();
    Some(asks(said))
}

fn asks(said: &str) -> Result<Asks, String> {
    let (head, reason) = match said.split_once("--") {
        Some((head, reason)) => (head.trim(), Some(reason.split_whitespace().collect::<Vec<_>>().join(" "))),
        None => (said, None),
    };
    let (file, rest) = if let Some(rest) = head.strip_prefix("allow-file") {
        (true, rest)
    } else if let Some(rest) = head.strip_prefix("allow") {
        (false, rest)
    } else {
        return Err("it begins with neither `allow(` nor `allow-file(`".to_owned());
    };
    let rest = rest.trim_start().strip_prefix('(').ok_or("no rule stands in parentheses behind `allow`")?;
    let (rules, rest) = rest.split_once(')').ok_or("its parenthesis is never closed")?;
    let rules: Vec<String> =
        rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(str::to_owned).collect();
    if rules.is_empty() {
        return Err("it names no rule".to_owned());
    }
    let until = match rest.trim() {
        "" => None,
        rest => {
            let date = rest.strip_prefix("until").map(str::trim).ok_or("what follows the rules is no `until DATE`")?;
            Some(Date::read(date).ok_or("its date is none: write it like `until 2027-03-31`")?)
        }
    };
    Ok(Asks { rules, until, reason: reason.filter(|reason| !reason.is_empty()), file })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn every_part_is_read() {
        let asks = read("skinflint: allow(a-b, c-d) until 2027-03-31 --  moved to\n traces");
        let Some(Ok(asks)) = asks else { panic!("{asks:?}") };
        assert_eq!(asks.rules, ["a-b", "c-d"]);
        assert_eq!(asks.until.map(|date| date.to_string()).as_deref(), Some("2027-03-31"));
        assert_eq!((asks.reason.as_deref(), asks.file), (Some("moved to traces"), false));
        let Some(Ok(asks)) = read("skinflint: allow-file(a) -- why") else { panic!("not read") };
        assert!(asks.file && asks.until.is_none());
    }

    #[test]
    fn what_is_not_understood_says_why() {
        for text in ["allow", "allow()", "allow(a", "allow(a) till 2027-03-31", "allow(a) until soon", "ignore(a)"] {
            assert!(matches!(read(&format!("skinflint: {text}")), Some(Err(_))), "{text}");
        }
        assert_eq!(read("see skinflint: it says"), None);
    }
}
