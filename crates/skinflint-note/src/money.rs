//! Amounts of money over time, exact to a thousandth.

use std::fmt;

/// How often an amount falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// Once, and not again.
    Once,
    /// Every hour.
    Hour,
    /// Every day.
    Day,
    /// Every week.
    Week,
    /// Every month.
    Month,
    /// Every year.
    Year,
}

impl Period {
    /// The word after the slash; `once` has no slash.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// Thousandths of a month in one of it, for totals: a month is 730 hours, a year twelve months, as
    /// cloud price lists reckon. What falls due once has no rate.
    fn per_month(self) -> Option<(i128, i128)> {
        match self {
            Self::Once => None,
            Self::Hour => Some((730, 1)),
            Self::Day => Some((365, 12)),
            Self::Week => Some((52, 12)),
            Self::Month => Some((1, 1)),
            Self::Year => Some((1, 12)),
        }
    }

    /// The period of a word or suffix as people write it.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "once" | "one-off" | "one-time" | "onetime" | "oneoff" | "total" => Self::Once,
            "h" | "hr" | "hour" | "hourly" => Self::Hour,
            "d" | "day" | "daily" => Self::Day,
            "w" | "wk" | "week" | "weekly" => Self::Week,
            "m" | "mo" | "mon" | "mth" | "month" | "monthly" => Self::Month,
            "y" | "yr" | "a" | "year" | "yearly" | "annum" | "annually" => Self::Year,
            _ => return None,
        })
    }
}

/// Thousandths of a currency's unit. Negative: a saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money(pub i64);

impl fmt::Display for Money {
    /// `1250`, `0.4`, without sign and currency.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.unsigned_abs();
        write!(f, "{}", all / 1000)?;
        match all % 1000 {
            0 => Ok(()),
            rest => f.write_str(format!(".{rest:03}").trim_end_matches('0')),
        }
    }
}

/// What a change costs: from the lower to the higher amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The lower amount; a saving is below zero.
    pub low: Money,
    /// The higher amount, the same as `low` where one was said.
    pub high: Money,
    /// ISO 4217 code; `$` is `USD` where nothing says otherwise.
    pub currency: String,
    /// How often.
    pub period: Period,
}

impl Range {
    /// What it comes to per month, for totals over several changes; `None` for what is paid once, and
    /// where the number leaves its range.
    #[must_use]
    pub fn monthly(&self) -> Option<(Money, Money)> {
        let (times, by) = self.period.per_month()?;
        let scale = |money: Money| i64::try_from(i128::from(money.0) * times / by).ok().map(Money);
        Some((scale(self.low)?, scale(self.high)?))
    }
}

impl fmt::Display for Range {
    /// As a note writes it: `+120..180 USD/month`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |money: Money| if money.0 < 0 { "-" } else { "+" };
        write!(f, "{}{}", sign(self.low), self.low)?;
        if self.high != self.low {
            let other = if sign(self.high) == sign(self.low) { "" } else { sign(self.high) };
            write!(f, "..{other}{}", self.high)?;
        }
        match self.period {
            Period::Once => write!(f, " {} once", self.currency),
            period => write!(f, " {}/{}", self.currency, period.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Money, Period, Range};

    fn range(low: i64, high: i64, period: Period) -> Range {
        Range { low: Money(low), high: Money(high), currency: "USD".to_owned(), period }
    }

    #[test]
    fn a_range_reads_like_a_note() {
        assert_eq!(range(120_000, 180_000, Period::Month).to_string(), "+120..180 USD/month");
        assert_eq!(range(-40_500, -40_500, Period::Year).to_string(), "-40.5 USD/year");
        assert_eq!(range(-5_000, 7_000, Period::Once).to_string(), "-5..+7 USD once");
    }

    #[test]
    fn totals_are_per_month() {
        assert_eq!(range(12_000, 24_000, Period::Year).monthly(), Some((Money(1_000), Money(2_000))));
        assert_eq!(range(1_000, 1_000, Period::Hour).monthly(), Some((Money(730_000), Money(730_000))));
        assert_eq!(range(1_000, 1_000, Period::Once).monthly(), None);
        assert_eq!(range(i64::MAX, i64::MAX, Period::Hour).monthly(), None);
    }
}
