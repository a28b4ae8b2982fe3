//! The hash of a line by which code scanning knows an alert again (`primaryLocationLineHash`).
//!
//! The uploader computes it from the checkout and warns where ours differs, so it must agree to the
//! bit. It is a rolling polynomial over the UTF-16 units of the file: of the first hundred units
//! from a line's start on, without spaces and tabs, with every line end as one `\n`, and with an
//! end mark and zeros behind the text.

use std::collections::HashMap;

/// Units that go into one hash.
const WINDOW: usize = 100;
const FACTOR: u64 = 37;
const END_MARK: u16 = u16::MAX;

/// The hashes of a text, by line: `hash:n`, where `n` counts equal hashes from 1.
pub(crate) fn line_hashes(text: &str) -> Vec<String> {
    let mut rolling = Rolling::new();
    let mut after_cr = false;
    for unit in text.encode_utf16() {
        let lf_of_crlf = after_cr && unit == u16::from(b'\n');
        after_cr = unit == u16::from(b'\r');
        if lf_of_crlf || unit == u16::from(b' ') || unit == u16::from(b'\t') {
            continue;
        }
        rolling.take(if after_cr { u16::from(b'\n') } else { unit });
    }
    rolling.take(END_MARK);
    let mut seen: HashMap<u64, u32> = HashMap::new();
    rolling
        .finish()
        .into_iter()
        .map(|hash| {
            let count = seen.entry(hash).or_default();
            *count += 1;
            format!("{hash:x}:{count}")
        })
        .collect()
}

struct Rolling {
    window: [u16; WINDOW],
    /// Whether a line starts at that place of the window and still waits for its hash.
    starts: [bool; WINDOW],
    at: usize,
    hash: u64,
    /// What a unit has been multiplied with when it leaves the window.
    leaving: u64,
    line_start: bool,
    /// Lines leave the window in the order in which they came.
    hashes: Vec<u64>,
}

impl Rolling {
    fn new() -> Self {
        let leaving = (0..WINDOW).fold(1u64, |power, _| power.wrapping_mul(FACTOR));
        Self {
            window: [0; WINDOW],
            starts: [false; WINDOW],
            at: 0,
            hash: 0,
            leaving,
            line_start: true,
            hashes: Vec::new(),
        }
    }

    fn take(&mut self, unit: u16) {
        self.release();
        self.starts[self.at] = self.line_start;
        self.line_start = unit == u16::from(b'\n');
        self.push(unit);
    }

    /// A line that started a whole window ago has its hash now.
    fn release(&mut self) {
        if std::mem::take(&mut self.starts[self.at]) {
            self.hashes.push(self.hash);
        }
    }

    fn push(&mut self, unit: u16) {
        let left = std::mem::replace(&mut self.window[self.at], unit);
        self.hash = self
            .hash
            .wrapping_mul(FACTOR)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(self.leaving.wrapping_mul(u64::from(left)));
        self.at = (self.at + 1) % WINDOW;
    }

    fn finish(mut self) -> Vec<u64> {
        for _ in 0..WINDOW {
            self.release();
            self.push(0);
        }
        self.hashes
    }
}

#[cfg(test)]
mod tests {
    use super::line_hashes;

    #[test]
    fn an_empty_text_has_one_line() {
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
    }

    #[test]
    fn spaces_do_not_count() {
        assert_eq!(
            line_hashes(" a\nb\n  \t\tc\n d"),
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]
        );
    }

    #[test]
    fn every_kind_of_line_end_counts_the_same() {
        let expected = [
            "e9496ae3ebfced30:1",
            "fb7c023a8b9ccb3f:1",
            "ce8ba1a563dcdaca:1",
            "e20e36e16fcb0cc8:1",
            "b3edc88f2938467e:1",
            "c8e28b0b4002a3a0:1",
            "c129715d7a2bc9a3:1",
        ];
        for text in [
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
            " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
        ] {
            assert_eq!(line_hashes(text), expected, "{text:?}");
        }
    }

    #[test]
    fn equal_lines_are_counted() {
        assert_eq!(
            line_hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10)),
            [
                "a7f2ff13bc495cf2:1",
                "a7f2ff13bc495cf2:2",
                "a7f2ff13bc495cf2:3",
                "a7f2ff13bc495cf2:4",
                "a7f2ff13bc495cf2:5",
                "a7f2ff13bc495cf2:6",
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1"
            ]
        );
    }
}
