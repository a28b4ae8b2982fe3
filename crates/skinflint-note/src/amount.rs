//! The value of `Cost-Impact`: `none -- reason`, an amount or a range.

use std::fmt;

use crate::money::{Money, Period, Range};
use crate::placeholder::is_placeholder;

/// What a change says of its cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CostImpact {
    /// It costs nothing, and why.
    None {
        /// The reason that was given.
        reason: String,
    },
    /// It costs or saves this much.
    Amount {
        /// How much, in what, how often.
        range: Range,
        /// What else was said: `2 replicas`.
        remark: String,
    },
}

/// Why a value is no answer yet. Each says what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing was filled in.
    Placeholder,
    /// `none` without a reason.
    NoReason,
    /// Words without any amount.
    NoAmount,
    /// An amount without a sign: does it cost or save?
    NoSign,
    /// An amount without a currency.
    NoCurrency,
    /// An amount without a period.
    NoPeriod,
    /// A number that cannot be read: two decimal points, more digits than there is money.
    BadNumber(String),
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Placeholder => f.write_str("it is not filled in"),
            Self::NoReason => f.write_str("`none` needs a reason: `none -- why it costs nothing`"),
            Self::NoAmount => {
                f.write_str("it names no amount: write `+$120/month`, `+$120..180/month` or `none -- why`")
            }
            Self::NoSign => f.write_str("the amount has no sign: `+` for what is added, `-` for what is saved"),
            Self::NoCurrency => f.write_str("the amount has no currency: write `$`, `€`, `£` or a code such as `USD`"),
            Self::NoPeriod => f.write_str("the amount has no period: write `/month`, `/year` or `once`"),
            Self::BadNumber(text) => write!(f, "`{text}` is not a number that can be read"),
        }
    }
}

/// Reads the value of `Cost-Impact`.
///
/// ```text
/// none -- REASON
/// SIGN [CURRENCY] NUMBER [.. NUMBER] [CURRENCY] (/PERIOD | per PERIOD | once) [REMARK]
/// ```
///
/// # Errors
/// What is missing for an answer.
pub fn parse_cost_impact(value: &str) -> Result<CostImpact, AmountError> {
    let value = value.trim();
    if is_placeholder(value) {
        return Err(AmountError::Placeholder);
    }
    if let Some(reason) = after_none(value) {
        let reason = reason.trim().trim_end_matches(')').trim();
        return if is_placeholder(reason) {
            Err(AmountError::NoReason)
        } else {
            Ok(CostImpact::None { reason: one_line(reason) })
        };
    }
    amount(value)
}

/// What follows `none`, without the dash between them.
fn after_none(value: &str) -> Option<&str> {
    let bare = value.trim_start_matches(['*', '_', '`']);
    let rest = ["none", "no cost impact", "no impact", "no cost", "n/a", "nil", "zero"].iter().find_map(|word| {
        bare.get(..word.len()).filter(|s| s.eq_ignore_ascii_case(word)).map(|_| &bare[word.len()..])
    })?;
    if rest.chars().next().is_some_and(char::is_alphanumeric) {
        return None;
    }
    Some(rest.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '`' | '-' | '–' | '—' | ':' | ',' | ';' | '(' | '.')
    }))
}

/// A remark or reason in one line, however it was broken.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn amount(value: &str) -> Result<CostImpact, AmountError> {
    let mut rest = Cursor::new(value);
    rest.skip_approximation();
    let first = rest.quantity()?.ok_or(AmountError::NoAmount)?;
    let second = if rest.range_sign() { rest.quantity()? } else { None };
    let last = second.as_ref().unwrap_or(&first);
    let currency = first.currency.clone().or_else(|| last.currency.clone()).or_else(|| rest.currency());
    let period = rest.period();
    let Some(sign) = first.sign else { return Err(AmountError::NoSign) };
    let currency = currency.ok_or(AmountError::NoCurrency)?;
    let period = period.ok_or(AmountError::NoPeriod)?;
    let signed = |q: &Quantity, sign: i64| Money(q.thousandths * sign);
    let (a, b) = match &second {
        None => (signed(&first, sign), signed(&first, sign)),
        Some(second) => {
            // `1..2k` means thousands on both sides; `+$120k..1.5M` says it twice.
            let mut first = first.clone();
            if first.scale == 1 && second.scale > 1 && first.thousandths < second.thousandths / second.scale {
                first.thousandths = first.thousandths.saturating_mul(second.scale);
            }
            (signed(&first, sign), signed(second, second.sign.unwrap_or(sign)))
        }
    };
    let range = Range { low: a.min(b), high: a.max(b), currency, period };
    Ok(CostImpact::Amount { range, remark: one_line(rest.remark()) })
}

