//! The numbers that people want first.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

/// What was counted while the pack was written.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) events: u64,
    /// Events by outcome.
    outcomes: BTreeMap<String, u64>,
    pub(super) joiners: u64,
    pub(super) movers: u64,
    pub(super) leavers: u64,
    pub(super) active: u64,
    pub(super) inactive: u64,
    pub(super) groups: u64,
    pub(super) memberships: u64,
    pub(super) tokens: u64,
    pub(super) live_tokens: u64,
    pub(super) members: u64,
    pub(super) access: u64,
}

/// All that is counted of an event.
#[derive(Deserialize)]
struct Counted {
    outcome: String,
}

impl Counts {
    /// Counts lines of the log; its manifest is none of them.
    pub(super) fn lines(&mut self, text: &str) {
        for line in text.lines() {
            if let Ok(Counted { outcome }) = serde_json::from_str(line) {
                self.events += 1;
                *self.outcomes.entry(outcome).or_default() += 1;
            }
        }
    }

    /// `name: number`, a line each.
    pub(super) fn summary(&self) -> String {
        let mut text = String::new();
        let mut tell = |what: &str, count: u64| {
            // Writing to a string does not fail.
            let _ = writeln!(text, "{:<38}{count:>10}", format!("{what}:"));
        };
        tell("Events", self.events);
        for (outcome, count) in &self.outcomes {
            tell(&format!("  {outcome}"), *count);
        }
        tell("Joiners (created, reactivated)", self.joiners);
        tell("Movers (changes, a line each)", self.movers);
        tell("Leavers (deactivated, deleted)", self.leavers);
        tell("Users at the end", self.active + self.inactive);
        tell("  active", self.active);
        tell("  not active", self.inactive);
        tell("Groups at the end", self.groups);
        tell("Memberships at the end", self.memberships);
        tell("Tokens and OAuth clients ever issued", self.tokens);
        tell("  live when this was made", self.live_tokens);
        tell("Members of the console", self.members);
        tell("Sign-ins, refusals, member changes", self.access);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn events_are_counted_by_outcome_and_the_manifest_is_none() {
        let mut counts = Counts::default();
        counts.lines("{\"outcome\":\"success\",\"x\":{\"outcome\":1}}\n{\"outcome\":\"denied\"}\n");
        counts.lines("{\"outcome\":\"success\"}\n{\"manifest\":{\"count\":3}}\n");
        let summary = counts.summary();
        for (what, count) in [("Events:", "3"), ("success:", "2"), ("denied:", "1")] {
            let line = summary.lines().find(|line| line.contains(what)).unwrap();
            assert!(line.ends_with(&format!(" {count}")), "{line}");
        }
    }
}
