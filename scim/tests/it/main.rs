//! The protocol as a whole: laws, limits and the dialects of identity providers.

// Clippy knows test code by its `cfg(test)`.
#[cfg(test)]
mod extensions;
#[cfg(test)]
mod json;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod vendors;

/// The same cases in every run: a law that does not hold is found when it is written, not by whoever
/// changes something else a year later. More of them (`PROPTEST_CASES`) look further.
#[cfg(test)]
fn reproducible() -> proptest::prelude::ProptestConfig {
    proptest::prelude::ProptestConfig {
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_126),
        ..proptest::prelude::ProptestConfig::default()
    }
}