/// One number with what stands around it.
#[derive(Clone, Debug)]
struct Quantity {
    sign: Option<i64>,
    currency: Option<String>,
    thousandths: i64,
    scale: i64,
}

/// What is left to read.
struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.trim_start_matches(['*', '`', '_']) }
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`'));
    }

    fn eat(&mut self, options: &[&str]) -> bool {
        self.space();
        for option in options {
            let Some(head) = self.rest.get(..option.len()) else { continue };
            let rest = &self.rest[option.len()..];
            let word = option.ends_with(char::is_alphabetic);
            if head.eq_ignore_ascii_case(option) && !(word && rest.starts_with(char::is_alphanumeric)) {
                self.rest = rest;
                return true;
            }
        }
        false
    }

    /// `~`, `about`: an estimate is an answer.
    fn skip_approximation(&mut self) {
        while self.eat(&[
            "~",
            "≈",
            "≤",
            "<=",
            "about",
            "around",
            "approximately",
            "approx.",
            "approx",
            "ca.",
            "up to",
            "est.",
        ]) {}
    }

    fn sign(&mut self) -> Option<i64> {
        if self.eat(&["+", "＋", "adds", "plus", "costs"]) {
            return Some(1);
        }
        self.eat(&["-", "−", "–", "saves", "saving", "minus"]).then_some(-1)
    }

    /// A currency's sign or its three letters.
    fn currency(&mut self) -> Option<String> {
        self.space();
        const SIGNS: [(&str, &str); 13] = [
            ("US$", "USD"),
            ("A$", "AUD"),
            ("C$", "CAD"),
            ("NZ$", "NZD"),
            ("S$", "SGD"),
            ("R$", "BRL"),
            ("$", "USD"),
            ("€", "EUR"),
            ("£", "GBP"),
            ("¥", "JPY"),
            ("₹", "INR"),
            ("₩", "KRW"),
            ("zł", "PLN"),
        ];
        if let Some((sign, code)) = SIGNS.iter().find(|(sign, _)| self.rest.starts_with(sign)) {
            self.rest = &self.rest[sign.len()..];
            return Some((*code).to_owned());
        }
        let code = self.rest.get(..3)?;
        let ends = !self.rest[3..].starts_with(char::is_alphabetic);
        let upper = code.to_ascii_uppercase();
        (ends && CODES.contains(&upper.as_str())).then(|| {
            self.rest = &self.rest[3..];
            upper
        })
    }

    /// Sign, currency and number, in any of the usual orders; `None` where no number stands.
    fn quantity(&mut self) -> Result<Option<Quantity>, AmountError> {
        let from = self.rest;
        let mut sign = self.sign();
        self.skip_approximation();
        let mut currency = self.currency();
        if sign.is_none() {
            sign = self.sign();
        }
        self.space();
        let Some(thousandths) = self.number()? else {
            self.rest = from;
            return Ok(None);
        };
        let scale = self.scale();
        let thousandths =
            thousandths.checked_mul(scale).ok_or_else(|| AmountError::BadNumber(head(from).to_owned()))?;
        if currency.is_none() {
            currency = self.currency();
        }
        Ok(Some(Quantity { sign, currency, thousandths, scale }))
    }

    fn scale(&mut self) -> i64 {
        let mut chars = self.rest.chars();
        let scale = match chars.next() {
            Some('k' | 'K') => 1_000,
            // A small `m` is a month or a minute, never a million.
            Some('M') => 1_000_000,
            _ => return 1,
        };
        // `M` before letters is a word: `Month`.
        if chars.as_str().starts_with(char::is_alphanumeric) {
            return 1;
        }
        self.rest = chars.as_str();
        scale
    }

    /// `1,200.50`, `1 200`, `1_200`, `0,5` in thousandths. A comma before exactly three digits groups;
    /// any other is a decimal comma.
    fn number(&mut self) -> Result<Option<i64>, AmountError> {
        let text = self.rest;
        let mut end = 0;
        let bytes = text.as_bytes();
        while end < bytes.len() {
            let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            match bytes[end] {
                b'0'..=b'9' => end += 1,
                b'.' | b',' | b'_' if end > 0 && next_is_digit => end += 1,
                b' ' if end > 0 && groups_of_three(&text[end..]) => end += 1,
                _ => break,
            }
        }
        let number = &text[..end];
        if number.is_empty() {
            return Ok(None);
        }
        self.rest = &text[end..];
        thousandths(number).map(Some).ok_or_else(|| AmountError::BadNumber(number.chars().take(40).collect()))
    }

    fn range_sign(&mut self) -> bool {
        let from = self.rest;
        let found = self.eat(&["...", "..", "…", "–", "—", "to", "-", "−"]);
        self.space();
        let number = self.rest.trim_start_matches(|c: char| !c.is_ascii_digit() && !c.is_alphabetic() && c != '(');
        // What follows a range's dash is a number, not `- a remark`.
        let close = self.rest.len() - number.len() <= 8 && number.starts_with(|c: char| c.is_ascii_digit());
        let coded = self.rest.get(..3).is_some_and(|c| CODES.contains(&c.to_ascii_uppercase().as_str()));
        if found && (close || coded) {
            return true;
        }
        self.rest = from;
        false
    }

    fn period(&mut self) -> Option<Period> {
        let from = self.rest;
        self.space();
        let slash = self.eat(&["/", "per", "a", "an", "each", "every"]);
        self.space();
        let word: &str =
            &self.rest[..self.rest.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(self.rest.len())];
        let lower = word.to_lowercase();
        let lower = lower.strip_suffix('s').filter(|w| w.len() > 2).unwrap_or(&lower);
        let lower = lower.trim_end_matches('-');
        // Short forms are periods only behind a slash: `120 m` says nothing.
        let period = Period::of(lower).filter(|period| slash || (*period == Period::Once) || lower.ends_with("ly"));
        if period.is_some() {
            self.rest = &self.rest[word.len()..];
            return period;
        }
        self.rest = from;
        let short = [("p.m.", Period::Month), ("p.a.", Period::Year), ("pcm", Period::Month)];
        short.into_iter().find(|(text, _)| self.eat(&[text])).map(|(_, period)| period)
    }

    fn remark(&self) -> &'a str {
        self.rest
            .trim()
            .trim_start_matches(['-', '–', '—', ':', ',', ';', '*', '`', '.'])
            .trim()
            .strip_prefix('(')
            .map_or_else(|| self.rest.trim().trim_matches(['*', '`']), |inner| inner.trim_end_matches([')', '.']))
            .trim_start_matches(['-', '–', '—', ':', ',', ';', ' '])
    }
}

