//! How many tests passed and failed, read from what the test runners print.

use std::process::Command;

use anyhow::Result;

use crate::process;

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    /// Not run: ignored, skipped, or not reached.
    skipped: usize,
    /// Passed only when tried again.
    flaky: usize,
    /// Failures of conformance clients that are listed with a reason.
    known: usize,
}

impl Counts {
    /// Runs a program, shows its output, and adds the results that it reports.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<()> {
        process::lines(command, |line| {
            println!("{line}");
            self.read(line);
        })
    }

    /// What deserves a line of its own, besides passed and failed.
    pub(crate) fn notes(&self) -> Vec<String> {
        let notes = [
            (self.skipped, "not run"),
            (self.flaky, "passed only when tried again"),
            (
                self.known,
                "known failures, each with its reason in known-failures.txt",
            ),
        ];
        let real = notes.iter().filter(|(count, _)| *count > 0);
        real.map(|(count, what)| format!("{count} {what}"))
            .collect()
    }

    fn read(&mut self, line: &str) {
        match line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        {
            Some((_, results)) => self.add_libtest(results),
            None => self.add_line(line),
        }
    }

    /// `3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s`
    fn add_libtest(&mut self, results: &str) {
        for result in results.split("; ") {
            self.add(result);
        }
    }

    /// Playwright ends with indented lines such as `  12 passed (3.4s)`; the conformance
    /// script prints its own in the same form.
    fn add_line(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("  ") else {
            return;
        };
        let result = result.split(" (").next().unwrap_or_default();
        self.add(result.trim_end());
    }

    fn add(&mut self, result: &str) {
        let Some((count, what)) = result.split_once(' ') else {
            return;
        };
        let Ok(count) = count.parse::<usize>() else {
            return;
        };
        match what {
            "passed" => self.passed += count,
            "failed" | "interrupted" => self.failed += count,
            "ignored" | "skipped" | "did not run" => self.skipped += count,
            "flaky" => self.flaky += count,
            "known failures" => self.known += count,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[track_caller]
    fn check(output: &str, expected: &Counts) {
        let mut counts = Counts::default();
        output.lines().for_each(|line| counts.read(line));
        assert_eq!(counts, *expected);
    }

    #[test]
    fn results_of_cargo_test_are_summed() {
        let output = "running 4 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        check(
            output,
            &Counts {
                passed: 4,
                failed: 2,
                skipped: 1,
                ..Counts::default()
            },
        );
    }

    #[test]
    fn results_of_playwright_are_read() {
        let output = "Running 14 tests using 1 worker\n  2 failed\n    [chromium] › a.spec.ts\n  \
            1 flaky\n  1 skipped\n  1 did not run\n  9 passed (14.2s)\n";
        let expected = Counts {
            passed: 9,
            failed: 2,
            skipped: 2,
            flaky: 1,
            known: 0,
        };
        check(output, &expected);
    }

    #[test]
    fn known_failures_are_neither_passed_nor_failed() {
        check(
            "  40 passed\n  3 known failures\n",
            &Counts {
                passed: 40,
                known: 3,
                ..Counts::default()
            },
        );
    }

    #[test]
    fn the_output_of_a_test_is_not_a_result() {
        check(
            "passed 3 passed\n3 passed\ntest it_has_3_passed ... ok",
            &Counts::default(),
        );
    }
}
