//! Any text is read as a filter or refused; what was read prints as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scim::{Resource, filter, schema};

fuzz_target!(|text: &str| {
    for kind in [schema::user(), schema::group()] {
        if let Ok(filter) = filter::compile(&kind, text) {
            let _ = filter::matches(&filter, &Resource::default());
            let printed = filter.to_string();
            if printed.len() <= filter::MAX_LENGTH {
                assert_eq!(filter::compile(&kind, &printed), Ok(filter));
            }
        }
    }
});
