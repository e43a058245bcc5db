//! The span of time a query covers.

use super::InvalidValue;

/// The span of time. Ranges are `[start, end)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Range {
    Minutes15,
    Hour1,
    #[default]
    Hours24,
    Days7,
    Days30,
    All,
    /// Either bound may be empty. Bounds are UTC, to the minute or finer: `2026-11-21T02:14`.
    /// Their syntax is checked here, their order by the server.
    Custom {
        from: String,
        to: String,
    },
}

impl Range {
    /// The ranges offered by name.
    pub const NAMED: [Self; 6] = [
        Self::Minutes15,
        Self::Hour1,
        Self::Hours24,
        Self::Days7,
        Self::Days30,
        Self::All,
    ];

    pub fn word(&self) -> &'static str {
        match self {
            Self::Minutes15 => "15m",
            Self::Hour1 => "1h",
            Self::Hours24 => "24h",
            Self::Days7 => "7d",
            Self::Days30 => "30d",
            Self::All => "all",
            Self::Custom { .. } => "custom",
        }
    }

    /// Bounds win over a name, whichever comes first in the URL.
    pub(super) fn parse(word: &str, current: &Self) -> Result<Self, InvalidValue> {
        let known = Self::NAMED.into_iter().find(|range| range.word() == word);
        match (known, current) {
            (None, _) if word != "custom" => Err(InvalidValue),
            (Some(range), current) if !matches!(current, Self::Custom { .. }) => Ok(range),
            (_, current) => Ok(current.clone()),
        }
    }

    pub(super) fn with_from(&self, bound: &str) -> Result<Self, InvalidValue> {
        let to = if let Self::Custom { to, .. } = self {
            to.clone()
        } else {
            String::new()
        };
        Ok(Self::Custom {
            from: moment(bound)?,
            to,
        })
    }

    pub(super) fn with_to(&self, bound: &str) -> Result<Self, InvalidValue> {
        let from = if let Self::Custom { from, .. } = self {
            from.clone()
        } else {
            String::new()
        };
        Ok(Self::Custom {
            from,
            to: moment(bound)?,
        })
    }
}

/// Accepts what `<input type=datetime-local>` sends and RFC 3339 in UTC.
fn moment(value: &str) -> Result<String, InvalidValue> {
    const SHAPE: &str = "0000-00-00T00:00";
    let bytes = value.as_bytes();
    let fits = bytes.len() >= SHAPE.len()
        && bytes.len() <= 30
        && SHAPE.bytes().zip(bytes).all(|(shape, byte)| match shape {
            b'0' => byte.is_ascii_digit(),
            mark => *byte == mark,
        })
        && bytes[SHAPE.len()..]
            .iter()
            .all(|byte| byte.is_ascii_digit() || b":.Z".contains(byte));
    if fits {
        Ok(value.to_owned())
    } else {
        Err(InvalidValue)
    }
}
