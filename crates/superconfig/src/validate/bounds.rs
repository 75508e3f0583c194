//! Ranges of numbers and lengths: exact across integers and floats.

use crate::value::{Number, parse_decimal};
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Bound, RangeBounds};

mod sealed {
    pub trait Sealed {}
}

/// The number types that a [`Rule::range`](crate::Rule::range) can have: all of Rust's up to 64 bits.
///
/// ```
/// use superconfig::{RangeNumber, Rule, Value};
/// fn at_most<N: RangeNumber>(limit: N) -> Rule {
///     Rule::range(..=limit)
/// }
/// assert!(at_most(u64::MAX).check(&Value::from(1.5)).is_ok());
/// assert!(at_most(0.5).check(&Value::from(1)).is_err());
/// ```
pub trait RangeNumber: sealed::Sealed + Copy {
    #[doc(hidden)]
    fn limit(self) -> Limit;
}

/// One end of a range.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    Int(i128),
    Float(f64),
}

macro_rules! numbers {
    ($make:ident: $($type:ty)*) => {
        $(impl sealed::Sealed for $type {}
        impl RangeNumber for $type {
            fn limit(self) -> Limit {
                Limit::$make(self as _)
            }
        })*
    };
}

numbers!(Int: i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
numbers!(Float: f32 f64);

impl From<Number> for Limit {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(n) => Self::Int(n.into()),
            Number::UInt(n) => Self::Int(n.into()),
            Number::Float(n) => Self::Float(n),
        }
    }
}

impl PartialOrd for Limit {
    /// By value, without rounding; NaN has no order.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (*self, *other) {
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(&b)),
            (Self::Float(a), Self::Float(b)) => a.partial_cmp(&b),
            (Self::Int(a), Self::Float(b)) => compare(a, b),
            (Self::Float(a), Self::Int(b)) => compare(b, a).map(Ordering::reverse),
        }
    }
}

/// An integer of at most 65 bits against a float.
fn compare(int: i128, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    // The cast saturates, far beyond every 64-bit integer; the fraction then decides among equals.
    let whole = float.trunc();
    Some(int.cmp(&(whole as i128)).then_with(|| whole.partial_cmp(&float).unwrap_or(Ordering::Equal)))
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(n) => write!(f, "{n}"),
            Self::Float(n) => write!(f, "{n:?}"),
        }
    }
}

/// A range of numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    from: Bound<Limit>,
    to: Bound<Limit>,
}

impl Bounds {
    pub(super) fn new<N: RangeNumber>(range: &impl RangeBounds<N>) -> Self {
        let limit = |bound: Bound<&N>| bound.map(|n| n.limit());
        Self { from: limit(range.start_bound()), to: limit(range.end_bound()) }
    }

    /// NaN is in no range, not even in the unbounded one.
    pub(super) fn contain(&self, n: Limit) -> bool {
        n.partial_cmp(&n).is_some()
            && match self.from {
                Bound::Included(from) => from <= n,
                Bound::Excluded(from) => from < n,
                Bound::Unbounded => true,
            }
            && match self.to {
                Bound::Included(to) => n <= to,
                Bound::Excluded(to) => n < to,
                Bound::Unbounded => true,
            }
    }

    pub(super) fn contain_len(&self, len: usize) -> bool {
        self.contain(len.limit())
    }

    /// `at least 3 characters`, `1 to 5 elements`, `exactly 1 key`.
    pub(super) fn count(&self, one: &str, many: &str) -> String {
        let plural = |n: i128| if n == 1 { one } else { many };
        let from = match self.from {
            Bound::Included(Limit::Int(n)) => Some(n),
            Bound::Excluded(Limit::Int(n)) => Some(n + 1),
            _ => None,
        };
        let to = match self.to {
            Bound::Included(Limit::Int(n)) => Some(n),
            Bound::Excluded(Limit::Int(n)) => Some(n - 1),
            _ => None,
        };
        match (from.filter(|&n| n > 0), to) {
            (Some(from), Some(to)) if from == to => format!("exactly {from} {}", plural(to)),
            (Some(from), Some(to)) => format!("{from} to {to} {}", plural(to)),
            (Some(from), None) => format!("at least {from} {}", plural(from)),
            (None, Some(to)) => format!("at most {to} {}", plural(to)),
            (None, None) => format!("any number of {many}"),
        }
    }
}

/// `from 1 to 65535`, `above 0.0`, `of at least 1 and below 10`.
impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = match self.from {
            Bound::Included(n) => Some(format!("of at least {n}")),
            Bound::Excluded(n) => Some(format!("above {n}")),
            Bound::Unbounded => None,
        };
        let to = match self.to {
            Bound::Included(n) => Some(format!("of at most {n}")),
            Bound::Excluded(n) => Some(format!("below {n}")),
            Bound::Unbounded => None,
        };
        match (self.from, self.to, from, to) {
            (Bound::Included(from), Bound::Included(to), ..) => write!(f, "from {from} to {to}"),
            (_, _, Some(from), Some(to)) => write!(f, "{from} and {to}"),
            (_, _, Some(bound), None) | (_, _, None, Some(bound)) => f.write_str(&bound),
            (_, _, None, None) => f.write_str("other than NaN"),
        }
    }
}

/// The number that a text is where a number is expected: as extraction reads it, not as export does, so `1.10`
/// and `+1` are numbers here.
pub(super) fn number_in(text: &str) -> Option<Limit> {
    let text = text.trim();
    match text.strip_prefix(['-', '+']).unwrap_or(text) {
        "inf" | "nan" => text.parse().ok().map(Limit::Float),
        _ => parse_decimal(text).map(Limit::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn comparison_is_exact() {
        let int = |n: i128| Limit::Int(n);
        assert!(int(u64::MAX.into()) < Limit::Float(18446744073709551616.0));
        assert!(int((1 << 53) + 1) > Limit::Float(9007199254740992.0));
        assert!(int(0) > Limit::Float(-0.5) && int(0) < Limit::Float(0.5) && int(-1) < Limit::Float(-0.5));
        assert!(int(0) == int(0) && int(0).partial_cmp(&Limit::Float(-0.0)) == Some(Ordering::Equal));
        assert!(
            int(i64::MAX.into()) < Limit::Float(f64::INFINITY) && int(0) > Limit::Float(f64::NEG_INFINITY)
        );
        assert_eq!(int(0).partial_cmp(&Limit::Float(f64::NAN)), None);
    }

    #[test]
    fn ranges_say_what_they_are() {
        let show = |bounds: Bounds| bounds.to_string();
        assert_eq!(show(Bounds::new(&(1..=65535))), "from 1 to 65535");
        assert_eq!(show(Bounds::new(&(0.5..))), "of at least 0.5");
        assert_eq!(show(Bounds::new(&(..10u8))), "below 10");
        assert_eq!(show(Bounds::new(&(1..10))), "of at least 1 and below 10");
        assert_eq!(Bounds::new(&(3..=3usize)).count("key", "keys"), "exactly 3 keys");
        assert_eq!(Bounds::new(&(..2usize)).count("key", "keys"), "at most 1 key");
        assert!(!Bounds::new::<f64>(&..).contain(Limit::Float(f64::NAN)));
    }

    proptest! {
        #[test]
        fn integers_and_floats_agree(int in any::<i64>(), float in any::<i32>()) {
            let order = Limit::Int(int.into()).partial_cmp(&Limit::Float(float.into()));
            prop_assert_eq!(order, Some(int.cmp(&float.into())));
        }
    }
}
