//! Which numbers a filtered export holds, in little room.
//!
//! The chain of a filtered export has gaps, so a gap alone says nothing about a line that was
//! removed. The manifest therefore names the numbers: each of them while there are few, then each
//! second, each fourth, and so on.

use serde_json::{Value, json};

/// Numbers that are kept at most; an even number.
const MOST: usize = 4_096;

/// The number of each `every`-th event, from the first on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    every: u64,
    seen: u64,
    seq: Vec<i64>,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            every: 1,
            seen: 0,
            seq: Vec::new(),
        }
    }
}

/// The first place where two lists of numbers part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The first number that can be meant.
    pub(super) from: i64,
    /// The last one.
    pub(super) to: i64,
}

impl Marks {
    pub(super) fn note(&mut self, seq: i64) {
        if self.seen.is_multiple_of(self.every) {
            if self.seq.len() == MOST {
                self.thin();
            }
            self.seq.push(seq);
        }
        self.seen += 1;
    }

    /// Keeps each second number. There are as many as fit, and the next one is due with either
    /// distance.
    fn thin(&mut self) {
        let mut keep = false;
        self.seq.retain(|_| {
            keep = !keep;
            keep
        });
        self.every *= 2;
    }

    pub(super) fn to_value(&self) -> Value {
        json!({"every": self.every, "seq": self.seq})
    }

    /// Reads what [`Self::to_value`] has written.
    pub(super) fn from_value(value: &Value) -> Option<Self> {
        let every = value.get("every")?.as_u64()?;
        let seq = value.get("seq")?.as_array()?;
        let seq: Option<Vec<i64>> = seq.iter().map(Value::as_i64).collect();
        every.is_power_of_two().then_some(Self {
            every,
            seen: 0,
            seq: seq?,
        })
    }

    /// Where these numbers part from those that are expected.
    pub(super) fn parting(&self, expected: &Self) -> Option<Difference> {
        let (mut found, mut expected) = (self.clone(), expected.clone());
        while found.every < expected.every {
            found.thin();
        }
        while expected.every < found.every {
            expected.thin();
        }
        let longest = found.seq.len().max(expected.seq.len());
        let at = (0..longest).find(|at| found.seq.get(*at) != expected.seq.get(*at))?;
        let both = [found.seq.get(at), expected.seq.get(at)];
        let to = both.into_iter().flatten().min().copied()?;
        // Between two marks any event can be the one.
        let before = at
            .checked_sub(1)
            .and_then(|before| expected.seq.get(before));
        let from = match before {
            _ if expected.every == 1 => to,
            Some(before) => before + 1,
            None => 1,
        };
        Some(Difference { from, to })
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, MOST, Marks};

    fn marks(numbers: impl IntoIterator<Item = i64>) -> Marks {
        let mut marks = Marks::default();
        numbers.into_iter().for_each(|number| marks.note(number));
        marks
    }

    #[track_caller]
    fn check(found: impl IntoIterator<Item = i64>, seq: i64) {
        let parting = marks(found).parting(&marks([2, 5, 9, 12]));
        assert_eq!(parting, Some(Difference { from: seq, to: seq }));
    }

    #[test]
    fn few_numbers_are_told_one_by_one() {
        let all = marks([2, 5, 9, 12]);
        assert_eq!(marks([2, 5, 9, 12]).parting(&all), None);
        check([2, 9, 12], 5);
        check([2, 9, 5, 12], 5);
        check([2, 5, 9], 12);
        check([2, 5, 7, 9, 12], 7);
    }

    #[test]
    fn of_many_numbers_a_stretch_is_told() {
        let many = || (1..=20_000).map(|n| n * 3);
        let all = marks(many());
        assert!(all.seq.len() <= MOST, "{}", all.seq.len());
        let parting = marks(many().filter(|seq| *seq != 30_000)).parting(&all);
        let Some(Difference { from, to }) = parting else {
            panic!("nothing was noticed");
        };
        assert!(
            (from..=to).contains(&30_000) && to - from < 100,
            "{from} {to}"
        );
    }

    #[test]
    fn numbers_survive_their_json() {
        let all = marks(1..10_000);
        let read = Marks::from_value(&all.to_value()).unwrap();
        assert_eq!(all.parting(&read), None);
        assert_eq!((read.every, &read.seq), (all.every, &all.seq));
    }
}
