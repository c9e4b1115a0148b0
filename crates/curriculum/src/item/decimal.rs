//! Exact decimal numbers, for answers that are right or wrong and never "nearly equal".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

const FRACTION_DIGITS: usize = 9;
const INTEGER_DIGITS: usize = 18;
/// Longest text that is looked at, in bytes: the widest number with sign, mark and some blanks.
const LONGEST: usize = 64;
const BILLION: i128 = 1_000_000_000;

/// Why a text is not a number that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecimalError {
    /// Nothing but blanks.
    #[error("enter a number")]
    Blank,
    /// `NaN` or an infinity.
    #[error("this is not a finite number")]
    NotFinite,
    /// Written with an exponent, such as `1e3`.
    #[error("write the number out, without an exponent: 1000, not 1e3")]
    Exponent,
    /// Written with separators between thousands, or with two decimal marks.
    #[error("leave out separators between thousands: 12500.5, not 12,500.5 or 12 500.5")]
    ThousandsSeparator,
    /// More than 18 digits before the decimal mark.
    #[error("the number has more than 18 digits before the decimal mark")]
    TooManyIntegerDigits,
    /// More than 9 digits after the decimal mark, trailing zeros not counted.
    #[error("the number has more than 9 digits after the decimal mark")]
    TooManyFractionDigits,
    /// Anything else.
    #[error("enter a number in digits, with one decimal mark at most: 12.5 or 12,5")]
    NotANumber,
}

impl DecimalError {
    /// What is wrong, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blank => "BLANK",
            Self::NotFinite => "NOT_FINITE",
            Self::Exponent => "EXPONENT",
            Self::ThousandsSeparator => "THOUSANDS_SEPARATOR",
            Self::TooManyIntegerDigits | Self::TooManyFractionDigits => "TOO_MANY_DIGITS",
            Self::NotANumber => "NOT_A_NUMBER",
        }
    }
}

/// A decimal number with at most 18 digits before and 9 after the mark, kept in billionths.
///
/// Text form: optional sign, digits, then optionally `.` or `,` and digits. A single mark is always
/// a decimal mark: `1,250` reads as 1.25, as it does in most of Europe. Clients show the number
/// back as it was read, which is what [`fmt::Display`] writes. In JSON it is a string, because a
/// JSON number would pass through binary fractions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Decimal(i128);

impl Decimal {
    /// Nought.
    pub const ZERO: Self = Self(0);

    /// Whether it is below nought.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Whether it lies at most `tolerance` from `answer`, both ends included. A negative
    /// tolerance admits nothing.
    #[must_use]
    pub const fn within(self, answer: Self, tolerance: Self) -> bool {
        !tolerance.is_negative() && self.0.abs_diff(answer.0) <= tolerance.0.unsigned_abs()
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if text.len() > LONGEST {
            return Err(DecimalError::NotANumber);
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(DecimalError::Blank);
        }
        // U+2212 is the minus sign that word processors put for a hyphen.
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        refuse_other_notations(digits)?;
        let (integer, fraction) = match digits.split_once(['.', ',']) {
            Some((_, "")) => return Err(DecimalError::NotANumber),
            Some(parts) => parts,
            None => (digits, ""),
        };
        let integer = integer.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        if integer.len() > INTEGER_DIGITS {
            return Err(DecimalError::TooManyIntegerDigits);
        }
        if fraction.len() > FRACTION_DIGITS {
            return Err(DecimalError::TooManyFractionDigits);
        }
        let padding = std::iter::repeat_n(b'0', FRACTION_DIGITS - fraction.len());
        let billionths = integer
            .bytes()
            .chain(fraction.bytes())
            .chain(padding)
            .fold(0_i128, |value, digit| value * 10 + i128::from(digit - b'0'));
        Ok(Self(if negative { -billionths } else { billionths }))
    }
}

