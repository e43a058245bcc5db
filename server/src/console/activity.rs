//! Events over time, for the charts.

use app::model::activity::{Activity, Bucket};
use chrono::{DateTime, Utc};
use directory::audit::Buckets;

use super::instant::instant;

/// Counts as the chart draws them.
pub(super) fn shown(counted: &Buckets, now: DateTime<Utc>) -> Activity {
    let buckets = counted
        .buckets
        .iter()
        .map(|bucket| Bucket {
            from: instant(bucket.from, now),
            to: instant(bucket.to, now),
            success: bucket.success,
            no_change: 0,
            errors: bucket.client_error + bucket.server_error,
        })
        .collect();
    Activity {
        buckets,
        since: counted.since.map(|since| instant(since, now)),
    }
}