/// A space, three digits and no fourth: a group of thousands.
fn groups_of_three(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 3 && bytes[1..4].iter().all(u8::is_ascii_digit) && !bytes.get(4).is_some_and(u8::is_ascii_digit)
}

fn thousandths(number: &str) -> Option<i64> {
    let plain: String = number.chars().filter(|c| !matches!(c, '_' | ' ')).collect();
    let point = plain.rfind('.');
    let comma = plain.rfind(',');
    let decimal = match (point, comma) {
        (Some(p), Some(c)) => Some(p.max(c)),
        (Some(p), None) => (plain.matches('.').count() == 1).then_some(p),
        (None, Some(c)) => (plain.matches(',').count() == 1 && plain.len() - c - 1 != 3).then_some(c),
        (None, None) => None,
    };
    if point.is_some() && comma.is_none() && decimal.is_none() && plain.split('.').skip(1).any(|g| g.len() != 3) {
        return None;
    }
    let (whole, part) = decimal.map_or((plain.as_str(), ""), |at| (&plain[..at], &plain[at + 1..]));
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let whole: i64 = digits.parse().ok()?;
    whole.checked_mul(1000)?.checked_add(part.parse().ok()?)
}

/// The first words, for a message.
fn head(text: &str) -> &str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(at, _)| at);
    text[..end].trim()
}

/// Currencies by their ISO 4217 codes: those that cloud providers bill in.
const CODES: [&str; 32] = [
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "SGD", "HKD", "INR", "CNY", "KRW", "BRL", "MXN", "ZAR",
    "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "ILS", "AED", "SAR", "TWD", "THB", "UAH",
];
