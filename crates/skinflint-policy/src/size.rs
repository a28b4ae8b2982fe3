//! Sizes in bytes, as people write them: `2MiB`, `500 KB`, `4096`.

/// Spans are 32 bits wide, so no larger file can be read.
pub(crate) const LARGEST: u64 = u32::MAX as u64;

const UNITS: &[(&str, u64)] = &[
    ("", 1),
    ("b", 1),
    ("kb", 1_000),
    ("kib", 1 << 10),
    ("mb", 1_000_000),
    ("mib", 1 << 20),
    ("gb", 1_000_000_000),
    ("gib", 1 << 30),
];

/// What [`parse`] accepts, for the JSON Schema.
pub(crate) const PATTERN: &str = r"^[0-9]+ *([Bb]|[KkMmGg][Ii]?[Bb])?$";

/// Parses digits and a unit, whose case does not count. `Err` says what is wrong.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start_matches(' ').to_ascii_lowercase();
    let Some((_, factor)) = UNITS.iter().find(|(name, _)| *name == unit).filter(|_| digits > 0) else {
        return Err("not a size".to_owned());
    };
    number.parse::<u64>().ok().and_then(|n| n.checked_mul(*factor)).map_or_else(|| Err(too_large()), check)
}

/// Whether a number of bytes can be a cap.
pub(crate) fn check(bytes: u64) -> Result<u64, String> {
    match bytes {
        0 => Err("a cap of 0 would skip every file".to_owned()),
        1..=LARGEST => Ok(bytes),
        _ => Err(too_large()),
    }
}

fn too_large() -> String {
    "larger than 4 GiB, the most that a file may have".to_owned()
}

/// The shortest way to write a number of bytes without loss.
pub(crate) fn show(bytes: u64) -> String {
    [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        .into_iter()
        .find(|(_, factor): &(&str, u64)| bytes > 0 && bytes.is_multiple_of(*factor))
        .map_or_else(|| format!("{bytes}B"), |(unit, factor)| format!("{}{unit}", bytes / factor))
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, parse, show};

    #[test]
    fn units_of_a_thousand_and_of_1024_are_kept_apart() {
        assert_eq!(parse("2MiB"), Ok(2 << 20));
        assert_eq!(parse("2MB"), Ok(2_000_000));
        assert_eq!(parse("500 kb"), Ok(500_000));
        assert_eq!(parse("1KiB"), Ok(1024));
        assert_eq!(parse("7"), Ok(7));
        assert_eq!(parse("4294967295"), Ok(LARGEST));
    }

    #[test]
    fn what_is_no_size_or_too_large_is_refused() {
        for text in ["", "MiB", "2 apples", "-1MiB", "1.5MiB", "+3", "2M", " 2MiB", "2MiB "] {
            assert_eq!(parse(text), Err("not a size".to_owned()), "{text:?}");
        }
        for text in ["4GiB", "99999999999999999999999999MiB", "18446744073709551615KiB", "4294967296"] {
            assert!(parse(text).is_err_and(|e| e.contains("4 GiB")), "{text:?}");
        }
        assert!(parse("0MiB").is_err_and(|e| e.contains("skip every file")));
    }

    #[test]
    fn showing_loses_nothing() {
        for bytes in [1, 1023, 1024, 2 << 20, 3 << 30, 2_000_000, LARGEST] {
            assert_eq!(parse(&show(bytes)), Ok(bytes));
        }
        assert_eq!(show(2 << 20), "2MiB");
    }
}