/// Lets only digits with at most one decimal mark through, and names the other notations that
/// people and programs use.
fn refuse_other_notations(unsigned: &str) -> Result<(), DecimalError> {
    let is_mark = |c: char| c == '.' || c == ',';
    let is_grouping = |c: char| c.is_whitespace() || ['\'', '\u{2019}', '_'].contains(&c);
    let marks = unsigned.chars().filter(|c| is_mark(*c)).count();
    let digits = unsigned.chars().filter(char::is_ascii_digit).count();
    let others = unsigned.chars().count() - marks - digits;
    if digits > 0 && others == 0 {
        return if marks > 1 { Err(DecimalError::ThousandsSeparator) } else { Ok(()) };
    }
    let word = unsigned.to_ascii_lowercase();
    if ["nan", "inf", "infinity", "\u{221e}"].contains(&word.as_str()) {
        return Err(DecimalError::NotFinite);
    }
    if digits > 0 && unsigned.chars().all(|c| c.is_ascii_digit() || is_mark(c) || is_grouping(c)) {
        return Err(DecimalError::ThousandsSeparator);
    }
    let is_exponent = |c: char| c.is_ascii_digit() || is_mark(c) || ['e', '+', '-'].contains(&c);
    if word.starts_with(|c: char| c.is_ascii_digit() || is_mark(c))
        && word.contains('e')
        && word.chars().all(is_exponent)
    {
        return Err(DecimalError::Exponent);
    }
    Err(DecimalError::NotANumber)
}

impl TryFrom<String> for Decimal {
    type Error = DecimalError;

    fn try_from(text: String) -> Result<Self, DecimalError> {
        text.parse()
    }
}

impl From<Decimal> for String {
    fn from(value: Decimal) -> Self {
        value.to_string()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        let sign = if self.is_negative() { "-" } else { "" };
        write!(f, "{sign}{}", size / BILLION)?;
        let fraction = format!("{:09}", size % BILLION);
        match fraction.trim_end_matches('0') {
            "" => Ok(()),
            digits => write!(f, ".{digits}"),
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"))
    }

    #[test]
    fn the_same_number_reads_the_same_however_it_is_written() {
        for text in ["12.5", "12,5", "+12.50", " 12.5\n", "0012.500000000000", "12.5"] {
            assert_eq!(decimal(text).to_string(), "12.5", "{text:?}");
        }
        for (text, shown) in [
            ("-0", "0"),
            (",5", "0.5"),
            ("\u{2212}3", "-3"),
            ("-0,001", "-0.001"),
            ("1,250", "1.25"),
        ] {
            assert_eq!(decimal(text).to_string(), shown, "{text:?}");
        }
    }

    #[test]
    fn the_widest_numbers_are_exact() {
        let widest = "999999999999999999.999999999";
        assert_eq!(decimal(widest).to_string(), widest);
        let (high, low) = (decimal(widest), decimal(&format!("-{widest}")));
        assert!(low < high && !high.within(low, high));
        assert_eq!(
            "1000000000000000000".parse::<Decimal>(),
            Err(DecimalError::TooManyIntegerDigits)
        );
        assert_eq!("0.0000000001".parse::<Decimal>(), Err(DecimalError::TooManyFractionDigits));
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        use DecimalError::{Blank, Exponent, NotANumber, NotFinite, ThousandsSeparator};
        for (text, error) in [
            ("", Blank),
            (" \t", Blank),
            ("NaN", NotFinite),
            ("-inf", NotFinite),
            ("Infinity", NotFinite),
            ("1e308", Exponent),
            ("1E+3", Exponent),
            ("1,000.5", ThousandsSeparator),
            ("1.000.000", ThousandsSeparator),
            ("12 500", ThousandsSeparator),
            ("12\u{a0}500,5", ThousandsSeparator),
            ("12'500", ThousandsSeparator),
            (".", NotANumber),
            ("5.", NotANumber),
            ("--5", NotANumber),
            ("12 %", NotANumber),
            ("0x10", NotANumber),
            ("\u{663}", NotANumber),
            ("twelve", NotANumber),
            (&"1".repeat(65), NotANumber),
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn within_includes_both_ends_and_rounds_nothing() {
        let near = |value: &str| decimal(value).within(decimal("0.3"), decimal("0.1"));
        assert!(near("0.2") && near("0.4") && !near("0.199999999") && !near("0.400000001"));
        assert!(decimal("0.30").within(decimal("0.3"), Decimal::ZERO));
        assert!(!decimal("0.3").within(decimal("0.3"), decimal("-1")));
    }

    #[test]
    fn json_holds_it_as_text_and_nothing_else() {
        assert_eq!(serde_json::to_string(&decimal("0,10")).expect("JSON"), r#""0.1""#);
        assert_eq!(serde_json::from_str::<Decimal>(r#""0.1""#).expect("a number"), decimal("0.1"));
        assert!(serde_json::from_str::<Decimal>("0.1").is_err());
        assert!(serde_json::from_str::<Decimal>(r#""1e308""#).is_err());
    }
}
